/// A capture that the student makes, and what a worksheet asks about it: the keys are worked out from the student's own file.
///
/// Captures are as different as computers are: of a loopback or a card, with or without VLAN tags, with segments larger than the MTU, with
/// other people's traffic in between. What can be judged is judged by what is in the file; what cannot is an error that names what the file
/// lacks, and never "wrong".
public struct OwnCapture: Sendable {
    /// Which conversation the worksheet means, by its server's port.
    public enum Talk: Sendable, Hashable {
        case tcp(port: UInt16)
        case udp(port: UInt16)

        var port: UInt16 { switch self { case .tcp(let port), .udp(let port): port } }
        var name: String { switch self { case .tcp(let port): "TCP port \(port)"; case .udp(let port): "UDP port \(port)" } }
    }

    public let talk: Talk
    /// A command that makes such a capture; MESSAGE stands for the student's message, WHO for the student.
    let command: String
    /// The section of the worksheet that asks for it.
    let section: String

    public init(_ talk: Talk, command: String, section: String) {
        (self.talk, self.command, self.section) = (talk, command, section)
    }

    /// No capture that is handed in is larger, in bytes.
    public static let sizeLimit = 8 << 20

    /// The names that the file may have, in the lab's `Exercise` folder.
    static func names(_ number: String) -> [String] { ["lab\(number)-capture.pcap", "lab\(number)-capture.pcapng"] }

    /// The items in order, with their points.
    public var items: [(id: String, points: Int)] {
        switch talk {
        case .tcp: TCPTalk.items
        case .udp: UDPTalk.items
        }
    }

    /// A capture as it was handed in.
    public enum File: Sendable {
        case absent
        /// It cannot be read, and why.
        case unreadable(String)
        case capture(CaptureOfOnesOwn)
    }

    /// Judges the answers about `file`.
    ///
    /// - Parameter student: the identifier that the conversation must carry; nil where nobody has said who they are.
    public func judge(_ answers: AnswerFile, about file: File, student: String?, number: String) -> [(id: String, verdict: Verdict)] {
        func all(_ wanted: String, _ came: String, _ likely: String) -> [(id: String, verdict: Verdict)] {
            items.map { id, points in (id, isUntouched(answers[id]) ? .notAttempted(of: points) : Self.unusable(points, wanted, came, likely)) }
        }
        switch file {
        case .absent:
            return all("a capture of your own, saved as Exercise/\(Self.names(number)[0]) (or .pcapng)", "no such file", "make one: \(command(for: student))")
        case .unreadable(let what):
            return all("a capture in pcap or pcapng format", what, "save it again, or make another: \(command(for: student))")
        case .capture(let capture):
            let talks = candidates(in: capture)
            if talks.isEmpty { return all("a conversation with \(talk.name)", capture.contents(), "capture where the two programs talk to each other: \(command(for: student))") }
            // Where there are several, the student's answers are about the one that they fit best.
            return talks.map { candidate in
                items.map { id, points in (id: id, verdict: verdict(on: id, points, of: candidate, answers[id], student)) }
            }.max { Self.worth($0) < Self.worth($1) }!
        }
    }

    private func command(for student: String?) -> String { command.replacing("MESSAGE", with: "\"Hello from \(student ?? "me")\"").replacing("WHO", with: student ?? "me") }

    private func candidates(in capture: CaptureOfOnesOwn) -> [any OwnTalk] {
        switch talk {
        case .tcp(let port): TCPTalk.all(in: capture, port: port)
        case .udp(let port): UDPTalk.all(in: capture, port: port)
        }
    }

    private func verdict(on id: String, _ points: Int, of candidate: any OwnTalk, _ entry: AnswerFile.Entry, _ student: String?) -> Verdict {
        if isUntouched(entry) { return .notAttempted(of: points) }
        do {
            if let student { try candidate.mustCarry(student, command: command(for: student)) }
            return try candidate.question(id, section: section).judge(entry)
        } catch { return Self.unusable(points, error.wanted, error.came, error.likely) }
    }

    private func isUntouched(_ entry: AnswerFile.Entry) -> Bool {
        if case .answer(let answer) = entry { answer.isUntouched } else { false }
    }

    private static func unusable(_ points: Int, _ wanted: String, _ came: String, _ likely: String) -> Verdict {
        Verdict(.error, earned: 0, of: points, remark: "your capture does not show it", story: [.init("wanted", wanted), .init("came", ExerciseStep.printable(came)), .init("likely", likely)])
    }

    /// More points first; with as many, fewer things that are missing.
    private static func worth(_ verdicts: [(id: String, verdict: Verdict)]) -> (Int, Int) {
        (verdicts.reduce(0) { $0 + $1.verdict.earned }, -verdicts.count { $0.verdict.status == .error })
    }
}

/// What a capture lacks for a question.
struct Lacking: Error {
    /// What must be in the capture, what is, and how that comes about as a rule.
    var wanted: String
    var came: String
    var likely: String
}

/// One conversation in a student's capture that the questions may be about.
protocol OwnTalk {
    static var items: [(id: String, points: Int)] { get }
    /// The question of that name with its key, worked out from the conversation.
    func question(_ id: String, section: String) throws(Lacking) -> Question
    /// What the client said, as far as the capture has its bytes, and whether some are cut off.
    var said: (bytes: [UInt8], isCut: Bool) { get }
    /// What the capture lacks where the client has said nothing.
    var whatSilenceLacks: Lacking { get }
    var capture: CaptureOfOnesOwn { get }
}

extension OwnTalk {
    /// A capture is one's own when one's name is in it.
    func mustCarry(_ student: String, command: String) throws(Lacking) {
        let said = said
        if String(decoding: said.bytes, as: UTF8.self).lowercased().contains(student.lowercased()) { return }
        let wanted = "your identifier, \(student), in the client's message"
        if said.isCut { throw Lacking(wanted: wanted, came: "frames that were cut: \(capture.cut)", likely: "capture whole frames, as with -s 0") }
        if said.bytes.isEmpty { throw whatSilenceLacks }
        throw Lacking(wanted: wanted, came: "the message \(Shown.text(said.bytes.prefix(60), limit: 40))", likely: "this is somebody else's conversation, or an earlier one of yours: \(command)")
    }
}
