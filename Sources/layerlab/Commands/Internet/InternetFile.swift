import ApplicationLayer
import Foundation
import Internet
import LinkLayer
import NetworkLayer
import Simulation
import Wire
import Yams

/// What is wrong in a topology file, and where.
struct InternetFileError: Error, CustomStringConvertible {
    let file: String
    /// From 1.
    let line: Int
    let reason: String
    var description: String { "\(file), line \(line): \(reason)" }
}

/// A network in YAML: nodes, cables, what the nodes do. `layerlab internet --example NAME` prints one to begin with.
enum InternetFile {
    /// Bytes, nodes and cables that a file may have.
    static let limit = 1 << 20, nodeLimit = 5000

    static func read(_ path: String) throws -> InternetPlan {
        // No more than the limit is read, whatever it is: devices and pipes have no end.
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: limit + 1) ?? Data() else { throw InternetFileError(file: path, line: 1, reason: "the file cannot be read") }
        guard data.count <= limit else { throw InternetFileError(file: path, line: 1, reason: "more than \(limit) bytes") }
        guard let text = String(validating: data, as: UTF8.self) else { throw InternetFileError(file: path, line: 1, reason: "not UTF-8") }
        return try parse(text, file: path)
    }

    static func parse(_ text: String, file: String) throws(InternetFileError) -> InternetPlan {
        let root: Node
        do {
            guard let node = try Yams.compose(yaml: text) else { throw InternetFileError(file: file, line: 1, reason: "the file is empty") }
            root = node
        } catch let error as InternetFileError { throw error } catch {
            // Yams says "file:line:column: error: …".
            let words = "\(error)", parts = words.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            let line = parts.first.flatMap { Int($0) } ?? (parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
            throw InternetFileError(file: file, line: line, reason: "no YAML: " + (words.split(separator: "\n").first { $0.contains("error:") }.map { String($0.split(separator: "error:").last ?? "") } ?? words).trimmingCharacters(in: .whitespaces))
        }
        var reader = Reader(file: file)
        return try reader.plan(root)
    }

    private struct Reader {
        let file: String
        var nodes: [TopologyNode] = []
        var cables: [Cable] = []
        var lines: [String: Int] = [:]
        var cableLines: [(label: String, line: Int)] = []
        var services: [(node: String, service: InternetPlan.Service)] = []
        var switches: [String: SwitchSettings] = [:]
        var translations: [String: InternetPlan.Translation] = [:]
        var groupQueriers: Set<String> = []

        init(file: String) { self.file = file }

        func fail(_ node: Node, _ reason: String) -> InternetFileError { InternetFileError(file: file, line: node.mark?.line ?? 1, reason: reason) }

        func mapping(_ node: Node, _ what: String, keys: [String]? = nil) throws(InternetFileError) -> [(key: String, at: Node, value: Node)] {
            guard case .mapping(let mapping) = node else { throw fail(node, "\(what) is a list of \"key: value\"") }
            var found: [(String, Node, Node)] = []
            for (key, value) in mapping {
                guard let name = key.string else { throw fail(key, "a key is a word") }
                if let keys, !keys.contains(name) { throw fail(key, "\"\(name)\" is not known for \(what); known are \(keys.joined(separator: ", "))") }
                found.append((name, key, value))
            }
            return found
        }

        func text(_ node: Node, _ what: String) throws(InternetFileError) -> String {
            guard case .scalar(let scalar) = node else { throw fail(node, "\(what) is one value") }
            return scalar.string
        }

        func list(_ node: Node, _ what: String) throws(InternetFileError) -> [Node] {
            switch node {
            case .sequence(let sequence): return Array(sequence)
            case .scalar: return [node]
            default: throw fail(node, "\(what) is a list")
            }
        }

        func flag(_ node: Node, _ what: String) throws(InternetFileError) -> Bool {
            guard let value = node.bool else { throw fail(node, "\(what) is true or false") }
            return value
        }

        func address(_ node: Node, _ what: String) throws(InternetFileError) -> IPv4Address {
            let word = try text(node, what)
            guard let address = IPv4Address(word) else { throw fail(node, "\(what): \"\(word)\" is no IPv4 address") }
            return address
        }

        func interface(_ node: Node, _ what: String) throws(InternetFileError) -> Int {
            let word = try text(node, what)
            guard word.hasPrefix("eth"), let number = Int(word.dropFirst(3)), (0..<256).contains(number) else { throw fail(node, "\(what): \"\(word)\" is no interface; they are eth0, eth1, … in the order of the addresses") }
            return number
        }

        mutating func plan(_ root: Node) throws(InternetFileError) -> InternetPlan {
            var routing = InternetPlan.Routing.fixed, start: Node?, landmark: String?, hasNodes = false, cableNodes: [Node] = []
            for (key, at, value) in try mapping(root, "a topology", keys: ["routing", "start", "landmark", "nodes", "cables"]) {
                switch key {
                case "routing":
                    switch try text(value, "routing") {
                    case "fixed": routing = .fixed
                    case "ospf": routing = .ospf
                    case "rip": routing = .rip
                    case let other: throw fail(value, "routing is fixed, ospf or rip, not \"\(other)\"")
                    }
                case "start": start = value
                case "landmark": landmark = try text(value, "landmark")
                case "nodes":
                    hasNodes = true
                    for (name, at, value) in try mapping(value, "nodes") { try node(name, at, value) }
                default: cableNodes = try list(value, "cables")
                }
                _ = at
            }
            guard hasNodes, !nodes.isEmpty else { throw fail(root, "a topology has nodes") }
            for node in cableNodes { try cable(node) }
            let first = try start.map { node throws(InternetFileError) in try text(node, "start") } ?? nodes.first { $0.kind == .computer }?.name ?? nodes[0].name
            if let start, !nodes.contains(where: { $0.name == first && ($0.kind == .computer || $0.kind == .router) }) { throw fail(start, "start: there is no host \"\(first)\"") }
            let topology = Topology(nodes: nodes, cables: cables, givesRoutes: routing == .fixed)
            do throws(TopologyError) { try topology.check() } catch { throw InternetFileError(file: file, line: line(of: error), reason: "\(error)") }
            var plan = InternetPlan(topology: topology, routing: routing, start: first)
            (plan.landmark, plan.services, plan.switches, plan.translations, plan.groupQueriers) = (landmark, services, switches, translations, groupQueriers)
            return plan
        }

        /// Where the node or the cable stands that a fault is about.
        private func line(of error: TopologyError) -> Int {
            func node(_ name: String) -> Int { lines[name] ?? 1 }
            func cable(_ label: String) -> Int { cableLines.last { $0.label == label }?.line ?? 1 }
            switch error {
            case .nameTaken(let name): return node(name)
            case .nameEmpty: return lines.first { $0.key.isEmpty || $0.key.contains(".") }?.value ?? 1
            case .addressTwice(_, _, let second): return node(second)
            case .badAddress(_, let name, _), .badRoute(_, let name), .gatewayNotOnLink(_, let name), .routerConfiguresItself(let name): return node(name)
            case .noSuchNode(_, let label), .noSuchInterface(_, let label), .noFreeInterface(_, let label), .interfaceTaken(_, let label), .rateZero(let label), .negativeDelay(let label),
                .badBitErrorRate(_, let label), .badQueue(let label), .badMTU(_, let label), .bothEndsAlike(let label), .hubBehindHub(let label): return cable(label)
            }
        }

        private mutating func node(_ name: String, _ at: Node, _ value: Node) throws(InternetFileError) {
            guard nodes.count < nodeLimit else { throw fail(at, "more than \(nodeLimit) nodes") }
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
        private func vlan(_ node: Node) throws(InternetFileError) -> VLANPort {
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
        private func forward(_ node: Node) throws(InternetFileError) -> AddressTranslator.Forward {
            let words = try text(node, "forward").split(separator: " ").map(String.init)
            guard words.count == 4, words[0] == "tcp" || words[0] == "udp", let port = UInt16(words[1]), words[2] == "to", let target = SocketAddress(words[3]), case .v4(let inside) = target.address else { throw fail(node, "a forward is \"tcp 8080 to 192.168.1.10:80\"") }
            return AddressTranslator.Forward(protocolNumber: words[0] == "tcp" ? 6 : 17, port: port, to: inside, target.port)
        }

        private func leases(_ node: Node) throws(InternetFileError) -> InternetPlan.Service {
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

        private mutating func cable(_ node: Node) throws(InternetFileError) {
            guard cables.count < 4 * nodeLimit else { throw fail(node, "too many cables") }
            var ends: [String] = [], properties = LinkProperties()
            switch node {
            case .sequence(let sequence): for item in sequence { ends.append(try text(item, "a cable's end")) }
            default:
                for (key, _, value) in try mapping(node, "a cable", keys: ["between", "rate", "delay", "mtu"]) {
                    let word = key == "between" ? "" : try text(value, key)
                    switch key {
                    case "between": for item in try list(value, "between") { ends.append(try text(item, "a cable's end")) }
                    case "rate":
                        let units: [(String, Int64)] = [("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000)]
                        guard let unit = units.first(where: { word.hasSuffix($0.0) }), let number = Int64(word.dropLast()), number > 0, number <= 1000 else { throw fail(value, "rate is 56k, 100M or 1G, not \"\(word)\"") }
                        properties.rate = DataRate(bitsPerSecond: number * unit.1)
                    case "delay":
                        guard let span = ShellOptions.span(word), span <= .seconds(10) else { throw fail(value, "delay is 5us, 2ms or 1s, at most 10s, not \"\(word)\"") }
                        properties.delay = span
                    default:
                        guard let mtu = Int(word), (68...65_535).contains(mtu) else { throw fail(value, "mtu is from 68 to 65535, not \"\(word)\"") }
                        properties.mtu = mtu
                    }
                }
            }
            guard ends.count == 2 else { throw fail(node, "a cable has two ends: [alice, switch] or {between: [alice, switch], rate: 100M, delay: 2ms}") }
            cables.append(Cable(ends[0], ends[1], properties))
            cableLines.append(("\(ends[0])-\(ends[1])", node.mark?.line ?? 1))
        }
    }
}
