public import Sockets

/// What an echo server does with one connection: send back every byte that arrives, in order, until the peer says that it
/// will send no more (RFC 862).
///
/// Lab 01's exercise is a type of your own that conforms to this; `tcp-echo --mine` then runs it.
public protocol EchoService: Sendable {
    /// Serves one connection to its end. The caller closes the stream afterwards, whatever happens.
    /// - Returns: how many bytes were echoed.
    func serve(_ stream: some ByteStream) async throws -> Int
}

/// The echo service as the labs run it.
public struct PlainEcho: EchoService {
    /// The most that is asked for at a time, in bytes.
    public let chunk: Int

    public init(chunk: Int = 4096) { self.chunk = chunk }

    public func serve(_ stream: some ByteStream) async throws -> Int {
        var echoed = 0
        while true {
            let bytes = try await stream.receive(atMost: chunk)
            if bytes.isEmpty { return echoed }
            try await stream.send(bytes)
            echoed += bytes.count
        }
    }
}
