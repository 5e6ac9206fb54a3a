public import Wire

/// A station's part in link layer discovery (IEEE 802.1AB): it tells its neighbours who it is, and remembers who they are, without I/O.
public struct LLDPAgent: Sendable {
    /// What a neighbour has told.
    public struct Neighbour: Hashable, Sendable {
        /// Our port, from 0.
        public var port: Int
        /// Its name, or its chassis where it has none.
        public var name: String
        public var chassis: [UInt8]
        /// What it calls its own port.
        public var remotePort: String
        public var expires: Instant
    }

    /// Every thirty seconds (msgTxInterval), good for four times as long.
    public static let interval = Nanoseconds.seconds(30), timeToLive: UInt16 = 120
    /// Neighbours that one port remembers.
    public static let limit = 8

    private let name: String
    private let address: MACAddress
    private let ports: [String]
    /// "bridge" or "router".
    private let capabilities: UInt16
    private var known: [Neighbour] = []
    public private(set) var nextDeadline: Instant?
    /// Announcements that found no room, or made no sense.
    public private(set) var refused = 0

    public init(name: String, address: MACAddress, ports: [String], capabilities: UInt16 = 4) {
        (self.name, self.address, self.ports, self.capabilities) = (name, address, ports, capabilities)
    }

    public mutating func start(at now: Instant) { nextDeadline = now + .seconds(1) }

    /// The announcement for a port, a whole frame without check.
    public func frame(for port: Int, at now: Instant) -> [UInt8] {
        var writer = ByteWriter()
        LLDPPacket.destination.serialize(into: &writer)
        MACAddress(rawValue: address.rawValue + UInt64(port) + 1).serialize(into: &writer)
        writer.uint16(0x88cc)
        LLDPPacket(chassis: address, port: ports.indices.contains(port) ? ports[port] : "port\(port + 1)", timeToLive: Self.timeToLive, systemName: name, capabilities: capabilities).serialize(into: &writer)
        return writer.bytes
    }

    /// All ports have been announced.
    public mutating func announced(at now: Instant) { nextDeadline = now + Self.interval }

    /// A frame to LLDP's group has come in. Returns false where it is no announcement.
    public mutating func receive(_ frame: [UInt8], on port: Int, at now: Instant) -> Bool {
        let packet = frame.decode(as: LLDPPacket.context) { reader -> LLDPPacket? in
            guard (try? reader.skip(12, "addresses")) != nil, (try? reader.uint16("type")) == 0x88cc else { return nil }
            return try? LLDPPacket(parsing: &reader)
        }
        guard let packet, case .chassis(_, let chassis)? = packet.values.first else {
            refused += 1
            return false
        }
        var found = Neighbour(port: port, name: chassis.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: ":"), chassis: chassis, remotePort: "", expires: now)
        for value in packet.values {
            switch value {
            case .port(_, let bytes): found.remotePort = String(decoding: bytes.prefix(64), as: UTF8.self)
            case .systemName(let bytes): found.name = String(decoding: bytes.prefix(64), as: UTF8.self)
            case .timeToLive(let seconds): found.expires = now + .seconds(Int64(seconds))
            default: break
            }
        }
        known.removeAll { $0.expires <= now || $0.port == port && $0.chassis == chassis }
        // Time 0 says goodbye.
        guard found.expires > now else { return true }
        guard known.count(where: { $0.port == port }) < Self.limit else {
            refused += 1
            return true
        }
        known.append(found)
        return true
    }

    /// Who is there, by port.
    public func neighbours(at now: Instant) -> [Neighbour] {
        known.filter { $0.expires > now }.sorted { ($0.port, $0.name) < ($1.port, $1.name) }
    }
}
