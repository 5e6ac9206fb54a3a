import ApplicationLayer
import Applications
import Capture
import NetworkLayer
import Simulation
import Sockets
import Stack
import StackSockets
import Wire

// Commands that look at a host, and at the network.
extension ShellCommand {
    static let arp = ShellCommand(name: "arp", usage: "arp", help: "which link-layer addresses the host has learnt") { shell, _ in
        let stack = try shell.stack()
        var rows: [[String]] = []
        for (index, interface) in stack.interfaces.enumerated() {
            for entry in stack.arpEntries(on: index, at: shell.simulation.now) { rows.append(["\(entry.address)", entry.hardware.map { "\($0)" } ?? "(incomplete)", "\(entry.state)", interface.name]) }
        }
        if rows.isEmpty { shell.show("nothing") }
        ShellTable.lines(rows).forEach(shell.show)
        return 0
    }

    static let ip = ShellCommand(name: "ip", usage: "ip address|route|neighbour|maddress", help: "the host's interfaces, routes, neighbours, groups") { shell, words in
        let stack = try shell.stack()
        guard let what = words.first, words.count == 1 else { throw NetworkShell.Refusal("address, route, neighbour or maddress?") }
        if "address".hasPrefix(what) {
            for (index, interface) in stack.interfaces.enumerated() {
                shell.show("\(index + 1): \(interface.name): mtu \(interface.mtu) \(interface.isUp ? "up" : "down (no carrier)")")
                shell.show("    link/ether \(interface.mac)")
                for address in interface.ipv4 { shell.show("    inet \(address.address)/\(address.prefixLength)" + (address.broadcast.map { " brd \($0)" } ?? "")) }
                for address in interface.ipv6 { shell.show("    inet6 \(address.address)/\(address.prefixLength)") }
            }
        } else if "route".hasPrefix(what) {
            var rows: [[String]] = []
            for route in stack.ipv4Routes {
                for (index, hop) in route.hops.enumerated() {
                    let way = (hop.gateway == 0 ? "" : "via \(IPv4Address(rawValue: hop.gateway)) ") + "dev \(stack.interfaces[Int(hop.interface)].name)"
                    let network = route.prefixLength == 0 ? "default" : "\(route.network)/\(route.prefixLength)"
                    rows.append([index == 0 ? network : "", way, index == 0 ? route.origin + (route.metric > 0 ? " metric \(route.metric)" : "") + (route.isUp ? "" : " linkdown") : "equal"])
                }
            }
            ShellTable.lines(rows).forEach(shell.show)
        } else if "neighbour".hasPrefix(what) || "neighbor".hasPrefix(what) {
            return try await arp.run(shell, [])
        } else if "maddress".hasPrefix(what) {
            guard let service = stack.service(GroupService.self) else {
                shell.show("no groups")
                return 0
            }
            for (index, interface) in stack.interfaces.enumerated() {
                shell.show("\(index + 1): \(interface.name)")
                for group in service.joined(on: index) { shell.show("    listens to \(group)") }
                for group in service.groups(on: index, at: shell.simulation.now).sorted() { shell.show("    heard of \(group)") }
            }
        } else { throw NetworkShell.Refusal("\"\(what)\" is neither address nor route nor neighbour nor maddress") }
        return 0
    }

    static let join = ShellCommand(name: "join", usage: "join GROUP [INTERFACE]", help: "listen to a multicast group") { shell, words in try changeGroups(shell, words, joins: true) }
    static let leaveGroup = ShellCommand(name: "leave", usage: "leave GROUP [INTERFACE]", help: "listen to it no longer") { shell, words in try changeGroups(shell, words, joins: false) }

    private static func changeGroups(_ shell: NetworkShell, _ words: [String], joins: Bool) throws -> Int32 {
        guard (1...2).contains(words.count), let group = IPAddress(words[0]) else { throw NetworkShell.Refusal("the address of a group is needed, such as 239.1.2.3") }
        let host = try shell.host(), name = words.count == 2 ? words[1] : "eth0"
        guard let index = try shell.stack().interfaces.firstIndex(where: { $0.name == name }) else { throw NetworkShell.Refusal("\(shell.current) has no interface \(name)", status: 1) }
        let isDone = host.withStack { stack, turn in
            guard joins else {
                stack.leave(group, on: index, &turn)
                return true
            }
            return (try? stack.join(group, on: index, &turn)) != nil
        } ?? false
        guard isDone else { throw NetworkShell.Refusal("\(group) is no group, or the host listens to too many", status: 1) }
        shell.show("\(shell.current) \(joins ? "listens to" : "no longer listens to") \(group) on \(name)")
        return 0
    }

