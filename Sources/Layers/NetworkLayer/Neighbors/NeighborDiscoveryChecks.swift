import Wire

/// What a receiver checks before it believes a neighbour discovery message (RFC 4861 sections 6.1, 7.1 and 8.1).
extension ICMPv6Message {
    /// Whether this is a neighbour discovery message that may be believed: it came from this link (hop limit 255), from and to an address
    /// that makes sense. Its code, lengths and options the decoder has checked; its checksum the caller has. Other messages: false.
    public func isValidNeighborDiscovery(hopLimit: UInt8, source: IPv6Address, destination: IPv6Address) -> Bool {
        guard hopLimit == 255 else { return false }
        switch self {
        case .routerSolicitation(let options):
            return !source.isUnspecified || !options.tellSource
        case .routerAdvertisement:
            return source.isLinkLocal
        case .neighborSolicitation(let target, let options):
            guard !target.isMulticast else { return false }
            return !source.isUnspecified || destination == target.solicitedNode && !options.tellSource
        case .neighborAdvertisement(let advertisement):
            return !advertisement.target.isMulticast && !(destination.isMulticast && advertisement.isSolicited)
        case .redirect(let target, let redirected, _):
            return source.isLinkLocal && !redirected.isMulticast && (target.isLinkLocal || target == redirected)
        default:
            return false
        }
    }
}

extension [NeighborDiscoveryOption] {
    /// Whether the sender's link-layer address is among them.
    fileprivate var tellSource: Bool {
        contains { if case .sourceLinkLayerAddress = $0 { true } else { false } }
    }

    /// The sender's link-layer address, where an option tells it.
    public var sourceLinkLayerAddress: MACAddress? {
        for case .sourceLinkLayerAddress(let address) in self { return address }
        return nil
    }
}
