public import Wire
import NetworkLayer
public import TransportLayer

/// One host's or one router's network stack: from frames at the bottom to sockets at the top.
///
/// It is synchronous and does no I/O. Everything enters through a call that is given a ``Turn`` (a frame that has arrived, a
/// program's call, the time) and leaves through that turn's lists (frames to send, sockets to look at). It reads no clock and
/// starts no timer: ``nextDeadline`` says when ``advance(_:)`` is due.
///
/// What a stack needs only now and then (caches, sockets, random numbers) comes into being when it is first
/// needed: an idle host is a few hundred bytes.
public final class Stack {
    // What every packet touches comes first. A stack belongs to one thread and none of these is handed out `inout` beyond a call: they
    // go without the run-time check of exclusive access, which would cost a tenth of every packet.
    @exclusivity(unchecked) public internal(set) var interfaces: [Interface] = []
    @exclusivity(unchecked) var routes4 = IPv4Routes()
    let forwards: Bool
    /// Whether there is a ``translator``.
    @exclusivity(unchecked) private(set) var translates = false
    /// What runs inside the stack: routing protocols and the like.
    @exclusivity(unchecked) var services: [any StackService] = []
    /// When a question to a neighbour is due again.
    @exclusivity(unchecked) var neighbourDeadline = Instant.distantFuture
    /// When fragments have waited long enough.
    @exclusivity(unchecked) var fragmentDeadline = Instant.distantFuture
    @exclusivity(unchecked) var tcp: TCPHost?
    /// Frames from this host to itself, in order.
    @exclusivity(unchecked) var loopback: [LoopbackPacket] = []
    /// Every IPv4 address of this host.
    @exclusivity(unchecked) var own4: [UInt32] = []
    @exclusivity(unchecked) var datagrams = DatagramSockets()
    /// The identification of the next IPv4 packet (RFC 6864).
    @exclusivity(unchecked) var identification: UInt16 = 0
    @exclusivity(unchecked) public internal(set) var counters = StackCounters()

    public let name: String
    public internal(set) var configuration: StackConfiguration
    /// Networks whose addresses this router answers ARP requests for, though they lie elsewhere (RFC 1027).
    public var proxyARP: [InterfaceAddress<IPv4Address>]
    var routes6 = IPv6Routes()
    /// What IPv6 knows of the link behind each interface that speaks it.
    var links6: [IPv6Link?] = []
    @exclusivity(unchecked) var random: RandomStream
    var lastSocket: UInt64 = 0
    /// What sets this router's choice among equal ways apart from its neighbors'.
    let flowSeed: UInt64
    /// Changes addresses between an inside and an outside.
    @exclusivity(unchecked) public var translator: AddressTranslator? { didSet { translates = translator != nil } }

    /// Made when the first error is due.
    var errorLimiter: ICMPRateLimiter?
    var echoes = EchoSockets()
    @exclusivity(unchecked) var pathMTUs = PathMTUCache()
    /// The interfaces that take their IPv6 addresses from routers' advertisements.
    var autoconfigurations: [InterfaceAutoconfiguration] = []
    /// Made when the first fragment arrives.
    var reassembler: (any FragmentReassembler)?
    /// How connections behave that ask for nothing else.
    public var tcpConfiguration: TCPConfiguration { get { sharedTCP.configuration } set { sharedTCP = SharedTCPConfiguration(newValue) } }
    var sharedTCP = SharedTCPConfiguration.standard
    /// Is told of all that happens in connections.
    public var connectionObserver: (any TCPObserver)?

    /// A stack without interfaces. `random` is the host's own stream.
    public init(name: String, configuration: StackConfiguration = .host, random: RandomStream) {
        self.name = name
        self.configuration = configuration
        proxyARP = configuration.proxyARP
        forwards = configuration.forwards
        self.random = random
        var stream = RandomStream(seed: 0x6563_6d70, name: name)
        flowSeed = stream.next()
    }

    // MARK: - Configuration

    /// Adds an interface and returns its index.
    @discardableResult
    public func addInterface(_ name: String, mac: MACAddress, mtu: Int = 1500) -> Int {
        interfaces.append(Interface(name: name, mac: mac, mtu: mtu))
        return interfaces.count - 1
    }

    /// Gives an interface an address; its network becomes reachable on the link.
    public func addAddress(_ address: IPv4Address, prefixLength: Int, to interface: Int) {
        let entry = InterfaceAddress(address, prefixLength: prefixLength)
        interfaces[interface].ipv4.append(entry)
        own4.append(address.rawValue)
        routes4.add(own: entry, interface: interface)
        if prefixLength < 32 { routes4.add(Route(network: entry.network, prefixLength: prefixLength, gateway: nil, interface: interface)) }
        interfaces[interface].resolver = nil
    }