    static let sockets = ShellCommand(name: "ss", usage: "ss", help: "the host's sockets") { shell, _ in
        let views = try shell.stack().socketViews
        if views.isEmpty { shell.show("none") }
        ShellTable.lines([["proto", "state", "local", "peer"]] + views.map { [$0.kind, $0.state, "\($0.local)", $0.remote.map { "\($0)" } ?? "*"] }).forEach(shell.show)
        return 0
    }

    static let dhcp = ShellCommand(name: "dhcp", usage: "dhcp", help: "the host's lease, and the leases it has given") { shell, _ in
        let now = shell.simulation.now
        var said = false
        for (node, interface, client) in shell.internet.leaseClients where node == shell.current {
            said = true
            if let lease = client.lease {
                shell.show("eth\(interface): \(lease.address)/\(lease.prefixLength) from \(lease.server), \(client.state)")
                shell.show("  routers \(lease.routers.map { "\($0)" }.joined(separator: " ")), name servers \(lease.nameServers.map { "\($0)" }.joined(separator: " "))\(lease.domain.map { ", domain \($0)" } ?? "")")
                shell.show("  renewed in \(lease.renews - now), over in \(lease.expires - now)")
            } else { shell.show("eth\(interface): no lease, \(client.state)") }
        }
        for (node, server) in shell.internet.leaseServers where node == shell.current {
            said = true
            shell.show("given by this host:")
            ShellTable.lines(server.leases.leases(at: now).map { ["  \($0.address)", "\($0.hardware)", $0.hostName ?? "-", $0.isDeclined ? "in use by somebody" : $0.isOffer ? "offered" : "until \(Nanoseconds($0.expires.nanoseconds))"] }).forEach(shell.show)
        }
        if !said { shell.show("\(shell.current) has no lease and gives none") }
        return 0
    }

    static let nat = ShellCommand(name: "nat", usage: "nat", help: "the address translator's mappings") { shell, _ in
        guard let translator = try shell.stack().translator else {
            shell.show("\(shell.current) translates no addresses")
            return 1
        }
        let now = shell.simulation.now
        let rows = translator.mappings(at: now).map { mapping in
            [mapping.protocolNumber == 6 ? "tcp" : mapping.protocolNumber == 17 ? "udp" : "icmp", "\(mapping.inside):\(mapping.insidePort)", "port \(mapping.port)", "for \(mapping.expires - now)", "to \(mapping.peers.map { "\($0)" }.joined(separator: " "))"]
        }
        if rows.isEmpty { shell.show("no mappings") }
        ShellTable.lines(rows).forEach(shell.show)
        return 0
    }

    static let routing = ShellCommand(name: "ospf", usage: "ospf", help: "the router's neighbors and its map") { shell, _ in
        guard let ospf = try shell.simulation.ospf(of: shell.current) else {
            shell.show("\(shell.current) does not speak OSPF")
            return 1
        }
        ShellTable.lines([["neighbor", "address", "state", "role", "interface"]] + ospf.neighbors.map { ["\($0.router)", "\($0.address)", "\($0.state)", $0.role, "eth\($0.interface)"] }).forEach(shell.show)
        let all = ospf.advertisements(at: shell.simulation.now)
        shell.show("\(all.count) advertisements, the ways were reckoned \(ospf.counters.shortestPathRuns == 1 ? "once" : "\(ospf.counters.shortestPathRuns) times")")
        return 0
    }

