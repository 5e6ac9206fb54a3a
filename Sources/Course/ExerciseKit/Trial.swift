/// What an exercise's piece is asked to do, as plain values: an input goes in, an output comes out.
///
/// A student's piece runs in a process of its own. That process is told the inputs and answers with the outputs, and nothing
/// else: what is right is known to the process that asks, and it alone gives points.
public protocol Trial: Sendable {
    /// The contract that the student's type fulfils: `any ChecksumFunction`.
    associatedtype Piece
    associatedtype Input: Codable & Sendable
    associatedtype Output: Codable & Sendable & Equatable

    /// Hands `input` to the piece and tells what it did. An error that belongs to the contract is an output; what is thrown is
    /// either ``Wire/NotAttempted`` or a failure.
    static func run(_ piece: Piece, _ input: Input) async throws -> Output
}

extension Trial {
    /// The trial's name between the two processes.
    public static var name: String { "\(Self.self)" }
}

/// What became of one input.
public enum TrialOutcome<Output: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    case output(Output)
    case notAttempted
    /// The piece threw what its contract does not name.
    case threw(String)
    /// The process ended in the middle, and in what words.
    case crashed(String)
    /// It was still running when its time was up.
    case tookTooLong
    /// It ended by itself without answering.
    case ended
}
