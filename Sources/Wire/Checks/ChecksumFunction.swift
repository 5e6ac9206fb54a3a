/// A place for an Internet checksum of one's own (RFC 1071).
///
/// Lab 00's exercise is a type of your own that conforms to this; `protocol-stack --mine` then computes with it.
public protocol ChecksumFunction: Sendable {
    /// The checksum of `bytes`: the one's complement of the one's complement sum of their 16-bit words, an odd last byte counting as
    /// the high half of a word.
    func checksum(of bytes: [UInt8]) throws -> UInt16
}
