public import Applications

/// Lab 02, E1: a datagram in, the answer out.
public enum ReplyTrial: Trial {
    public static func run(_ piece: any DatagramReply, _ input: [UInt8]) async throws -> [UInt8] { try piece.reply(to: input) }
}
