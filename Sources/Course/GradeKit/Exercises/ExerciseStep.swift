public import ExerciseKit

/// Something that a student builds: a type in the lab's exercise folder that fulfils a contract of the real stack.
public struct Exercise: Sendable {
    /// "E1".
    public let id: String
    /// The file that the student edits, in the lab's `Exercise` folder.
    public let file: String
    /// Where to read about it.
    public let read: String
    public let steps: [ExerciseStep]
    /// The trials that the student's type is put through, with the piece as Swift has it, "MyEcho()": how a program that runs them is made.
    public let pieces: [(trial: String, piece: String)]

    public init(_ id: String, file: String, read: String = "worksheet section 7", pieces: [(trial: String, piece: String)], steps: [ExerciseStep]) {
        (self.id, self.file, self.read, self.steps, self.pieces) = (id, file, read, steps, pieces)
    }
}

/// A goal within an exercise, with points of its own: inputs, and a judgement of what came out.
public struct ExerciseStep: Sendable, CustomStringConvertible {
    /// "E1.2".
    public let id: String
    public let goal: String
    public let points: Int
    private let judgement: @Sendable (any TrialRunner, ExerciseStep) async -> Verdict

    public var description: String { "\(id) \(goal)" }

    /// A step of the trial `trial`.
    ///
    /// - Parameters:
    ///   - likely: the misconception behind a failure of this step, where the judgement knows no better.
    ///   - show: an input in a few words.
    ///   - say: a right output in a few words, behind its input.
    ///   - fault: what is wrong with an output; nil where nothing is.
    public init<T: Trial>(
        _ id: String, _ goal: String, points: Int, of trial: T.Type, likely: String, inputs: [T.Input],
        show: @escaping @Sendable (T.Input) -> String, say: @escaping @Sendable (T.Output) -> String = { _ in "" }, fault: @escaping @Sendable (T.Input, T.Output) -> Fault?
    ) {
        (self.id, self.goal, self.points) = (id, goal, points)
        judgement = { runner, step in
            var story: [Verdict.Line] = []
            for (index, (input, outcome)) in zip(inputs, await runner.outcomes(of: T.self, inputs)).enumerated() {
                func line(_ words: String) -> Verdict.Line { .init("\(index + 1)", "\(show(input))  \(words)") }
                func verdict(_ status: Status, _ lines: [Verdict.Line]) -> Verdict { Verdict(status, earned: 0, of: points, remark: goal, story: story.suffix(8) + lines) }
                switch outcome {
                case .notAttempted: return .notAttempted(of: points)
                case .threw(let error): return verdict(.wrong, [line("WRONG: it threw \(Self.printable(error))"), .init("likely", likely)])
                case .crashed(let words): return verdict(.error, [line("CRASHED"), .init("came", words), .init("likely", "an array index out of range, an overflow, or a forced unwrap (!)")])
                case .tookTooLong: return verdict(.error, [line("NO END"), .init("came", "it was still running when its time was up"), .init("likely", "an endless loop: what makes it end?")])
                case .ended: return verdict(.error, [line("NO ANSWER"), .init("came", "the process ended before it had answered"), .init("likely", "do not call exit: return or throw")])
                case .output(let output):
                    guard let fault = fault(input, output) else {
                        let words = say(output)
                        story.append(line(words.isEmpty ? "ok" : "\(words) ok"))
                        continue
                    }
                    var lines = fault.story ?? [line("WRONG")]
                    if let wanted = fault.wanted { lines.append(.init("wanted", wanted)) }
                    if let came = fault.came { lines.append(.init("came", Self.printable(came))) }
                    return verdict(.wrong, lines + [.init("likely", fault.likely ?? likely)])
                }
            }
            return .passed(points)
        }
    }

    /// Judges the piece that `runner` runs.
    public func judge(_ runner: some TrialRunner) async -> Verdict { await judgement(runner, self) }

    /// Words that a student's code chose, on one line of a terminal.
    static func printable(_ text: String) -> String {
        let line = String(text.prefix(200).unicodeScalars.map { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) ? " " : Character($0) })
        return line.count > 120 ? line.prefix(119) + "…" : line
    }
}

/// What is wrong with an output.
public struct Fault: Sendable {
    var wanted: String?
    var came: String?
    /// The misconception that leads to just this output; nil: the step's own.
    var likely: String?
    /// Lines in place of the input's.
    var story: [Verdict.Line]?

    public init(wanted: String? = nil, came: String? = nil, likely: String? = nil, story: [Verdict.Line]? = nil) {
        (self.wanted, self.came, self.likely, self.story) = (wanted, came, likely, story)
    }
}

/// Runs a piece: here, or in a process of its own.
public protocol TrialRunner: Sendable {
    /// What became of each input, in order.
    func outcomes<T: Trial>(of trial: T.Type, _ inputs: [T.Input]) async -> [TrialOutcome<T.Output>]
}

/// A piece in this process: for reference solutions and for tests of the grader.
public struct LocalRunner<Piece: Sendable>: TrialRunner {
    let piece: Piece
    public init(_ piece: Piece) { self.piece = piece }

    public func outcomes<T: Trial>(of trial: T.Type, _ inputs: [T.Input]) async -> [TrialOutcome<T.Output>] {
        var outcomes: [TrialOutcome<T.Output>] = []
        for input in inputs {
            guard let piece = piece as? T.Piece else {
                outcomes.append(.threw("\(Piece.self) is no piece for \(T.name)"))
                continue
            }
            outcomes.append(await TrialHost.outcome(T.self, piece, input))
        }
        return outcomes
    }
}
