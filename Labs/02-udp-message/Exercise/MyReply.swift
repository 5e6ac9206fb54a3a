import Applications
import Wire

/// E1: your server's answer. Read section 7 of the worksheet; then replace the body of `reply`.
///
/// `LAB=02 swift test` judges it; `swift run udp-message --mine` runs the lab with it.
public struct MyReply: DatagramReply {
    public init() {}

    public func reply(to datagram: [UInt8]) throws -> [UInt8] {
        throw NotAttempted("E1")
    }
}