    static let switches = ShellCommand(name: "switch", usage: "switch NAME", help: "a switch's table, tree and neighbours") { shell, words in
        var options = ShellOptions(words)
        let name = try options.one("a switch")
        guard shell.internet.plan.topology.nodes.contains(where: { $0.name == name && $0.kind == .bridge }) else { throw NetworkShell.Refusal("there is no switch \(name)", status: 1) }
        guard let managed = try shell.simulation.managedSwitch(name) else {
            shell.show("\(name) is a plain switch: nothing to look at")
            return 0
        }
        if let tree = managed.tree {
            shell.show("root \(tree.root.address)\(tree.isRoot ? " (this switch)" : ", cost \(tree.rootPathCost)")")
            ShellTable.lines(managed.vlans.ports.indices.map { ["  port \($0 + 1)", "\(tree.role(of: $0))", tree.state(of: $0).rawValue] }).forEach(shell.show)
        }
        ShellTable.lines(managed.vlans.table.entries(at: shell.simulation.now).map { ["  vlan \($0.vlan)", "\($0.address)", "port \($0.port + 1)", "\($0.age) ago"] }).forEach(shell.show)
        for neighbour in managed.neighbours { shell.show("  neighbour on port \(neighbour.port + 1): \(neighbour.name), \(neighbour.remotePort)") }
        return 0
    }

    static let map = ShellCommand(name: "map", usage: "map", help: "who is there, and which cables join them") { shell, _ in
        var rows: [[String]] = []
        let nodes = shell.internet.plan.topology.nodes
        for place in shell.internet.plan.places.isEmpty ? [("nodes", nodes.map(\.name))] : shell.internet.plan.places {
            for (index, name) in place.1.enumerated() {
                guard let node = nodes.first(where: { $0.name == name }) else { continue }
                var addresses = ""
                if node.kind == .computer || node.kind == .router {
                    addresses = shell.isDead(name) ? "no power" : try shell.simulation.stack(of: name).interfaces.flatMap { $0.ipv4.map { "\($0.address)" } }.joined(separator: " ")
                }
                let kind = switch node.kind {
                case .computer: ""
                case .router: "router"
                case .bridge: "switch"
                case .hub: "hub"
                }
                rows.append([index == 0 ? place.0 : "", (name == shell.current ? "*" : " ") + name, kind, addresses])
            }
        }
        ShellTable.lines(rows).forEach(shell.show)
        shell.show("")
        ShellTable.lines(shell.simulation.linkViews.map { link in
            let state = shell.isCut(link.name) ? "── cut ──" : "── \(link.properties.rate)\(link.properties.delay >= .milliseconds(1) ? ", \(link.properties.delay.count / 1_000_000) ms" : "") ──"
            return [link.first, state, link.second]
        }).forEach(shell.show)
        return 0
    }

    static let tcpdump = ShellCommand(name: "tcpdump", usage: "tcpdump -i INTERFACE [-c COUNT] [-w FILE] [FILTER] | stop", help: "show an interface's frames from now on; stop ends it") { shell, words in
        if words == ["stop"] {
            for watch in shell.watches {
                try watch.close()
                shell.show("\(watch.count) frames on \(watch.host) \(watch.interface)")
            }
            shell.watches = []
            return 0
        }
        var options = ShellOptions(words)
        let limit = try options.number("-c", 1...1_000_000) ?? .max, path = try options.value("-w")
        _ = options.flag("-n")
        if path != nil, !shell.writesFiles { throw NetworkShell.Refusal("files are written from the terminal only: layerlab internet -c '…' --write FILE.pcap", status: 1) }
        let stack = try shell.stack()
        let name = try options.value("-i") ?? stack.interfaces.first?.name ?? ""
        guard let interface = stack.interfaces.firstIndex(where: { $0.name == name }), let link = shell.simulation.link(of: shell.current, interface: interface) else { throw NetworkShell.Refusal("\(shell.current) has no interface \(name) with a cable", status: 1) }
        guard shell.watches.count < 16 else { throw NetworkShell.Refusal("16 at a time are enough", status: 1) }
        let text = options.rest.joined(separator: " ")
        let filter: CaptureFilter?
        let writer: CaptureFile.Writer?
        do throws(CaptureError) {
            filter = text.isEmpty ? nil : try CaptureFilter(text)
            if let path { writer = try CaptureFile.Writer(path: path, linkType: .ethernet) } else { writer = nil }
        } catch { throw NetworkShell.Refusal("\(error)", status: 1) }
        shell.watches.append(FrameWatch(host: shell.current, interface: name, link: link, filter: filter, writer: writer, limit: limit))
        shell.show("listening on \(shell.current) \(name)\(text.isEmpty ? "" : ", \(text)")")
        return 0
    }

