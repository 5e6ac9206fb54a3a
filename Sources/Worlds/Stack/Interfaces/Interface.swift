import LinkLayer
public import Wire

/// An address of an interface and the network that it lies in.
public struct InterfaceAddress<Address: Hashable & Sendable>: Hashable, Sendable {
    public var address: Address
    /// Leading bits that all on this link share.
    public var prefixLength: Int

    public init(_ address: Address, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }
}

extension InterfaceAddress<IPv4Address> {
    /// The prefix as a mask: 255.255.255.0 for 24.
    public var mask: UInt32 { prefixLength <= 0 ? 0 : prefixLength >= 32 ? .max : ~(.max >> UInt32(prefixLength)) }
    public var network: IPv4Address { IPv4Address(rawValue: address.rawValue & mask) }
    /// The address of everyone on this link; nil where the network has no room for one (RFC 3021).
    public var broadcast: IPv4Address? { prefixLength >= 31 ? nil : IPv4Address(rawValue: address.rawValue | ~mask) }
    public func contains(_ other: IPv4Address) -> Bool { (other.rawValue ^ address.rawValue) & mask == 0 }
}

extension InterfaceAddress<IPv6Address> {
    public var mask: UInt128 { prefixLength <= 0 ? 0 : prefixLength >= 128 ? .max : ~(.max >> UInt128(prefixLength)) }
    public var network: IPv6Address { IPv6Address(rawValue: address.rawValue & mask) }
    public func contains(_ other: IPv6Address) -> Bool { (other.rawValue ^ address.rawValue) & mask == 0 }
}

/// A stack's end of one link.
public struct Interface: Sendable {
    // What every packet touches comes first: one line of the processor's cache.
    public let mac: MACAddress
    /// The neighbour that a packet went to last, its link-layer address, and until when that may be used without asking the cache.
    var lastNeighbour = IPv4Address.any
    /// The largest packet that a frame carries, in bytes.
    public internal(set) var mtu: Int32
    var lastHardware = MACAddress.zero
    var lastIsGoodUntil = Instant.zero
    /// What the world calls the device; -1: none.
    var device: Int32 = -1

    /// Whether the cable is plugged in.
    public internal(set) var isUp = true
    /// An address that the link is asked about before it is used, and whether somebody has answered (RFC 5227).
    var probing: (address: IPv4Address, hasConflict: Bool)?
    /// "eth0".
    public let name: String
    public internal(set) var ipv4: [InterfaceAddress<IPv4Address>] = []
    public internal(set) var ipv6: [InterfaceAddress<IPv6Address>] = []
    /// ARP's cache, made when it is first needed.
    var resolver: (any AddressResolutionCache)?

    init(name: String, mac: MACAddress, mtu: Int) {
        self.name = name
        self.mac = mac
        self.mtu = Int32(clamping: mtu)
    }
}
