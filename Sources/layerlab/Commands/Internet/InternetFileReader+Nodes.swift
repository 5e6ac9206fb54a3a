import ApplicationLayer
import Internet
import LinkLayer
import NetworkLayer
import Simulation
import Wire
import Yams

extension InternetFileReader {
    mutating func node(_ name: String, _ at: Node, _ value: Node) throws(InternetFileError) {
        guard nodes.count < InternetFile.nodeLimit else { throw fail(at, "more than \(InternetFile.nodeLimit) nodes") }
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }) else { throw fail(at, "\"\(name)\" is no name for a node: letters, digits, - and _") }
        var spec = TopologyNode(kind: .computer, name: name)
        lines[name] = at.mark?.line ?? 1
        let keys = ["kind", "address", "addresses", "gateway", "routes", "nat", "forward", "names", "zones", "resolver", "forwarder", "leases", "relay", "web", "files", "mail", "echo", "groups", "ports", "tree", "priority"]
        var outside: Int?, forwards: [AddressTranslator.Forward] = [], settings: SwitchSettings?
        for (key, at, value) in try mapping(value, "node \(name)", keys: keys) {
            switch key {
            case "kind":
                switch try text(value, "kind") {
                case "computer": spec.kind = .computer
                case "router": spec.kind = .router
                case "switch": spec.kind = .bridge
                case "hub": spec.kind = .hub
                case let other: throw fail(value, "kind is computer, router, switch or hub, not \"\(other)\"")
                }
            case "address", "addresses":
                for item in try list(value, key) {
                    let word = try text(item, key)
                    // The network gives it one.
                    if word == "dhcp" { services.append((name, .lease(interface: spec.addresses.count))) }
                    spec.addresses.append(word == "dhcp" || word == "none" ? "" : word)
                }
            case "gateway": spec.gateway = "\(try address(value, "gateway"))"
            case "routes": for item in try list(value, "routes") { spec.routes.append(try text(item, "routes")) }
            case "nat": outside = try interface(value, "nat")
            case "forward": for item in try list(value, "forward") { forwards.append(try forward(item)) }
            case "names":
                var servers: [IPAddress] = []
                for item in try list(value, "names") { servers.append(.v4(try address(item, "names"))) }
                services.append((name, .nameServers(servers)))
            case "zones":
                var zones: [DNSZone] = []
                for (origin, at, value) in try mapping(value, "zones") {
                    guard let zoneName = DNSName(origin) else { throw fail(at, "\"\(origin)\" is no domain name") }
                    let content = try text(value, "a zone")
                    // A block of text begins on the line behind its key.
                    do throws(ZoneFileError) { zones.append(try ZoneFile.parse(content, origin: zoneName, file: file)) } catch { throw InternetFileError(file: file, line: (at.mark?.line ?? 1) + error.line, reason: "zone \(origin): \(error.reason)") }
                }
                services.append((name, .zones(zones)))
            case "resolver", "forwarder":
                var servers: [IPAddress] = []
                if !(key == "forwarder" && value.string == "leased") { for item in try list(value, key) { servers.append(.v4(try address(item, key))) } }
                services.append((name, key == "resolver" ? .resolver(roots: servers) : .forwarder(to: servers)))
            case "leases": services.append((name, try leases(value)))
            case "relay":
                var on = 0, servers: [IPv4Address] = []
                for (key, _, value) in try mapping(value, "relay", keys: ["on", "to"]) {
                    if key == "on" { on = try interface(value, "on") } else { for item in try list(value, "to") { servers.append(try address(item, "to")) } }
                }
                services.append((name, .relay(interface: on, servers: servers)))
            case "web", "files":
                var pages: [String: String] = [:]
                for (path, _, value) in try mapping(value, key) { pages[path] = try text(value, path) }
                services.append((name, key == "web" ? .web(pages: pages, contentType: "text/html; charset=utf-8") : .files(pages)))
            case "mail": services.append((name, .mail(domain: try text(value, "mail"))))
            case "echo": if try flag(value, "echo") { services.append((name, .echo)) }
            case "groups": if try flag(value, "groups") { groupQueriers.insert(name) }
            case "tree":
                settings = settings ?? SwitchSettings()
                settings?.spanningTree = try flag(value, "tree")
            case "priority":
                guard let priority = value.int, (0...61_440).contains(priority), priority % 4096 == 0 else { throw fail(value, "priority is a multiple of 4096 up to 61440") }
                settings = settings ?? SwitchSettings()
                settings?.priority = UInt16(priority)
            case "ports":
                settings = settings ?? SwitchSettings()
                for (port, at, value) in try mapping(value, "ports") {
                    guard let number = Int(port), (1...256).contains(number) else { throw fail(at, "\"\(port)\" is no port: they are counted from 1 in the order of the cables") }
                    settings?.ports[number - 1] = try vlan(value)
                }
            default: throw fail(at, "\"\(key)\" is not known")
            }
        }
        if let outside { translations[name] = InternetPlan.Translation(outside: outside, forwards: forwards) }
        if let settings {
            guard spec.kind == .bridge else { throw fail(at, "\(name) is no switch: ports, tree and priority are a switch's") }
            switches[name] = settings
        }
        nodes.append(spec)
    }

    /// "access 10" or "trunk 10 20 native 1".
    func vlan(_ node: Node) throws(InternetFileError) -> VLANPort {
        let words = try text(node, "a port").split(separator: " ").map(String.init)
        func number(_ word: String) throws(InternetFileError) -> UInt16 {
            guard let value = UInt16(word), (1...4094).contains(value) else { throw fail(node, "\"\(word)\" is no VLAN: 1 to 4094") }
            return value
        }
        switch words.first {
        case "access" where words.count == 2: return .access(try number(words[1]))
        case "trunk" where words.count >= 2:
            var native: UInt16?, allowed: Set<UInt16> = [], rest = words.dropFirst()
            while let word = rest.popFirst() {
                if word == "native" {
                    guard let value = rest.popFirst() else { throw fail(node, "native needs a VLAN") }
                    native = try number(value)
                } else { allowed.insert(try number(word)) }
            }
            return .trunk(native: native, allowed: allowed)
        default: throw fail(node, "a port is \"access 10\" or \"trunk 10 20 native 1\"")
        }
    }

    /// "tcp 8080 to 192.168.1.10:80".
    func forward(_ node: Node) throws(InternetFileError) -> AddressTranslator.Forward {
        let words = try text(node, "forward").split(separator: " ").map(String.init)
        guard words.count == 4, words[0] == "tcp" || words[0] == "udp", let port = UInt16(words[1]), words[2] == "to", let target = SocketAddress(words[3]), case .v4(let inside) = target.address else { throw fail(node, "a forward is \"tcp 8080 to 192.168.1.10:80\"") }
        return AddressTranslator.Forward(protocolNumber: words[0] == "tcp" ? 6 : 17, port: port, to: inside, target.port)
    }

    func leases(_ node: Node) throws(InternetFileError) -> InternetPlan.Service {
        var on = 0, server: IPv4Address?, first: IPv4Address?, last: IPv4Address?, routers: [IPv4Address] = [], names: [IPv4Address] = [], domain: String?, time: UInt32 = 3600, length = 24
        for (key, _, value) in try mapping(node, "leases", keys: ["on", "server", "from", "to", "prefix", "router", "names", "domain", "time"]) {
            switch key {
            case "on": on = try interface(value, "on")
            case "server": server = try address(value, "server")
            case "from": first = try address(value, "from")
            case "to": last = try address(value, "to")
            case "prefix":
                guard let number = value.int, (1...30).contains(number) else { throw fail(value, "prefix is from 1 to 30") }
                length = number
            case "router": routers = [try address(value, "router")]
            case "names": for item in try list(value, "names") { names.append(try address(item, "names")) }
            case "domain": domain = try text(value, "domain")
            default:
                guard let seconds = value.int, (10...1 << 30).contains(seconds) else { throw fail(value, "time is a number of seconds from 10 on") }
                time = UInt32(seconds)
            }
        }
        guard let server, let first, let last, first.rawValue <= last.rawValue else { throw fail(node, "leases need server, from and to, from not behind to") }
        return .leases(interface: on, .init(server: server, prefixLength: length, first: first, last: last, routers: routers, nameServers: names, domain: domain, leaseTime: time))
    }
}
