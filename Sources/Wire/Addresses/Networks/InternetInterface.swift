/// An address and the network it is in: what one gives an interface, "192.0.2.7/24".
public struct InternetInterface<Address: InternetAddress>: Hashable, Sendable {
    public let address: Address
    private let length: UInt8

    /// Bits of the prefix, nearest possible.
    public init(_ address: Address, prefixLength: Int) {
        self.address = address
        length = UInt8(clamping: min(max(prefixLength, 0), Address.bitWidth))
    }

    public var prefixLength: Int { Int(length) }
    public var network: InternetNetwork<Address> { InternetNetwork(containing: address, prefixLength: prefixLength) }
    public var netmask: Address { network.netmask }
    public var hostmask: Address { network.hostmask }
}

public typealias IPv4Interface = InternetInterface<IPv4Address>
public typealias IPv6Interface = InternetInterface<IPv6Address>
public typealias ScopedIPv6Interface = InternetInterface<ScopedIPv6Address>

extension InternetInterface: BitwiseCopyable where Address: BitwiseCopyable {}

/// By network, then by address.
extension InternetInterface: Comparable {
    public static func < (a: InternetInterface, b: InternetInterface) -> Bool {
        a.network != b.network ? a.network < b.network : a.address < b.address
    }
}

extension InternetInterface: LosslessStringConvertible {
    /// Like a network's text, but the bits behind the prefix are the host's.
    public init(validating text: some StringProtocol) throws(AddressError) {
        let (address, prefixLength) = try InternetNetwork<Address>.split(text)
        self.init(address, prefixLength: prefixLength)
    }

    public init?(_ description: String) {
        guard let interface = try? InternetInterface(validating: description) else { return nil }
        self = interface
    }

    /// "192.0.2.7/24".
    public var description: String { "\(address)/\(prefixLength)" }
    /// "192.0.2.7/255.255.255.0".
    public var withNetmask: String { "\(address)/\(netmask)" }
    /// "192.0.2.7/0.0.0.255".
    public var withHostmask: String { "\(address)/\(hostmask)" }
    /// "2001:0db8:…:0007/64".
    public var exploded: String { "\(address.exploded)/\(prefixLength)" }
}
