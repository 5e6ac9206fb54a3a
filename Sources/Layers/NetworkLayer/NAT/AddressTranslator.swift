public import Wire

/// Network address and port translation (RFC 3022), as RFC 4787, 5382 and 5508 want it: many inside share one address outside.
///
/// A mapping belongs to an inside address and port, whomever they talk to; it lets in only those addresses that the inside has written to.
/// Ports outside are taken from 1024 to 49151: those above are the router's own programs'.
///
/// Without I/O: it is given packets (with an Ethernet header's room in front, or none) and changes them in place.
public struct AddressTranslator: Sendable {
    /// A port outside that always leads to one inside.
    public struct Forward: Hashable, Sendable {
        /// 6 or 17.
        public var protocolNumber: UInt8
        public var port: UInt16
        public var address: IPv4Address
        public var insidePort: UInt16
        public init(protocolNumber: UInt8, port: UInt16, to address: IPv4Address, _ insidePort: UInt16) {
            (self.protocolNumber, self.port, self.address, self.insidePort) = (protocolNumber, port, address, insidePort)
        }
    }

    public enum Verdict: Sendable, Equatable {
        /// Nothing for us.
        case untouched
        case translated
        /// It must not go on.
        case refused
    }

    public struct Counters: Sendable, Hashable {
        public var created = 0, expired = 0, translated = 0
        /// From outside, without a mapping or from somebody whom nobody has written to.
        public var unsolicited = 0
        /// No port or no room in the table.
        public var exhausted = 0
        /// Fragments whose beginning is not known.
        public var lostFragments = 0
    }

    /// How long a mapping lives after its last packet from inside: UDP (RFC 4787 section 4.3), echo (RFC 5508 section 3.2), TCP at the
    /// beginning and the end, and in between (RFC 5382 section 5).
    static let udpLife = Nanoseconds.seconds(300), echoLife = Nanoseconds.seconds(60), openingLife = Nanoseconds.seconds(240), tcpLife = Nanoseconds.seconds(7440)
    static let ports: Range<UInt16> = 1024..<49_152
    static let firstPort: UInt16 = 20_000
    /// Mappings in all, those of one inside address, and addresses outside that one mapping lets in.
    public static let limit = 16_384, limitPerHost = 4096, peerLimit = 64

    /// The interface that leads outside.
    public let outside: Int
    public let forwards: [Forward]
    public private(set) var counters = Counters()

    struct End: Hashable { var protocolNumber: UInt8, address: UInt32, port: UInt16 }
    struct Mapping {
        var inside: End
        var port: UInt16
        var expires: Instant
        var peers: [UInt32]
        /// TCP: both ends have sent something beyond their SYN, and whether one has said goodbye.
        var isEstablished = false, isClosing = false
    }
    private var byInside: [End: UInt16] = [:]
    /// By protocol and port outside.
    private var byOutside: [UInt32: Mapping] = [:]
    private var perHost: [UInt32: Int] = [:]
    private var nextPort = Self.firstPort
    private var lastSweep = Instant.zero
    var fragments = FragmentMemory()

    public init(outside: Int, forwards: [Forward] = []) {
        self.outside = outside
        self.forwards = forwards
    }

    private static func key(_ number: UInt8, _ port: UInt16) -> UInt32 { UInt32(number) << 16 | UInt32(port) }

    // MARK: - Looking

    public struct MappingView: Hashable, Sendable {
        public var protocolNumber: UInt8
        public var inside: IPv4Address, insidePort: UInt16, port: UInt16
        public var expires: Instant
        public var peers: [IPv4Address]
    }

    /// The mappings, in the order of protocol and port outside.
    public func mappings(at now: Instant) -> [MappingView] {
        byOutside.filter { $0.value.expires > now }.sorted { $0.key < $1.key }.map { _, mapping in
            MappingView(protocolNumber: mapping.inside.protocolNumber, inside: IPv4Address(rawValue: mapping.inside.address), insidePort: mapping.inside.port, port: mapping.port, expires: mapping.expires, peers: mapping.peers.map { IPv4Address(rawValue: $0) })
        }
    }

    // MARK: - Packets

