public import Applications

/// Lab 01, E1: the pieces in which a client's bytes arrive, and all that the service does with them.
public enum EchoTrial: Trial {
    public static func run(_ piece: any EchoService, _ input: [[UInt8]]) async throws -> Transcript {
        let stream = ScriptedStream(arrivals: input)
        do { return Transcript(stream, returned: try await piece.serve(stream)) } catch {
            // What a runaway loop throws is ours, and the steps before it tell why.
            if stream.ranAway { return Transcript(stream, returned: nil) }
            throw error
        }
    }
}

/// What a program did with a ``ScriptedStream``.
public struct Transcript: Codable, Sendable, Equatable {
    public struct Step: Codable, Sendable, Equatable {
        public var call: String
        public var outcome: String
    }

    /// The last steps, and how many there were in all.
    public var steps: [Step]
    public var stepCount: Int
    public var sent: [UInt8]
    public var sawEnd: Bool
    public var ranAway: Bool
    /// What the service said it had done; nil where it had to be stopped.
    public var returned: Int?

    init(_ stream: ScriptedStream, returned: Int?) {
        steps = stream.steps.suffix(8).map { Step(call: $0.call, outcome: $0.outcome) }
        stepCount = stream.steps.count
        (sent, sawEnd, ranAway, self.returned) = (stream.sent, stream.sawEnd, stream.ranAway, returned)
    }
}