    static let dig = ShellCommand(name: "dig", usage: "dig [@SERVER] NAME [TYPE] [+short] [+tcp] [+trace]", help: "ask a name server") { shell, words in
        var options = ShellOptions(words)
        let isShort = options.flag("+short"), tcp = options.flag("+tcp"), trace = options.flag("+trace"), reverse = options.flag("-x")
        var server: String?, name: String?, type = DNSType.a
        for word in options.rest {
            if word.hasPrefix("@") { server = String(word.dropFirst()) } else if name == nil { name = word } else if let named = DNSType(word) { type = named } else { throw NetworkShell.Refusal("\"\(word)\" is no record type") }
        }
        guard let text = name else { throw NetworkShell.Refusal("a name is needed") }
        let host = try shell.host()
        var wanted = DNSName(text)
        if reverse, let address = IPAddress(text) { (wanted, type) = (DNSName(reverse: address), .ptr) }
        guard let question = wanted else { throw NetworkShell.Refusal("\"\(text)\" is no name") }
        if trace { return try await DigTrace(shell).run(question, type, on: host) }
        let target: SocketAddress
        if let server {
            guard let address = try await host.resolve(server).first else { return 1 }
            target = SocketAddress(address, 53)
        } else {
            guard let first = host.resolver?.servers.first else { throw NetworkShell.Refusal("\(shell.current) knows no name server; name one with @", status: 1) }
            target = first
        }
        let reply = try await DNSClient().ask(question, type, server: target, tcpOnly: tcp, on: host)
        let message = reply.message
        if isShort {
            message.answers.forEach { shell.show("\($0.data)") }
            return message.responseCode == 0 ? 0 : 1
        }
        let flags = [("qr", message.isResponse), ("aa", message.isAuthoritative), ("tc", message.isTruncated), ("rd", message.recursionDesired), ("ra", message.recursionAvailable)].filter(\.1).map(\.0).joined(separator: " ")
        shell.show(";; status: \(message.responseWord), id: \(message.id), flags: \(flags)")
        for (title, records) in [("ANSWER", message.answers), ("AUTHORITY", message.authorities), ("ADDITIONAL", message.additional.filter { $0.type != .opt })] where !records.isEmpty {
            shell.show(";; \(title)")
            ShellTable.lines(records.map { [$0.name.absolute, "\($0.timeToLive)", "IN", "\($0.type)", "\($0.data)"] }).forEach(shell.show)
        }
        shell.show(";; \(Nanoseconds(reply.time)), \(reply.bytes) bytes from \(target)\(reply.usedTCP ? " by TCP" : "")")
        return message.responseCode == 0 ? 0 : 1
    }
}

/// `dig +trace`: the walk from the root, made by this host itself.
private struct DigTrace {
    let shell: NetworkShell
    init(_ shell: NetworkShell) { self.shell = shell }

    func run(_ name: DNSName, _ type: DNSType, on host: StackHost) async throws -> Int32 {
        let roots = shell.internet.plan.services.compactMap { service -> [IPAddress]? in if case .resolver(let roots) = service.service { roots } else { nil } }.first ?? []
        guard !roots.isEmpty else { throw NetworkShell.Refusal("nobody here knows the root servers", status: 1) }
        let resolver = RecursiveResolver(.root(roots)), shell = shell
        resolver.observer = { step in shell.show("asked \(step.server), who speaks for \(step.zone.absolute), about \(step.question.name.absolute) \(step.question.type)") }
        let outcome = await resolver.resolve(name, type, on: host)
        ShellTable.lines(outcome.answers.map { [$0.name.absolute, "\($0.timeToLive)", "IN", "\($0.type)", "\($0.data)"] }).forEach(shell.show)
        if outcome.answers.isEmpty { shell.show(outcome.code == .nameError ? "there is no such name" : outcome.code == .noError ? "the name has no such record" : "nobody could say") }
        return outcome.code == .noError && !outcome.answers.isEmpty ? 0 : 1
    }
}
