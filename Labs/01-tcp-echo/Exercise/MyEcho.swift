import Applications
import Sockets
import Wire

/// E1: your echo loop. Read section 7 of the worksheet; then replace the body of `serve`.
///
/// `LAB=01 swift test` judges it; `swift run tcp-echo --mine` runs the lab with it.
public struct MyEcho: EchoService {
    public init() {}

    public func serve(_ stream: some ByteStream) async throws -> Int {
        throw NotAttempted("E1")
    }
}
