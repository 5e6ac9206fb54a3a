/// Inputs that once made the inspector trap, hang or point outside the frame: found by the fuzzer, kept so that they stay mended.
package struct CrashVector: Sendable, CustomStringConvertible {
    package let target: FuzzTarget
    package let bytes: [UInt8]
    /// What went wrong.
    package let description: String

    init(_ target: FuzzTarget, _ description: String, _ bytes: [UInt8]) {
        self.target = target
        self.bytes = bytes
        self.description = description
    }
}

package let crashVectors: [CrashVector] = [
    CrashVector(.frame, "radiotap's header ended where its length said, behind the frame", [10, 0, 0, 0xff, 0xff, 0, 0, 0, 0]),
    CrashVector(.jumble, "a datagram without a byte was a piece of a followed conversation", [0xc0, 0, 0, 0, 0, 0]),
    // Thousands of records whose names lead through all labels behind them: seconds for one frame.
    CrashVector(.datagram, "names that lead through the whole message, again and again", [0, 0, 0, 0x81, 0x80, 0, 0, 0xff, 0xff, 0, 0, 0, 0] + (0..<3_000).flatMap { _ in [0xc0, 0x18, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 1, 0x61] as [UInt8] }),
]
