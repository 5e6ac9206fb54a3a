public import LinkLayer

/// Lab 14, E2: bytes in, their CRC-32 out.
public enum FrameCheckTrial: Trial {
    public static func run(_ piece: any FrameCheckFunction, _ input: [UInt8]) async throws -> UInt32 { try piece.check(of: input) }
}
