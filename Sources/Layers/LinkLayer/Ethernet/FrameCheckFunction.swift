import Wire

/// A place for a frame check of one's own, in plain values (IEEE 802.3 section 3.2.9).
///
/// Lab 14's exercise E2 is a type of your own that conforms to this; `ethernet-switch --mine` then lets every card and the switch check
/// what comes in with it.
public protocol FrameCheckFunction: Sendable {
    /// The CRC-32 of `bytes`: a frame from its destination address to the end of its padding.
    func check(of bytes: [UInt8]) throws -> UInt32
}

/// A ``FrameCheckFunction`` as a ``FrameCheck``. One that fails has checked nothing: 0.
public struct AdaptedFrameCheck: FrameCheck {
    private let piece: any FrameCheckFunction
    public init(_ piece: any FrameCheckFunction) { self.piece = piece }
    public func check(over frame: RawSpan) -> UInt32 { (try? piece.check(of: frame.withUnsafeBytes { unsafe [UInt8]($0) })) ?? 0 }
}
