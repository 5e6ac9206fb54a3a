public import Wire

/// Lab 00, E1: bytes in, their Internet checksum out.
public enum ChecksumTrial: Trial {
    public static func run(_ piece: any ChecksumFunction, _ input: [UInt8]) async throws -> UInt16 { try piece.checksum(of: input) }
}
