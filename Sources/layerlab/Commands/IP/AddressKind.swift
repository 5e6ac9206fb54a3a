import Wire

/// What an address is for, in words.
enum AddressKind {
    static func words(for address: some InternetAddress) -> String {
        var words: [String] = []
        if address.isUnspecified { words.append("unspecified: no address yet, or any of the host's own") }
        if address.isLoopback { words.append("loopback: this host itself, never on a wire") }
        if address.isLinkLocal { words.append("link-local: good on one link only, never routed") }
        if address.isMulticast { words.append("multicast: a group of hosts") }
        if let v4 = address as? IPv4Address {
            if v4 == .broadcast { words.append("limited broadcast: everyone on this link") }
            if v4.isShared { words.append("shared: between a provider's NAT and its customers (RFC 6598)") }
        }
        if let v6 = (address as? ScopedIPv6Address)?.address, v6.isSiteLocal { words.append("site-local: given up by RFC 3879") }
        if address.isReserved { words.append("reserved by the IETF") }
        words.append(reach(isPrivate: address.isPrivate, isGlobal: address.isGlobal))
        return words.joined(separator: "\n")
    }

    static func words<Address>(for network: InternetNetwork<Address>) -> String {
        var words: [String] = []
        if network.isLoopback { words.append("loopback: this host itself, never on a wire") }
        if network.isLinkLocal { words.append("link-local: good on one link only, never routed") }
        if network.isMulticast { words.append("multicast: groups of hosts") }
        if network.isReserved { words.append("reserved by the IETF") }
        words.append(reach(isPrivate: network.isPrivate, isGlobal: network.isGlobal))
        return words.joined(separator: "\n")
    }

    private static func reach(isPrivate: Bool, isGlobal: Bool) -> String {
        isPrivate ? "private: not reachable from everywhere" : isGlobal ? "global: reachable from everywhere" : "neither private nor global"
    }
}
