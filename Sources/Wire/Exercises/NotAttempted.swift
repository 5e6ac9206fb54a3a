/// What an exercise throws as it is handed out: no points yet, and nothing is wrong either.
public struct NotAttempted: Error, Sendable, CustomStringConvertible {
    /// The exercise: "E1".
    public let exercise: String

    public init(_ exercise: String) { self.exercise = exercise }

    public var description: String { "exercise \(exercise) is not attempted yet: its body still throws NotAttempted(\"\(exercise)\")" }
}
