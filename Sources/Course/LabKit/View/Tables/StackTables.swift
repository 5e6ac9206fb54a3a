import LinkLayer
import NetworkLayer
import Simulation
import Stack
import TransportLayer
import Wire

// What a computer or a router knows: its stack's tables.
extension NodeTable {
    static func all(of stack: Stack, at now: Instant) -> [NodeTable] {
        [interfaces(stack), neighbours(stack, now), routes(stack), translations(stack, now), ospf(stack, now), rip(stack, now), sockets(stack), variables(stack)].compactMap { $0 }
    }

    private static func interfaces(_ stack: Stack) -> NodeTable {
        NodeTable("interfaces", ["name", "MAC address", "addresses", "MTU", "signal"], stack.interfaces.map { interface in
            let addresses = interface.ipv4.map { "\($0.address)/\($0.prefixLength)" } + interface.ipv6.map { "\($0.address)/\($0.prefixLength)" }
            return [interface.name, "\(interface.mac)", addresses.joined(separator: ", "), "\(interface.mtu)", interface.isUp ? "yes" : "no"]
        })
    }

    /// ARP's cache, and that of IPv6's neighbour discovery.
    private static func neighbours(_ stack: Stack, _ now: Instant) -> NodeTable {
        var rows: [[String]] = []
        for (index, interface) in stack.interfaces.enumerated() {
            for entry in stack.arpEntries(on: index, at: now) { rows.append(["\(entry.address)", entry.hardware.map { "\($0)" } ?? "asked for", "\(entry.state)", interface.name]) }
            for entry in stack.neighborEntries(on: index, at: now) { rows.append(["\(entry.address)", entry.linkLayer.map { "\($0)" } ?? "asked for", "\(entry.state)", interface.name]) }
        }
        return NodeTable("neighbours (ARP and neighbour discovery)", ["address", "MAC address", "state", "interface"], rows)
    }

    private static func routes(_ stack: Stack) -> NodeTable {
        var rows: [[String]] = []
        func name(_ interface: Int) -> String { stack.interfaces.indices.contains(interface) ? stack.interfaces[interface].name : "?" }
        for route in stack.ipv4Routes {
            for hop in route.hops {
                let gateway = hop.gateway == 0 ? "on the link" : "\(IPv4Address(rawValue: hop.gateway))"
                rows.append([route.prefixLength == 0 ? "default" : "\(route.network)/\(route.prefixLength)", gateway, name(Int(hop.interface)), route.origin + (route.isUp ? "" : ", no signal"), route.metric > 0 ? "\(route.metric)" : ""])
            }
        }
        return NodeTable("routes", ["network", "by way of", "interface", "known from", "metric"], rows)
    }

    private static func translations(_ stack: Stack, _ now: Instant) -> NodeTable? {
        stack.translator.map { translator in
            NodeTable("address translation (NAT)", ["protocol", "inside", "port outside", "to", "kept for"], translator.mappings(at: now).map { mapping in
                let name = mapping.protocolNumber == 6 ? "TCP" : mapping.protocolNumber == 17 ? "UDP" : "ICMP"
                return [name, "\(mapping.inside):\(mapping.insidePort)", "\(mapping.port)", mapping.peers.map { "\($0)" }.joined(separator: " "), "\(mapping.expires - now)"]
            })
        }
    }

    private static func ospf(_ stack: Stack, _ now: Instant) -> NodeTable? {
        (stack.service(OSPFService.self)?.router).map { router in
            NodeTable("OSPF: neighbours (\(router.advertisements(at: now).count) advertisements in the map)", ["router", "address", "state", "role", "interface"], router.neighbors.map { ["\($0.router)", "\($0.address)", "\($0.state)", $0.role, "eth\($0.interface)"] })
        }
    }

    private static func rip(_ stack: Stack, _ now: Instant) -> NodeTable? {
        (stack.service(RIPService.self)?.router).map { router in
            NodeTable("RIP: routes", ["network", "by way of", "metric", "state"], router.routes.map { route in
                let state = route.forgotten != nil ? "given up" : route.expires == .distantFuture ? "own" : "for \(route.expires - now)"
                return ["\(IPv4Address(rawValue: route.network))/\(route.prefixLength)", route.gateway == 0 ? "on the link" : "\(IPv4Address(rawValue: route.gateway))", route.metric >= 16 ? "16 (unreachable)" : "\(route.metric)", state]
            })
        }
    }

    private static func sockets(_ stack: Stack) -> NodeTable {
        var rows = stack.listeningPorts.map { ["TCP", "\($0.local)", "*", $0.waiting == 0 ? "LISTEN" : "LISTEN, \($0.waiting) to accept"] }
        rows += stack.openConnections.map { ["TCP", "\($0.pair.local)", "\($0.pair.remote)", "\($0.variables.state)"] }
        rows += stack.datagramPorts.map { ["UDP", "\($0.local)", "*", $0.waiting == 0 ? "" : "\($0.waiting) to read"] }
        return NodeTable("sockets", ["protocol", "local", "remote", "state"], rows)
    }

    private static func variables(_ stack: Stack) -> NodeTable {
        NodeTable("TCP variables", ["connection", "variables"], stack.openConnections.map { ["\($0.pair.local) to \($0.pair.remote)", ConnectionVariables($0.variables).words.joined(separator: "  ")] })
    }
}
