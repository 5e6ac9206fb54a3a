import ApplicationLayer
import Wire

/// E1: your reader of response heads. Read section 7 of the worksheet; then replace the body of `read`.
///
/// `LAB=03 swift test` judges it; `swift run http-client --mine` reads the server's answer with it.
public struct MyHeadReader: ResponseHeadReader {
    public init() {}

    public func read(_ head: [UInt8]) throws -> PlainResponseHead {
        throw NotAttempted("E1")
    }
}
