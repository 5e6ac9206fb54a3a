import ArgumentParser
import Stack
import Wire

/// `--address 10.99.0.2/24`.
struct IPv4Prefix: ExpressibleByArgument {
    let address: InterfaceAddress<IPv4Address>

    init?(argument: String) {
        guard let (text, length) = split(argument, atMost: 32), let address = IPv4Address(text) else { return nil }
        self.address = InterfaceAddress(address, prefixLength: length)
    }

    var defaultValueDescription: String { "\(address.address)/\(address.prefixLength)" }
}

/// `--address6 fd99::2/64`, or `auto`: only what routers advertise (RFC 4862).
enum IPv6Prefix: ExpressibleByArgument {
    case automatic
    case fixed(InterfaceAddress<IPv6Address>)

    init?(argument: String) {
        if argument == "auto" {
            self = .automatic
            return
        }
        guard let (text, length) = split(argument, atMost: 128), let address = IPv6Address(text) else { return nil }
        self = .fixed(InterfaceAddress(address, prefixLength: length))
    }
}

/// An address's text and its prefix length, which must be there.
private func split(_ argument: String, atMost longest: Int) -> (String, Int)? {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]), length <= longest else { return nil }
    return (String(parts[0]), length)
}

/// `--leases 10.99.0.100-10.99.0.199`.
struct LeaseRange: ExpressibleByArgument {
    let first, last: IPv4Address

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = IPv4Address(String(parts[0])), let last = IPv4Address(String(parts[1])), first <= last else { return nil }
        (self.first, self.last) = (first, last)
    }
}

/// `--serve echo:12345,udp:12345`: what runs on our end.
struct ServiceList: ExpressibleByArgument {
    enum Kind: String, CaseIterable { case echo, udp, http }

    struct Service: Hashable {
        let kind: Kind
        let port: UInt16
    }

    let services: [Service]

    init?(argument: String) {
        var services: [Service] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: ":", omittingEmptySubsequences: false)
            guard words.count == 2, let kind = Kind(rawValue: String(words[0])), let port = UInt16(words[1]), port > 0 else { return nil }
            let service = Service(kind: kind, port: port)
            guard !services.contains(service) else { return nil }
            services.append(service)
        }
        self.services = services
    }

    var defaultValueDescription: String { services.map { "\($0.kind.rawValue):\($0.port)" }.joined(separator: ",") }
}

/// `--connect 10.99.0.1:7007`, or `[fd99::1]:7007`.
struct Target: ExpressibleByArgument {
    let address: SocketAddress

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]), port > 0 else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard let address = IPAddress(String(host)) else { return nil }
        self.address = SocketAddress(address, port)
    }
}
