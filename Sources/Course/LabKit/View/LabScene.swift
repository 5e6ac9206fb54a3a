public import Simulation
public import Wire

/// A story that a lab tells by itself, for a live view: its page, the nodes and the cable that it takes place on, and what each node knows.
public struct LabScene {
    public let page: LabPage
    let topology: Topology
    /// What a node knows after so many lines.
    let tables: (_ node: String, _ lines: Int) -> [NodeTable]

    public init(_ page: LabPage, on topology: Topology, tables: @escaping (_ node: String, _ lines: Int) -> [NodeTable]) { (self.page, self.topology, self.tables) = (page, topology, tables) }
}

extension Lab {
    /// Serves a live view of a story. `tell` tells it from its beginning, once for each list of changes.
    ///
    /// - Throws: ``LabFailure`` where no port can be opened.
    public func view(_ subtitle: String, _ tell: @escaping @Sendable ([LiveIntervention]) throws -> LabScene) throws {
        let twin = "swift run " + CommandLine.twin(name).replacing(" --view", with: "")
        try LiveView(LiveSubject(title: heading, subtitle: subtitle, textTwin: twin) { recorder in recorder.keep(try tell(recorder.interventions)) }).serve()
    }
}

/// The one cable of a scene, and what somebody does to it.
public struct SceneCable {
    public let name: String
    private let changes: [LiveIntervention]
    private var count = 0

    /// What becomes of what is sent.
    public struct Fate {
        public var isLost = false
        /// Whether the cable is cut while it is on its way: it left, and never arrives.
        public var isCutOff = false
        public var arrives: Bool { !isLost && !isCutOff }
        /// Bits or levels that are turned over, counted from the first that is sent.
        public var flipped: [Int] = []
    }

    /// - Throws: ``LabFailure`` for a change that is none of a cable, or of another.
    public init(_ name: String, _ changes: [LiveIntervention]) throws {
        for change in changes {
            guard change.target == name, [.lose, .flip, .cut, .mend].contains(change.action) else { throw LabFailure("\(change.words): in this lab only the cable \(name) can be harmed") }
        }
        (self.name, self.changes) = (name, changes)
    }

    /// Something is sent from `start` to `end`: what becomes of it.
    public mutating func send(from start: Instant, to end: Instant) -> Fate {
        count += 1
        var fate = Fate()
        for change in changes where change.nth == count {
            if change.action == .lose { fate.isLost = true }
            if change.action == .flip { fate.flipped.append(max(0, change.bit ?? 0)) }
        }
        var isCut = false
        for change in switches where change.moment <= end {
            if change.moment > start, isCut || change.action == .cut { fate.isCutOff = true }
            isCut = change.action == .cut
            if change.moment <= start { fate.isLost = isCut || changes.contains { $0.nth == count && $0.action == .lose } }
        }
        return fate
    }

    /// Tells that what was on its way when the cable was cut has not arrived.
    public func tellLoss(of frame: EventID, on page: LabPage, at time: Instant) { page.tell("loses", "what was on the cable when it was cut", by: name, at: time, because: frame) }

    /// When it is cut and mended, for the page: those up to `time` that were not told yet.
    public func tell(on page: LabPage, after: Instant, upTo time: Instant) {
        for change in switches where change.moment > after && change.moment <= time {
            page.tell(change.action == .cut ? "is cut" : "is mended", change.action == .cut ? "nothing gets through any more" : "", by: name, at: change.moment)
        }
    }

    private var switches: [LiveIntervention] { changes.filter { $0.action == .cut || $0.action == .mend }.sorted { $0.moment < $1.moment } }
}
