import Internet
import LinkLayer
import NetworkLayer
import Simulation
import Wire
import Yams

/// Makes a plan of a topology file's YAML, piece by piece; what it cannot use it names with its line.
struct InternetFileReader {
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
}
