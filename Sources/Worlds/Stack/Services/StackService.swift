public import Wire

/// Something that a router or host runs inside its stack, between packets and timers: a routing protocol, group membership.
///
/// It is synchronous like the stack. What is pure protocol lives in the layers; a service carries it to packets and back.
public protocol StackService: AnyObject {
    /// "OSPF".
    var name: String { get }
    /// The IP protocol whose packets it takes; 17 for UDP, with ``port``.
    var protocolNumber: UInt8 { get }
    /// The UDP port, where the protocol is 17.
    var port: UInt16? { get }

    /// A packet for it has come in.
    func receive(_ packet: ServicePacket, _ stack: Stack, _ turn: inout Turn)
    /// An interface's cable has been plugged in or pulled out.
    func linkChanged(_ interface: Int, isUp: Bool, _ stack: Stack, _ turn: inout Turn)
    /// When ``advance(_:_:)`` has something to do; nil: only an event can change anything. Before the start: at once.
    var nextDeadline: Instant? { get }
    func advance(_ stack: Stack, _ turn: inout Turn)
}

/// What a service is given of an IPv4 packet.
public struct ServicePacket: Sendable {
    public var source: IPv4Address
    public var destination: IPv4Address
    public var interface: Int
    public var timeToLive: UInt8
    /// The UDP port it comes from; 0 for other protocols.
    public var sourcePort: UInt16
    /// Behind the IP header, or behind UDP's.
    public var payload: [UInt8]
}

extension Stack {
    /// Adds a service. It begins at the next ``advance(_:)``.
    public func add(_ service: any StackService) { services.append(service) }

    /// The service of one kind, to look into.
    public func service<Service: StackService>(_ kind: Service.Type) -> Service? { services.lazy.compactMap { $0 as? Service }.first }

    /// Hands a packet to the service for it. Returns whether there is one.
    func deliver(_ frame: [UInt8], _ arrival: IPv4Arrival, protocol number: UInt8, _ turn: inout Turn) -> Bool {
        guard arrival.interface >= 0, let service = services.first(where: { $0.protocolNumber == number && $0.port == nil }) else { return false }
        let packet = ServicePacket(source: arrival.source, destination: arrival.destination, interface: arrival.interface, timeToLive: arrival.timeToLive, sourcePort: 0, payload: Array(frame[arrival.payloadRange]))
        service.receive(packet, self, &turn)
        return true
    }

    /// The same for a datagram whose checksum is right.
    func deliver(_ frame: [UInt8], _ arrival: IPv4Arrival, port: UInt16, payload: Range<Int>, _ turn: inout Turn) -> Bool {
        guard arrival.interface >= 0, let service = services.first(where: { $0.protocolNumber == 17 && $0.port == port }) else { return false }
        let packet = ServicePacket(source: arrival.source, destination: arrival.destination, interface: arrival.interface, timeToLive: arrival.timeToLive, sourcePort: frame.load16(at: arrival.payload), payload: Array(frame[payload]))
        service.receive(packet, self, &turn)
        return true
    }

    var serviceDeadline: Instant {
        var next = Instant.distantFuture
        for service in services { if let deadline = service.nextDeadline { next = min(next, deadline) } }
        return next
    }

    func advanceServices(_ turn: inout Turn) {
        for service in services { if let deadline = service.nextDeadline, deadline <= turn.now { service.advance(self, &turn) } }
    }

    /// Tells the stack that an interface's cable has been plugged in (as it is at the beginning) or pulled out.
    public func setLink(of interface: Int, isUp: Bool, _ turn: inout Turn) {
        guard interfaces.indices.contains(interface), interfaces[interface].isUp != isUp else { return }
        interfaces[interface].isUp = isUp
        interfaces[interface].resolver = nil
        interfaces[interface].lastIsGoodUntil = .zero
        routes4.setLink(of: interface, isUp: isUp)
        for service in services { service.linkChanged(interface, isUp: isUp, self, &turn) }
    }
}
