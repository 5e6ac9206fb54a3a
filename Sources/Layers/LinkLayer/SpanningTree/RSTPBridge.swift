import Wire

/// One switch's part in the rapid spanning tree (IEEE 802.1D-2004 clause 17, "802.1w"): it turns any wiring of switches into a tree, and a
/// cut cable into another tree within a few messages.
///
/// The theory of operation. Every switch offers on its ports the best way to the root that it knows, and the switch with the lowest
/// identifier is the root. The port with the best offer is the way to the root (root port); where nobody's offer is better than
/// ours, we serve the segment (designated port); all others are spare (alternate and backup ports) and discard. What makes it
/// rapid: a designated port need not wait for two forward delays, if its neighbour agrees. The neighbour agrees after it has made sure that no
/// loop can go through itself: it stops all its other designated ports, which in turn ask their neighbours, and so on outwards.
///
/// Rules: 1. Of two changes the one that stops forwarding comes first. 2. A port that begins to forward makes the others forget their stations.
/// 3. After each event everything is settled before anything is said.
///
/// Its limits are the standard's, and some more: where the root itself is lost, its last news may go round among the others until it is too old,
/// a second a switch; hubs (ports that are not point to point) wait for the forward delay; there is one tree for all VLANs.
public struct RSTPBridge: Sendable {
    /// What the switch is to do.
    public enum Action: Hashable, Sendable {
        case send(BPDU, port: Int)
        case setState(PortState, port: Int)
        /// Forget the stations that were heard there.
        case flush(port: Int)
    }

    /// A port as it is wired.
    public struct PortConfiguration: Hashable, Sendable {
        /// 20,000 for 1 Gbit/s, 200,000 for 100 Mbit/s (table 17-3).
        public var pathCost: UInt32
        /// In steps of 16; of two equal offers the lower port's is taken.
        public var priority: UInt8
        /// Only hosts are there: forward at once.
        public var isEdge: Bool
        /// One neighbour, full duplex; false on a hub.
        public var isPointToPoint: Bool

        public init(pathCost: UInt32 = 20_000, priority: UInt8 = 128, isEdge: Bool = false, isPointToPoint: Bool = true) {
            self.pathCost = pathCost
            self.priority = priority
            self.isEdge = isEdge
            self.isPointToPoint = isPointToPoint
        }
    }

    /// The standard's times (table 17-1).
    public static let helloTime = Nanoseconds.seconds(2)
    public static let maximumAge = Nanoseconds.seconds(20)
    public static let forwardDelay = Nanoseconds.seconds(15)
    /// Silence after which a port counts as an edge.
    public static let edgeDelay = Nanoseconds.seconds(3)
    /// BPDUs a second and port.
    public static let transmitHoldCount = 6

    public let identifier: BridgeIdentifier
    var ports: [RSTPPort]
    /// The best way to the root that we know: what we offer.
    var offer: PriorityVector
    var rootPortIndex: Int?
    /// Of what we say, 1/256 seconds.
    var messageAge: UInt16 = 0
    var nextHello = Instant.distantFuture
    var nextSecond: Instant?
    /// Times that a port that is no edge has begun to forward, or a neighbour has told of such a change.
    public internal(set) var topologyChanges = 0

    public init(identifier: BridgeIdentifier, ports configurations: [PortConfiguration]) {
        self.identifier = identifier
        offer = PriorityVector(root: identifier, cost: 0, bridge: identifier, port: 0)
        let own = offer
        ports = configurations.enumerated().map { index, configuration in
            let name = UInt16(configuration.priority & 0xf0) << 8 | UInt16((index + 1) & 0xfff)
            var vector = own
            vector.port = name
            return RSTPPort(identifier: name, pathCost: configuration.pathCost, isAdminEdge: configuration.isEdge, isPointToPoint: configuration.isPointToPoint, vector: vector)
        }
    }

    // MARK: - Looking

    public var root: BridgeIdentifier { offer.root }
    public var isRoot: Bool { root == identifier }
    public var rootPathCost: UInt32 { offer.cost }
    public var rootPort: Int? { rootPortIndex }
    public func role(of port: Int) -> PortRole { ports.indices.contains(port) ? ports[port].role : .disabled }
    public func state(of port: Int) -> PortState { ports.indices.contains(port) ? ports[port].state : .discarding }

    // MARK: - Events

    /// The port's link has come up.
    public mutating func linkUp(_ port: Int, at now: Instant) -> [Action] {
        guard ports.indices.contains(port), ports[port].information == .disabled else { return [] }
        if nextHello == .distantFuture { nextHello = now + Self.helloTime }
        ports[port].information = .aged
        ports[port].isRapid = true
        ports[port].isEdge = ports[port].isAdminEdge
        ports[port].edgeDelayUntil = now + Self.edgeDelay
        ports[port].newInfo = true
        return settle(at: now)
    }

