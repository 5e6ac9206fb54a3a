import Applications
import Sockets

/// E1, done: each `receive` brings what has arrived, which may be less than the peer wrote at once; an empty one says
/// that the peer will send no more.
public struct MyEcho: EchoService {
    public init() {}

    public func serve(_ stream: some ByteStream) async throws -> Int {
        var echoed = 0
        while true {
            let bytes = try await stream.receive(atMost: 1024)
            if bytes.isEmpty { return echoed }
            try await stream.send(bytes)
            echoed += bytes.count
        }
    }
}
