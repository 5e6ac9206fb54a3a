/// What TCP, UDP and ICMPv6 checksums cover besides their own bytes (RFC 9293 section 3.1, RFC 768, RFC 8200 section 8.1):
/// handed from the network layer to the transport layer as a value, so that neither knows the other.
public struct PseudoHeader: Hashable, Sendable {
    public var source: IPAddress
    public var destination: IPAddress
    /// The upper layer's protocol number: 6 for TCP, 17 for UDP, 58 for ICMPv6.
    public var protocolNumber: UInt8

    /// Both addresses are of one version.
    public init(source: IPv4Address, destination: IPv4Address, protocolNumber: UInt8) {
        self.source = .v4(source)
        self.destination = .v4(destination)
        self.protocolNumber = protocolNumber
    }

    public init(source: IPv6Address, destination: IPv6Address, protocolNumber: UInt8) {
        self.source = .v6(source)
        self.destination = .v6(destination)
        self.protocolNumber = protocolNumber
    }

    /// A checksum that has covered this pseudo-header for an upper-layer packet of `length` bytes (header and payload).
    public func checksum(length: Int) -> InternetChecksum {
        var checksum = InternetChecksum()
        source.add(to: &checksum)
        destination.add(to: &checksum)
        checksum.add(UInt16(truncatingIfNeeded: length >> 16))
        checksum.add(UInt16(truncatingIfNeeded: length))
        checksum.add(UInt16(protocolNumber))
        return checksum
    }
}

extension IPAddress {
    fileprivate func add(to checksum: inout InternetChecksum) {
        switch self {
        case .v4(let address): checksum.add(address.rawValue)
        case .v6(let address):
            checksum.add(address.high)
            checksum.add(address.low)
        }
    }
}