    /// The port's link has gone down: a cable was cut.
    public mutating func linkDown(_ port: Int, at now: Instant) -> [Action] {
        guard ports.indices.contains(port), ports[port].information != .disabled else { return [] }
        ports[port].information = .disabled
        ports[port].edgeDelayUntil = nil
        return settle(at: now)
    }

    /// The time is `now`.
    public mutating func tick(at now: Instant) -> [Action] {
        if let second = nextSecond, second <= now {
            nextSecond = nil
            for index in ports.indices { ports[index].sent = 0 }
        }
        for index in ports.indices {
            ports[index].expire(at: now)
            if let deadline = ports[index].edgeDelayUntil, deadline <= now {
                ports[index].edgeDelayUntil = nil
                // Nobody has answered our proposals: there is no switch.
                if ports[index].role == .designated, ports[index].proposing, ports[index].isRapid { ports[index].isEdge = true }
            }
        }
        if nextHello <= now {
            nextHello = now + Self.helloTime
            for index in ports.indices where ports[index].role == .designated || ports[index].role == .root && ports[index].topologyChangeUntil != nil { ports[index].newInfo = true }
        }
        return settle(at: now)
    }

    /// When to call ``tick(at:)`` next.
    public var nextDeadline: Instant? {
        let earliest = (ports.flatMap(\.timers) + [nextHello, nextSecond]).compactMap { $0 }.min()
        return earliest == .distantFuture ? nil : earliest
    }

    /// A BPDU has come in on `port`.
    public mutating func receive(_ bpdu: BPDU, on port: Int, at now: Instant) -> [Action] {
        guard ports.indices.contains(port), ports[port].information != .disabled else { return [] }
        // Whoever sends these is a switch.
        ports[port].isEdge = false
        ports[port].edgeDelayUntil = now + Self.edgeDelay
        var actions: [Action] = []
        switch bpdu {
        case .topologyChangeNotification:
            ports[port].isRapid = false
            guard ports[port].role == .designated else { break }
            ports[port].acknowledgeChange = true
            ports[port].newInfo = true
            actions = propagateChange(from: port, at: now)
        case .configuration(let message):
            guard message.messageAge < message.maximumAge, message.bridge != identifier || message.port != ports[port].identifier else { break }
            ports[port].isRapid = message.isRapid
            record(message, on: port, at: now)
            if message.topologyChange, ports[port].isActive { actions = propagateChange(from: port, at: now) }
        }
        return actions + settle(at: now)
    }

    /// What a message says about the tree (section 17.21.8, rcvInfo).
    private mutating func record(_ message: BPDU.Configuration, on port: Int, at now: Instant) {
        let vector = PriorityVector(root: message.root, cost: message.rootPathCost, bridge: message.bridge, port: message.port)
        let present = ports[port].vector
        guard message.role == .designated || !message.isRapid else {
            // From a root or alternate port: an answer to our offer, if it is about our offer or a better one.
            if message.role != nil, message.agreement, ports[port].isPointToPoint, ports[port].role == .designated, message.root == offer.root, message.rootPathCost >= offer.cost {
                ports[port].agreed = true
                ports[port].disputed = false
                ports[port].proposing = false
            }
            return
        }
        let life = Nanoseconds(Int64(min(max(message.helloTime, 256), 10 * 256)) * 3 * 1_000_000_000 / 256)
        // Each switch on the way adds a second; what is older than its greatest age goes no further.
        let isTooOld = Int(message.messageAge) + 256 > Int(message.maximumAge)
        let until = isTooOld ? now : now + life
        var isReceived = false
        if case .received = ports[port].information { isReceived = true }
        if isReceived, vector == present, message.messageAge == ports[port].messageAge {
            ports[port].information = .received(until: until)
            ports[port].proposed = ports[port].proposed || message.proposal
        } else if vector < present || vector.isSameSender(as: present) {
            ports[port].vector = vector
            ports[port].messageAge = message.messageAge
            ports[port].information = .received(until: until)
            ports[port].agreed = false
            ports[port].proposing = false
            ports[port].synced = false
            ports[port].agree = false
            ports[port].proposed = message.proposal
        } else if message.learning, ports[port].role == .designated, message.isRapid {
            // Both believe to serve the segment: our messages do not arrive there. Stop, before there is a loop.
            ports[port].disputed = ports[port].state != .discarding
            ports[port].agreed = false
        }
        if message.agreement, ports[port].isPointToPoint, message.isRapid, ports[port].role != .designated { ports[port].proposing = false }
    }
}
