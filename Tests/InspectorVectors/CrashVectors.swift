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

package let crashVectors: [CrashVector] = []