    /// A packet that is about to leave outside. `own` is the address outside.
    public mutating func outgoing(_ bytes: inout [UInt8], header: Int, own: IPv4Address, at now: Instant) -> Verdict {
        sweep(now)
        if source(bytes, header) == own { return .untouched }
        if let verdict = fragments.outgoing(&bytes, header: header, own: own, at: now) {
            if verdict == .refused { counters.lostFragments += 1 }
            return verdict
        }
        if let verdict = outgoingError(&bytes, header: header, own: own, at: now) { return verdict }
        guard let ports = TransportPorts(bytes, header: header) else { return .refused }
        let inside = End(protocolNumber: ports.protocolNumber, address: ports.source(bytes).rawValue, port: ports.sourcePort(bytes))
        guard let port = mapping(for: inside, to: ports.destination(bytes), flags: tcpFlags(bytes, ports), at: now) else {
            counters.exhausted += 1
            return .refused
        }
        fragments.remember(bytes, header: header, inside: inside.address, isOutgoing: true, at: now)
        ports.setSource(own, port, in: &bytes)
        counters.translated += 1
        return .translated
    }

    /// A packet that has come in for the address outside, on whichever interface: from within, it turns round here (hairpin).
    public mutating func incoming(_ bytes: inout [UInt8], header: Int, own: IPv4Address, fromOutside: Bool, at now: Instant) -> Verdict {
        sweep(now)
        guard destination(bytes, header) == own else { return .untouched }
        if let verdict = fragments.incoming(&bytes, header: header, at: now) {
            if verdict == .refused { counters.lostFragments += 1 }
            return verdict
        }
        if let verdict = incomingError(&bytes, header: header, own: own, at: now) { return verdict }
        guard let ports = TransportPorts(bytes, header: header) else { return .untouched }
        let peer = ports.source(bytes)
        // An echo request from outside is for the router itself; a reply may be for somebody inside.
        if ports.protocolNumber == 1, bytes[ports.payload] == 8 { return .untouched }
        guard let inside = inside(ports.protocolNumber, ports.destinationPort(bytes), peer: peer, flags: tcpFlags(bytes, ports), isHairpin: !fromOutside, at: now) else {
            if byOutside[Self.key(ports.protocolNumber, ports.destinationPort(bytes))] != nil { counters.unsolicited += 1; return .refused }
            return .untouched
        }
        if !fromOutside {
            // Both ends are inside: the answer has to come back here, or the asker would not know it.
            let asker = End(protocolNumber: ports.protocolNumber, address: peer.rawValue, port: ports.sourcePort(bytes))
            guard let port = mapping(for: asker, to: own, flags: 0, at: now) else {
                counters.exhausted += 1
                return .refused
            }
            ports.setSource(own, port, in: &bytes)
        }
        fragments.remember(bytes, header: header, inside: inside.address, isOutgoing: false, at: now)
        ports.setDestination(IPv4Address(rawValue: inside.address), inside.port, in: &bytes)
        counters.translated += 1
        return .translated
    }

    // MARK: - Mappings

    /// The port outside for an end inside, made if there is none yet.
    private mutating func mapping(for inside: End, to peer: IPv4Address, flags: UInt8, at now: Instant) -> UInt16? {
        if let port = byInside[inside] {
            let key = Self.key(inside.protocolNumber, port)
            touch(key, peer, flags, isFromInside: true, now)
            return port
        }
        // What a forward leads to keeps the forward's port when it writes itself.
        if let forward = forwards.first(where: { $0.protocolNumber == inside.protocolNumber && $0.address.rawValue == inside.address && $0.insidePort == inside.port }) { return forward.port }
        guard byOutside.count < Self.limit, perHost[inside.address, default: 0] < Self.limitPerHost, let port = freePort(inside) else { return nil }
        byInside[inside] = port
        byOutside[Self.key(inside.protocolNumber, port)] = Mapping(inside: inside, port: port, expires: now + life(inside.protocolNumber, isEstablished: false), peers: [peer.rawValue])
        perHost[inside.address, default: 0] += 1
        counters.created += 1
        return port
    }

    private mutating func freePort(_ inside: End) -> UInt16? {
        func isFree(_ port: UInt16) -> Bool { byOutside[Self.key(inside.protocolNumber, port)] == nil && !forwards.contains { $0.protocolNumber == inside.protocolNumber && $0.port == port } }
        if Self.ports.contains(inside.port), isFree(inside.port) { return inside.port }
        for _ in 0..<Int(Self.ports.upperBound - Self.firstPort) {
            let port = nextPort
            nextPort = nextPort + 1 == Self.ports.upperBound ? Self.firstPort : nextPort + 1
            if isFree(port) { return port }
        }
        return nil
    }

