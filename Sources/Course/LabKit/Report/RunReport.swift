import Report
import Sockets
import Wire

/// Gathers a run's lines for `--html`: each as it is told, frames with their layers and bytes.
final class RunReport {
    private(set) var report: Report
    /// Causes that lines name: what they were is asked for at the end, where they are no lines themselves.
    private var named: [EventID] = []
    private var told: Set<EventID> = []
    /// For the ladder: the lanes, and the first lines.
    private(set) var lanes: [String] = []
    private(set) var first: [ReportLine] = []
    private(set) var frameNumbers: [EventID: Int] = [:]
    private(set) var lineCount = 0
    /// Frames whose beginning is drawn as a wave: more would make the page slow to load, and they all look alike.
    static let waveLimit = 500

    init(title: String, subtitle: String) { report = Report(title: title, subtitle: subtitle) }

    /// What the page is called and says below: "01 tcp-echo", "simulator, seed 1".
    func describe(_ title: String, _ subtitle: String, twin program: String) {
        report.title = title
        report.subtitle = subtitle
        report.textTwin = "swift run " + CommandLine.twin(program)
    }

    func introduce(_ hosts: [String]) {
        report.introduce(hosts)
        lanes += hosts
    }

    func add(_ row: Row) {
        let kind: ReportLine.Kind = switch row.kind {
        case .output: .output
        case .call: .call
        case .message: .message
        case .device: .device
        case .chapter: .chapter
        case .note: .note
        case .frame: .frame
        }
        var words = [row.facts, row.words].filter { !$0.isEmpty }.joined(separator: "  ")
        if let message = row.message, !message.isEmpty, Printable.isMostlyText(message) { words += (words.isEmpty ? "" : "  ") + Printable.quoted(message, width: 200) }
        add(ReportLine(kind, time: row.time, from: row.who, what: row.what, size: row.size, words: words, id: row.id, cause: row.cause))
    }

    func add(_ frame: FrameStory.Reported) {
        note(frame.line.id, frame.line.cause)
        if first.count < Self.ladderLimit { frameNumbers[frame.line.id] = frame.frame.number }
        keep(frame.line)
        report.add(frame.line, frame.frame)
    }

    func add(_ line: ReportLine) {
        note(line.id, line.cause)
        keep(line)
        report.add(line)
    }

    private func keep(_ line: ReportLine) {
        lineCount += 1
        if first.count < Self.ladderLimit { first.append(line) }
    }

    func add(picture name: String, of what: String, svg: String, text: String) { report.add(picture: name, of: what, svg: svg, text: text) }

    func add(_ moment: ConnectionMoment) {
        let words = moment.happenings.joined(separator: "; ") + "  " + moment.variables.lines(width: 400).joined(separator: "  ")
        report.add(ReportLine(.connection, time: moment.time, from: moment.host, what: "tcp", words: words))
    }

    private func note(_ id: EventID, _ cause: EventID) {
        if id != .none { told.insert(id) }
        if cause != .none { named.append(cause) }
    }

    /// Tells what led to lines and is no line: timers, faults, what a stack did by itself. `entry` knows what an event was.
    func explain(_ entry: (EventID) -> (cause: EventID, time: Instant, what: String)?) {
        for var next in named {
            while next != .none, !told.contains(next), !report.knows(cause: next), let known = entry(next), known.cause < next {
                report.add(cause: next, of: known.cause, at: known.time, known.what)
                next = known.cause
            }
        }
    }

    /// Writes the page, with the pictures of the connections.
    func write(to path: String, notes: [String], pictures: [ConnectionPictures]) throws {
        report.notes = notes
        report.add(pictures)
        do { try report.write(to: path) } catch let error as ReportError { throw LabFailure(error.description) }
    }
}

extension Report {
    /// Ends of connections that are drawn.
    private static let drawn = 8

    mutating func add(_ pictures: [ConnectionPictures]) {
        for (name, plot) in pictures.prefix(Self.drawn).flatMap(\.plots) {
            add(picture: plot.title, of: plot.summary, svg: plot.svg(), text: plot.text(width: 98, height: name == "time-sequence" ? 22 : 14).joined(separator: "\n"))
        }
        if pictures.count > Self.drawn { notes.append("\(pictures.count - Self.drawn) more ends of connections are not drawn: these sent most.") }
    }

    /// Writes the page; what fields are called comes from the inspector.
    mutating func write(to path: String) throws { try write(to: path, definition: FrameStory.definition) }
}

extension CommandLine {
    /// What was typed, without the page: the same run as text.
    static func twin(_ program: String) -> String {
        var words: [String] = [], skips = false
        for word in arguments.dropFirst() {
            if skips { skips = false; continue }
            if word == "--html" { skips = true; continue }
            if word.hasPrefix("--html=") || word == "--quiet" { continue }
            let isPlain = !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:,%+=@".contains($0)) }
            words.append(isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'")
        }
        // A tool's lab is its subcommand, which was typed already.
        return ([program.split(separator: " ").first.map(String.init) ?? program] + words).joined(separator: " ")
    }
}