    public func addAddress(_ address: IPv6Address, prefixLength: Int, to interface: Int) {
        let entry = InterfaceAddress(address, prefixLength: prefixLength)
        interfaces[interface].ipv6.append(entry)
        routes6.add(Route(network: entry.network, prefixLength: prefixLength, gateway: nil, interface: interface))
    }

    /// Tells what the world calls the device behind an interface: every frame for it carries that number.
    public func setDevice(_ device: Int32, of interface: Int) { interfaces[interface].device = device }

    /// Takes an IPv4 address away from its interface; what lies on that link is no longer reached there.
    public func removeAddress(_ address: IPv4Address, from interface: Int) {
        guard let index = interfaces[interface].ipv4.firstIndex(where: { $0.address == address }) else { return }
        let entry = interfaces[interface].ipv4.remove(at: index)
        own4.removeAll { $0 == address.rawValue }
        routes4.remove(own: entry, interface: interface)
        if !interfaces[interface].ipv4.contains(where: { $0.network == entry.network && $0.prefixLength == entry.prefixLength }) {
            routes4.remove(entry.network, prefixLength: entry.prefixLength, gateway: nil)
        }
        interfaces[interface].resolver = nil
        interfaces[interface].lastIsGoodUntil = .zero
    }

    /// Takes a configured route away; `gateway` nil: whichever there is.
    public func removeRoute(_ network: IPv4Address, prefixLength: Int) { routes4.remove(network, prefixLength: prefixLength) }

    public func addRoute(_ route: Route<IPv4Address>) { routes4.add(route) }
    public func addRoute(_ route: Route<IPv6Address>) { routes6.add(route) }

    /// Whether `address` is one of this host's own.
    public func owns(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let v4): v4.rawValue >> 24 == 127 || own4.contains(v4.rawValue)
        case .v6(let v6): v6 == .loopback || interfaces.contains { $0.ipv6.contains { $0.address == v6 } }
        }
    }

    // MARK: - Frames

    /// Takes a frame that has arrived on an interface, without FCS.
    public func receive(_ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) {
        counters.framesReceived &+= 1
        guard frame.count >= packetOffset else { return drop(frame, .malformed, on: interface, &turn) }
        let destination = frame.load48(at: 0)
        // A group address (broadcast among them) has the first octet's low bit set.
        guard destination == interfaces[interface].mac.rawValue || destination >> 40 & 1 == 1 else { return drop(frame, .notForMe, on: interface, &turn) }
        switch frame.load16(at: 12) {
        case 0x0800: receiveIPv4(frame, on: interface, &turn)
        case 0x0806: receiveARP(frame, on: interface, &turn)
        case 0x86dd: receiveIPv6(frame, on: interface, &turn)
        default: drop(frame, .unknownProtocol, on: interface, &turn)
        }
    }

    /// Gives up a frame that has arrived.
    func drop(_ frame: consuming [UInt8], _ reason: DropReason, on interface: Int, _ turn: inout Turn) {
        counters.count(reason)
        turn.note(.dropped(reason, interface: interface))
        turn.pool.give(frame)
    }

    /// Hands a frame to the interface's device.
    func transmit(_ frame: consuming [UInt8], on interface: Int, cause: EventID, _ turn: inout Turn) {
        counters.framesSent &+= 1
        turn.frames.append(OutgoingFrame(bytes: frame, interface: Int32(truncatingIfNeeded: interface), device: interfaces[interface].device, id: turn.nextID(), cause: cause))
    }

    // MARK: - Time

    /// When ``advance(_:)`` has something to do; nil when only a frame or a call can change anything.
    public var nextDeadline: Instant? {
        var next = Instant.distantFuture
        if !loopback.isEmpty { next = .zero }
        next = min(next, neighbourDeadline, fragmentDeadline)
        if let tcp { next = min(next, tcp.timers.next) }
        if !services.isEmpty { next = min(next, serviceDeadline) }
        return next == .distantFuture ? nil : next
    }

    /// Does what is due at the turn's time.
    public func advance(_ turn: inout Turn) {
        deliverLoopback(&turn)
        advanceNeighbours(&turn)
        advanceReassembly(&turn)
        advanceTCP(&turn)
        if !services.isEmpty { advanceServices(&turn) }
    }

    /// A new socket's name.
    func makeSocketID() -> SocketID {
        lastSocket += 1
        return SocketID(rawValue: lastSocket)
    }
}

/// A packet from this host to itself, with room for an Ethernet header in front.
struct LoopbackPacket {
    var frame: [UInt8]
    var isIPv6: Bool
    var cause: EventID
}

extension Stack {
    /// Counts a frame whose FCS the device found wrong.
    public func refuse(_ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) {
        counters.framesReceived &+= 1
        drop(frame, .badFCS, on: interface, &turn)
    }
}
