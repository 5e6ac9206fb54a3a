/// What a UDP server answers to a datagram.
///
/// Lab 02's exercise is a type of your own that conforms to this; `udp-message --mine` then runs it.
public protocol DatagramReply: Sendable {
    /// The answer to `datagram`, which may hold anything, or nothing.
    func reply(to datagram: [UInt8]) throws -> [UInt8]
}

/// The answer of the labs' server: how long the datagram was.
public struct LengthReply: DatagramReply {
    public init() {}

    public func reply(to datagram: [UInt8]) -> [UInt8] { Array("Received your message of \(datagram.count) bytes".utf8) }
}
