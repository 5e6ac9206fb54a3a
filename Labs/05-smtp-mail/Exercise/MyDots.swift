import ApplicationLayer
import Wire

/// E1: your dot stuffing. Read section 7 of the worksheet, and RFC 5321 section 4.5.2; then replace the bodies.
///
/// `LAB=05 swift test` judges it; `swift run smtp-mail --no-tls --mine` sends a message with it.
public struct MyDots: DotStuffing {
    public init() {}

    public func stuffed(_ message: [UInt8]) throws -> [UInt8] {
        throw NotAttempted("E1")
    }

    public func unstuffed(_ data: [UInt8]) throws -> [UInt8] {
        throw NotAttempted("E1")
    }
}
