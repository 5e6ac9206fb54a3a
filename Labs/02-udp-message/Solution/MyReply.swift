import Applications

/// E1, done: a datagram is bytes; how many there are, their array knows.
public struct MyReply: DatagramReply {
    public init() {}

    public func reply(to datagram: [UInt8]) throws -> [UInt8] {
        Array("Received your message of \(datagram.count) bytes".utf8)
    }
}