    private func life(_ number: UInt8, isEstablished: Bool) -> Nanoseconds {
        switch number {
        case 6: isEstablished ? Self.tcpLife : Self.openingLife
        case 17: Self.udpLife
        default: Self.echoLife
        }
    }

    private mutating func touch(_ key: UInt32, _ peer: IPv4Address, _ flags: UInt8, isFromInside: Bool, _ now: Instant) {
        guard var mapping = byOutside[key] else { return }
        if isFromInside, !mapping.peers.contains(peer.rawValue) {
            // The oldest makes room: it can be written to again.
            if mapping.peers.count == Self.peerLimit { mapping.peers.removeFirst() }
            mapping.peers.append(peer.rawValue)
        }
        if mapping.inside.protocolNumber == 6 {
            // A segment without SYN: the handshake is over. FIN or RST: the end is near.
            if flags & 0x02 == 0, flags & 0x10 != 0 { mapping.isEstablished = true }
            if flags & 0x05 != 0 { mapping.isClosing = true } else if flags & 0x02 != 0 { mapping.isClosing = false }
        }
        if isFromInside || mapping.inside.protocolNumber == 6 { mapping.expires = now + life(mapping.inside.protocolNumber, isEstablished: mapping.isEstablished && !mapping.isClosing) }
        byOutside[key] = mapping
    }

    /// The end inside that a port outside leads to, if the peer may come in.
    private mutating func inside(_ number: UInt8, _ port: UInt16, peer: IPv4Address, flags: UInt8, isHairpin: Bool, at now: Instant) -> End? {
        if let forward = forwards.first(where: { $0.protocolNumber == number && $0.port == port }) { return End(protocolNumber: number, address: forward.address.rawValue, port: forward.insidePort) }
        let key = Self.key(number, port)
        guard let mapping = byOutside[key], mapping.expires > now, isHairpin || mapping.peers.contains(peer.rawValue) else { return nil }
        touch(key, peer, flags, isFromInside: false, now)
        return mapping.inside
    }

    /// The mapping behind a port outside, without changing it.
    func lookUp(_ number: UInt8, _ port: UInt16, at now: Instant) -> End? {
        if let forward = forwards.first(where: { $0.protocolNumber == number && $0.port == port }) { return End(protocolNumber: number, address: forward.address.rawValue, port: forward.insidePort) }
        guard let mapping = byOutside[Self.key(number, port)], mapping.expires > now else { return nil }
        return mapping.inside
    }

    func outsidePort(of inside: End) -> UInt16? {
        byInside[inside] ?? forwards.first { $0.protocolNumber == inside.protocolNumber && $0.address.rawValue == inside.address && $0.insidePort == inside.port }?.port
    }

    /// Once in ten seconds, what has run out is forgotten.
    private mutating func sweep(_ now: Instant) {
        guard now - lastSweep >= .seconds(10) else { return }
        lastSweep = now
        for (key, mapping) in byOutside where mapping.expires <= now {
            byOutside[key] = nil
            byInside[mapping.inside] = nil
            let left = perHost[mapping.inside.address, default: 1] - 1
            perHost[mapping.inside.address] = left > 0 ? left : nil
            counters.expired += 1
        }
    }

    private func tcpFlags(_ bytes: [UInt8], _ ports: TransportPorts) -> UInt8 { ports.protocolNumber == 6 && bytes.count > ports.payload + 13 ? bytes[ports.payload + 13] : 0 }
    func source(_ bytes: [UInt8], _ header: Int) -> IPv4Address { IPv4Address(rawValue: bytes[(header + 12)..<(header + 16)].reduce(0) { $0 << 8 | UInt32($1) }) }
    func destination(_ bytes: [UInt8], _ header: Int) -> IPv4Address { IPv4Address(rawValue: bytes[(header + 16)..<(header + 20)].reduce(0) { $0 << 8 | UInt32($1) }) }
    mutating func countTranslated() { counters.translated += 1 }
    mutating func countUnsolicited() { counters.unsolicited += 1 }
}
