public import Wire

/// One lab's course: what is asked, what is built, and what the questions are about.
public struct LabCourse: Sendable, CustomStringConvertible {
    /// "01", and the executable's name.
    public let number: String
    public let name: String
    public let exercises: [Exercise]
    /// What the questions are about as the course hands it out.
    public let supplied: Supplied
    /// What is asked about a capture that the student makes; nil where nothing is.
    public let own: OwnCapture?
    /// Makes the same anew for one student, from random numbers; nil where everyone has the same.
    let personal: (@Sendable (inout RandomStream) throws -> Evidence)?
    private let keys: @Sendable (Evidence) throws -> [Question]

    public enum Supplied: Sendable {
        /// The capture `captures/NN-name.pcap`.
        case capture
        /// Numbers that stand in the worksheet.
        case numbers([String: String])
        /// Both.
        case captureAndNumbers([String: String])
    }

    /// - Parameters:
    ///   - own: what is asked about a capture of the student's own.
    ///   - personal: makes a student's own evidence. It may be called again when what came out would give two questions one answer.
    ///   - keys: the questions with their keys, worked out from the evidence.
    public init(_ number: String, _ name: String, exercises: [Exercise] = [], supplied: Supplied = .capture, own: OwnCapture? = nil, personal: (@Sendable (inout RandomStream) throws -> Evidence)? = nil, keys: @escaping @Sendable (Evidence) throws -> [Question]) {
        (self.number, self.name, self.exercises, self.supplied, self.own, self.personal, self.keys) = (number, name, exercises, supplied, own, personal, keys)
    }

    public var description: String { "lab \(number)" }
    /// "Lab 01 tcp-echo".
    public var title: String { "Lab \(number) \(name)" }
    /// The answer file's name.
    public var answers: String { "lab\(number)-answers.yaml" }
    /// What a student may change, as paths from the package's top.
    public var allowedFiles: [String] { ([answers] + exercises.map(\.file) + captures).map { "Labs/\(number)-\(name)/Exercise/\($0)" } }

    /// The names that a capture of the student's own may have; empty where none is asked for.
    public var captures: [String] { own == nil ? [] : OwnCapture.names(number) }

    /// Whether each student can have evidence of their own.
    public var isPersonal: Bool { personal != nil }

    /// The questions about `evidence`.
    public func questions(about evidence: Evidence) throws -> [Question] { try keys(evidence) }

    public var steps: [ExerciseStep] { exercises.flatMap(\.steps) }
}

/// What a lab's questions are about.
public struct Evidence: Sendable {
    /// Nil for labs without frames.
    public let capture: EvidenceCapture?
    /// Numbers to reckon with, by name: "network" is "172.20.96.0/19".
    public let numbers: [String: String]

    public init(capture: EvidenceCapture? = nil, numbers: [String: String] = [:]) {
        self.capture = capture
        self.numbers = numbers
    }

    /// - Throws: ``EvidenceError`` where there is no capture.
    public func frames() throws -> EvidenceCapture {
        guard let capture else { throw EvidenceError("there is no capture to ask about") }
        return capture
    }
}

/// Whose evidence it is.
public enum Assignment: Sendable, Hashable {
    /// Everyone's: the supplied capture.
    case supplied
    /// A student's own, to practise with: whoever knows the identifier can make it again.
    case practice(student: String)
    /// A student's own, for marks: only whoever knows the course's secret can make it.
    case graded(student: String, secret: CourseSecret)

    /// Whose it is; nil for everyone's.
    public var student: String? {
        switch self {
        case .supplied: nil
        case .practice(let student), .graded(let student, _): student
        }
    }

    /// The seed of all that is personal; nil for everyone's.
    var seed: UInt64? {
        switch self {
        case .supplied: nil
        case .practice(let student): Self.number(SHA256.of(Array("layerlab practice \(Self.plain(student))".utf8)))
        case .graded(let student, let secret): Self.number(SHA256.authenticationCode(of: Array("layerlab graded \(Self.plain(student))".utf8), key: secret.bytes))
        }
    }

    /// "Ada@Example.org " and "ada@example.org" are one student.
    private static func plain(_ student: String) -> String { student.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    private static func number(_ digest: [UInt8]) -> UInt64 { digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

/// What makes a course's graded captures nobody's to guess.
public struct CourseSecret: Sendable, Hashable {
    let bytes: [UInt8]

    /// - Throws: ``EvidenceError`` when it is too short to be one.
    public init(_ text: String) throws(EvidenceError) {
        bytes = Array(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").utf8)
        guard bytes.count >= 16 else { throw EvidenceError("a course's secret has at least 16 characters, and this one has \(bytes.count): make one with: openssl rand -hex 32") }
    }
}

extension LabCourse {
    /// How often a student's evidence is thrown away because two questions would have one answer, before that is an error.
    static let attempts = 256

    /// The evidence of an assignment. `root` is the package's folder, where the supplied captures are.
    public func evidence(for assignment: Assignment, root: String) throws -> Evidence {
        guard let seed = assignment.seed, let personal else {
            func capture() throws -> EvidenceCapture { try EvidenceCapture(path: "\(root)/captures/\(number)-\(name).pcap") }
            switch supplied {
            case .capture: return Evidence(capture: try capture())
            case .captureAndNumbers(let numbers): return Evidence(capture: try capture(), numbers: numbers)
            case .numbers(let numbers): return Evidence(numbers: numbers)
            }
        }
        return try Self.evidence(seed: seed, of: self, personal)
    }

    /// A student's own evidence from a seed.
    public func personalEvidence(seed: UInt64) throws -> Evidence? { try personal.map { try Self.evidence(seed: seed, of: self, $0) } }

    private static func evidence(seed: UInt64, of course: LabCourse, _ make: (inout RandomStream) throws -> Evidence) throws -> Evidence {
        var random = RandomStream(seed: seed, name: "lab \(course.number)")
        for _ in 0..<attempts {
            let evidence = try make(&random)
            if Question.areDistinct(try course.questions(about: evidence)) { return evidence }
        }
        throw EvidenceError("no evidence for \(course) has an answer of its own for each question")
    }
}

extension Question {
    /// Whether no two questions have the same number for an answer, and no wrong answer that is known passes as right.
    static func areDistinct(_ questions: [Question]) -> Bool {
        var numbers: Set<Int64> = []
        for question in questions {
            if case .number(let number) = question.key, !question.sharesItsAnswer, !numbers.insert(number).inserted { return false }
            if question.misconceptions.contains(where: { $0.value.overlaps(question.key) }) { return false }
        }
        return true
    }
}

extension Question.Key {
    func overlaps(_ other: Question.Key) -> Bool {
        switch (self, other) {
        case (.number(let a), .number(let b)): a == b
        case (.anyNumber(let a), .anyNumber(let b)): a.contains(where: b.contains)
        case (.text(let a), _): a.contains { other.matches($0) }
        default: false
        }
    }
}
