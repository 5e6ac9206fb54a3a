import Foundation
import Wire

/// The answers of the line protocol: what Python's objects say of themselves.
///
/// Where CPython 3.13.0 does something that an address of ours does otherwise, on purpose, it is done here and said why.
enum EvalDescription {
    static func address(_ address: some InternetAddress) throws(PythonError) -> [String: Any] {
        var result: [String: Any] = [
            "type": "IPv\(type(of: address).version)Address", "version": type(of: address).version, "str": address.description, "int": address.rawValue.description,
            "packed": hexadecimal(address.octets), "compressed": address.description, "exploded": try exploded(address),
            "reverse_pointer": address.reversePointer, "max_prefixlen": type(of: address).bitWidth,
        ]
        if let scoped = address as? ScopedIPv6Address { result["scope_id"] = scoped.scope ?? NSNull() }
        return result
    }

    static func flags(_ address: some InternetAddress) -> [String: Any] {
        var result: [String: Any] = [
            "is_private": address.isPrivate, "is_global": address.isGlobal, "is_multicast": address.isMulticast, "is_unspecified": address.isUnspecified,
            "is_reserved": address.isReserved, "is_loopback": address.isLoopback, "is_link_local": address.isLinkLocal,
        ]
        if let v6 = (address as? ScopedIPv6Address)?.address {
            result["is_site_local"] = v6.isSiteLocal
            result["ipv4_mapped"] = v6.ipv4Mapped?.description ?? NSNull()
            result["sixtofour"] = v6.sixToFour?.description ?? NSNull()
            result["teredo"] = v6.teredo.map { [$0.server.description, $0.client.description] } ?? NSNull()
        }
        return result
    }

    static func flags<Address>(_ network: InternetNetwork<Address>) -> [String: Any] {
        var result: [String: Any] = [
            "is_private": network.isPrivate, "is_global": network.isGlobal, "is_multicast": network.isMulticast, "is_unspecified": network.isUnspecified,
            "is_reserved": network.isReserved, "is_loopback": network.isLoopback, "is_link_local": network.isLinkLocal,
        ]
        if let v6 = network as? ScopedIPv6Network { result["is_site_local"] = v6.address.address.isSiteLocal && v6.broadcast.address.isSiteLocal }
        return result
    }

    static func network<Address>(_ network: InternetNetwork<Address>) throws(PythonError) -> [String: Any] {
        // Python explodes a network's text, which with a scope it cannot read.
        let exploded = Address.version == 4 ? network.description : try withoutScope(network.address).exploded + "/\(network.prefixLength)"
        return [
            "type": "IPv\(Address.version)Network", "version": Address.version, "str": network.description, "network_address": network.address.description,
            "broadcast_address": network.broadcast.description, "netmask": network.netmask.description, "hostmask": network.hostmask.description,
            "prefixlen": network.prefixLength, "num_addresses": network.count.description, "with_prefixlen": network.description,
            "with_netmask": network.withNetmask, "with_hostmask": network.withHostmask, "compressed": network.description,
            "exploded": exploded, "reverse_pointer": reversePointer(ofNetwork: exploded, version: Address.version),
        ]
    }

    static func interface<Address>(_ interface: InternetInterface<Address>) -> [String: Any] {
        // Python's interface forgets the scope in `ip`, and writes mapped addresses in hexadecimal in the three `with_…`.
        let v6 = (interface.address as? ScopedIPv6Address)?.address
        let plain = v6?.description ?? interface.address.description
        let hexadecimal = v6?.compressed(mappedAsIPv4: false) ?? plain
        var exploded = interface.exploded
        // … and loses the prefix of a mapped address when it explodes it.
        if let mapped = v6?.ipv4Mapped { exploded = interface.address.exploded.prefix(30) + mapped.description }
        return [
            "type": "IPv\(Address.version)Interface", "version": Address.version, "str": interface.description, "ip": plain,
            "network": interface.network.description, "netmask": interface.netmask.description, "hostmask": interface.hostmask.description,
            "prefixlen": interface.prefixLength, "with_prefixlen": "\(hexadecimal)/\(interface.prefixLength)", "with_netmask": "\(hexadecimal)/\(interface.netmask)",
            "with_hostmask": "\(hexadecimal)/\(interface.hostmask)", "compressed": interface.description, "exploded": exploded,
        ]
    }

    /// The first 64 of a long list; its length and its last item if it has at most 5000.
    static func list(_ items: some Sequence<some CustomStringConvertible>) -> [String: Any] {
        var first: [String] = [], count = 0, last: String?
        for item in items {
            count += 1
            if count > 5000 { return ["first": first, "count": NSNull(), "last": NSNull()] }
            if count <= 64 { first.append(item.description) }
            last = count <= 64 ? first[count - 1] : item.description
        }
        return ["first": first, "count": count, "last": last ?? NSNull()]
    }

    private static func exploded(_ address: some InternetAddress) throws(PythonError) -> String {
        try withoutScope(address)
        // Python keeps a mapped address's IPv4 part even here.
        guard let mapped = (address as? ScopedIPv6Address)?.address.ipv4Mapped else { return address.exploded }
        return address.exploded.prefix(30) + mapped.description
    }

    /// Python cannot explode an address with a scope: it parses its own text and stumbles over the '%'.
    @discardableResult
    private static func withoutScope<Address: InternetAddress>(_ address: Address) throws(PythonError) -> Address {
        if (address as? ScopedIPv6Address)?.scope != nil { throw PythonError(name: "AddressValueError", message: "\(address): \(AddressError.Reason.scopeNotAllowed)") }
        return address
    }

    /// Python turns a network's whole text round, the slash and the prefix length with it.
    private static func reversePointer(ofNetwork text: String, version: Int) -> String {
        if version == 4 { return text.split(separator: ".").reversed().joined(separator: ".") + ".in-addr.arpa" }
        return text.reversed().filter { $0 != ":" }.map(String.init).joined(separator: ".") + ".ip6.arpa"
    }

    private static func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
