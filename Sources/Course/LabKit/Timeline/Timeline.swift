import Capture
public import Sockets
import Wire

/// One stream of lines in the order of time: the program's output, its socket calls and the frames that they cause.
///
/// Calls come when they happen and frames when the capture hands them over, which may be later: so a line is held back
/// until nothing earlier can come any more (``flush(before:)``), and the rest is told at the end.
public final class Timeline: SocketObserver, @unchecked Sendable {
    private enum Entry {
        case call(SocketEvent)
        case frame(FrameRecord)
        case row(Row)
        case moment(ConnectionMoment)

        var time: Instant {
            switch self {
            case .call(let event): event.time
            case .frame(let frame): frame.time
            case .row(let row): row.time
            case .moment(let moment): moment.time
            }
        }

        var event: SocketEvent? {
            if case .call(let event) = self { return event }
            return nil
        }
    }

    private var held: [(entry: Entry, arrival: Int)] = []
    private var arrivals = 0
    /// What the frame that is being told shows of its connection: told behind it.
    private var seen: [ConnectionMoment] = []
    private var isTelling = false
    private var frames: FrameStory
    private var voice: Voice
    private let only: Int?
    /// Whether what happens in connections is told line by line.
    private let tellsConnections: Bool
    /// Whether connections are summed up and drawn in the last lines.
    let summarises: Bool
    private let show: (String) -> Void
    /// Follows what the programs say to each other, where the lab has a protocol that can be told.
    private let messages: MessageStory?
    /// Called with each of the program's calls as it happens, before its line is told.
    var onCall: ((SocketEvent) -> Void)?
    /// Gathers the lines for a page, with `--html`.
    let report: RunReport?
    /// Follows the connections, with `--detail tcp`.
    private(set) var connections: ConnectionWatch?
    /// The world's counts, for the last lines.
    private(set) var totals = Totals()

    struct Totals: Equatable {
        var frames = 0
        /// Bytes of all frames on the wire.
        var bytes = 0
        /// Frames by protocol, in the order in which each was first seen.
        var byProtocol: [(name: String, count: Int)] = []
        /// Bytes of messages that the programs sent.
        var message = 0

        mutating func count(_ protocolName: String) {
            if let index = byProtocol.firstIndex(where: { $0.name == protocolName }) { byProtocol[index].count += 1 } else { byProtocol.append((protocolName, 1)) }
        }

        static func == (a: Totals, b: Totals) -> Bool { a.frames == b.frames && a.bytes == b.bytes && a.message == b.message }
    }

    /// How rows are said: as text for people or as objects for programs.
    private enum Voice {
        case text(TextTeller)
        case json(JSONTeller)
        case silent
    }

    /// - Parameters:
    ///   - draws: whether connections are followed for the last lines' sake, without a word about them before.
    ///   - hidesLines: whether there are only last lines.
    ///   - records: whether the lines are gathered, page or no page.
    ///   - show: takes each finished line, without its newline.
    ///   - spoken: the protocol whose messages are told.
    init(options: LabOptions, paint: Paint, spoken: ApplicationProtocol? = nil, draws: Bool = false, hidesLines: Bool = false, records: Bool = false, show: @escaping (String) -> Void) {
        voice = options.quiet || hidesLines ? .silent : options.json ? .json(JSONTeller()) : .text(TextTeller(paint: paint))
        let follows = draws || options.detail == .tcp || options.html != nil
        let reports = records || options.html != nil || options.svg != nil
        frames = FrameStory(detail: options.json && options.detail != .tcp ? .summary : options.detail, paint: paint, showsSegments: follows, reports: reports)
        report = reports ? RunReport(title: "", subtitle: "") : nil
        summarises = draws || options.detail == .tcp
        tellsConnections = options.detail == .tcp
        only = options.frame ?? options.why
        messages = (options.quiet || hidesLines) && !reports ? nil : spoken.map(MessageStory.init)
        self.show = show
        if follows { connections = ConnectionWatch { [unowned self] in tell($0) } }
    }

    public func observe(_ event: SocketEvent) {
        // A program that gives up its own call has met no error.
        if case .failed(let error) = event.kind, error.code == .cancelled { return }
        onCall?(event)
        connections?.begin(at: event.time)
        let said = messages?.rows(for: event) ?? []
        switch event.kind {
        case .send(let bytes, _, _), .sendDatagram(let bytes, _, _):
            totals.message += bytes.count
            said.forEach(add)
            hold(.call(event))
        case .encrypt:
            said.forEach(add)
            hold(.call(event))
        default:
            hold(.call(event))
            said.forEach(add)
        }
    }

    public func add(_ frame: FrameRecord) {
        totals.frames += 1
        totals.bytes += frame.originalLength
        hold(.frame(frame))
    }

    /// A line of the world's own, among the others.
    func add(_ row: Row) { hold(.row(row)) }

    /// What is odd about the frames of this world, explained.
    var oddities: [String] { frames.oddities.explained }

    /// Tells who has an address from the start: what a world gave to its hosts.
    func introduce(_ address: IPAddress, as host: String) { frames.names.learn(address, is: host) }

    /// What the end that does not run here is called, and whether clients are told apart by their ports.
    func name(stranger: String?, showingPorts: Bool) {
        frames.names.stranger = stranger
        frames.names.showsPorts = showingPorts
    }

    /// Tells the lines before `time`: nothing earlier will come.
    func flush(before time: Instant = .distantFuture) {
        guard !held.isEmpty else { return }
        held.sort { ($0.entry.time, $0.arrival) < ($1.entry.time, $1.arrival) }
        let ripe = held.firstIndex { $0.entry.time >= time } ?? held.count
        for index in 0..<ripe { frames.learn(held[index].entry.event) }
        for index in 0..<ripe { tell(held[index].entry) }
        held.removeSubrange(..<ripe)
    }

    private func hold(_ entry: Entry) {
        held.append((entry, arrivals))
        arrivals += 1
    }

    private func tell(_ entry: Entry) {
        switch entry {
        case .call(let event):
            let row = CallStory.row(for: event)
            report?.add(row)
            if only == nil { say(row) }
        case .row(let row):
            report?.add(row)
            if only == nil { say(row) }
        case .moment(let moment):
            report?.add(moment)
            if only == nil { say(moment) }
        case .frame(let frame):
            let told = frames.tell(frame)
            totals.count(told.protocolName)
            if let segment = told.segment {
                isTelling = true
                connections?.saw(segment)
                isTelling = false
            }
            defer { seen.removeAll() }
            if let reported = told.reported { report?.add(reported) }
            if let report { for moment in seen { report.add(moment) } }
            guard only == nil || only == frame.number else { return }
            say(told.row)
            if case .text = voice { for line in told.detail { show(line) } }
            for moment in seen { say(moment) }
        }
    }

    /// What happened in a connection: behind the frame that is being told where that shows it, otherwise in its place among the lines.
    private func tell(_ moment: ConnectionMoment) {
        guard tellsConnections else { return }
        if isTelling { seen.append(moment) } else { hold(.moment(moment)) }
    }

    private func say(_ moment: ConnectionMoment) {
        switch voice {
        case .silent: return
        case .text(var teller):
            for line in teller.lines(moment) { show(line) }
            voice = .text(teller)
        case .json(var teller):
            show(teller.line(moment))
            voice = .json(teller)
        }
    }

    private func say(_ row: Row) {
        switch voice {
        case .silent: return
        case .text(var teller):
            show(teller.line(row))
            voice = .text(teller)
        case .json(var teller):
            show(teller.line(row))
            voice = .json(teller)
        }
    }
}
