import TransportLayer
import Wire

/// Follows every TCP connection of a run, end by end: what `--detail tcp` tells and draws.
///
/// An end on our own stack tells its variables itself (``observer(for:)``); of a kernel's end there is what its segments show
/// (``saw(_:)``), and what it answers when it is asked (``sampled(_:host:local:remote:at:)``). Confined to its world's thread.
final class ConnectionWatch: @unchecked Sendable {
    private struct Key: Hashable {
        let host: String
        let local: SocketAddress
        let remote: SocketAddress
    }

    /// Of each end, in the order in which they were first heard of.
    private(set) var tracks: [ConnectionTrack] = []
    private var places: [Key: Int] = [:]
    /// Ends that tell their own story.
    private var outspoken: Set<SocketAddress> = []
    private var onlookers: [SocketPair: Onlooker] = [:]
    /// The moment that more may be added to, and where moments go.
    private var current: ConnectionMoment?
    private let tell: (ConnectionMoment) -> Void
    /// The time of the run's first line: pictures count from it.
    private var start: Instant?
    /// Connections that are followed; a server that runs for months must not remember all it has met.
    private static let limit = 4096

    init(_ tell: @escaping (ConnectionMoment) -> Void) { self.tell = tell }

    /// Says when the run began.
    func begin(at time: Instant) { if start == nil { start = time } }

    // MARK: - Our own stack

    /// What is to be the ``Stack/connectionObserver`` of the stack of `host`.
    func observer(for host: String) -> any TCPObserver { Observer(host: host, watch: self) }

    private final class Observer: TCPObserver, @unchecked Sendable {
        let host: String
        let watch: ConnectionWatch

        init(host: String, watch: ConnectionWatch) {
            self.host = host
            self.watch = watch
        }

        func connection(_ pair: SocketPair, at now: Instant, did occurrence: TCPOccurrence, variables: TCPVariables) {
            watch.heard(Key(host: host, local: pair.local, remote: pair.remote), occurrence, variables, at: now)
        }
    }

    private func heard(_ key: Key, _ occurrence: TCPOccurrence, _ variables: TCPVariables, at now: Instant) {
        outspoken.insert(key.local)
        let known = ConnectionVariables(variables)
        let moment = moment(key, at: now), place = place(of: key), seconds = seconds(now)
        switch occurrence {
        case .sent(let segment, let reason):
            let view = SegmentView(segment, base: variables.initialSend, other: variables.initialReceive)
            moment.add(sent: "sends \(view.words): \(reason.rawValue)")
            if let place { tracks[place].sent(view, isTimeout: reason == .timeoutRetransmission, at: seconds) }
        case .received(let segment):
            let view = SegmentView(segment, base: variables.initialReceive, other: variables.initialSend)
            moment.add(received: "gets \(view.words)")
            if let place { tracks[place].received(view, window: variables.sendWindow, at: seconds) }
        case .rejected(let segment, let reason):
            moment.add("rejects \(SegmentView(segment, base: variables.initialReceive, other: variables.initialSend).words): \(reason)")
        case .stateChanged(let from, let to, let trigger):
            moment.add("\(from) → \(to): \(trigger.label)")
        case .note(let text):
            moment.add(text)
        }
        moment.variables = known
        if let place { tracks[place].note(known, at: seconds) }
    }

    // MARK: - Frames

    /// A segment on a wire.
    struct Seen {
        var segment: TCPSegment
        var source: SocketAddress
        var destination: SocketAddress
        /// The hosts' names.
        var sender: String
        var receiver: String
        var time: Instant
        /// Whether a fault took it away or spoilt it.
        var isLost: Bool
    }

    /// Takes in a segment that was seen, and tells of those ends that do not tell it themselves.
    func saw(_ seen: Seen) {
        begin(at: seen.time)
        let forwards = SocketPair(local: seen.source, remote: seen.destination), backwards = SocketPair(local: seen.destination, remote: seen.source)
        let isFirst = onlookers[backwards] == nil
        let pair = isFirst ? forwards : backwards
        guard onlookers[pair] != nil || onlookers.count < Self.limit else { return }
        let view = onlookers[pair, default: Onlooker()].see(seen.segment, fromFirst: isFirst, arrives: !seen.isLost, at: seen.time)
        let seconds = seconds(seen.time)
        let sender = Key(host: seen.sender, local: seen.source, remote: seen.destination), receiver = Key(host: seen.receiver, local: seen.destination, remote: seen.source)
        let sends = !outspoken.contains(seen.source), gets = !outspoken.contains(seen.destination) && !seen.isLost
        if seen.isLost, let place = places[sender] { tracks[place].lose(view.range, at: seconds) }
        guard sends || gets, let onlooker = onlookers[pair] else { return }
        if sends {
            let variables = onlooker.variables(ofFirst: isFirst)
            if let place = place(of: sender) {
                tracks[place].sent(view, at: seconds)
                tracks[place].note(variables, at: seconds)
                if seen.isLost { tracks[place].lose(view.range, at: seconds) }
            }
            say(sender, "sends \(view.words)", variables, at: seen.time)
        }
        if gets {
            let variables = onlooker.variables(ofFirst: !isFirst)
            if let place = place(of: receiver) {
                tracks[place].received(view, window: variables.sendWindow ?? 0, at: seconds)
                tracks[place].note(variables, at: seconds)
            }
            say(receiver, "gets \(view.words)", variables, at: seen.time)
        }
    }

    private func say(_ key: Key, _ words: String, _ variables: ConnectionVariables, at time: Instant) {
        let moment = ConnectionMoment(time: time, host: key.host, local: key.local, remote: key.remote)
        moment.add(words)
        moment.variables = variables
        current = nil
        tell(moment)
    }

    // MARK: - The kernel's answers

    /// What a kernel says of one of its ends.
    func sampled(_ variables: ConnectionVariables, host: String, local: SocketAddress, remote: SocketAddress, at time: Instant) {
        let key = Key(host: host, local: local, remote: remote)
        if let place = place(of: key) { tracks[place].note(variables, at: seconds(time)) }
        say(key, "the kernel's own variables (TCP_INFO)", variables, at: time)
    }

    // MARK: - Places

    private func moment(_ key: Key, at time: Instant) -> ConnectionMoment {
        if let current, current.time == time, current.host == key.host, current.local == key.local, current.remote == key.remote { return current }
        let moment = ConnectionMoment(time: time, host: key.host, local: key.local, remote: key.remote)
        current = moment
        tell(moment)
        return moment
    }

    private func place(of key: Key) -> Int? {
        if let place = places[key] { return place }
        guard tracks.count < Self.limit else { return nil }
        places[key] = tracks.count
        tracks.append(ConnectionTrack(host: key.host, local: key.local, remote: key.remote))
        return tracks.count - 1
    }

    private func seconds(_ time: Instant) -> Double {
        begin(at: time)
        return Double((time - (start ?? time)).count) / 1e9
    }
}
