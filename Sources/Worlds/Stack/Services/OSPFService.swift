public import NetworkLayer
import Wire

/// OSPF on a router's stack.
public final class OSPFService: RoutingService {
    public internal(set) var router: OSPFRouter
    var isStarted = false

    public init(_ router: OSPFRouter) { self.router = router }

    public var name: String { "OSPF" }
    public var protocolNumber: UInt8 { 89 }
    public var port: UInt16? { nil }

    public func receive(_ packet: ServicePacket, _ stack: Stack, _ turn: inout Turn) {
        let bytes = packet.payload
        carryOut(router.receive(bytes.span.bytes, from: packet.source, to: packet.destination, on: packet.interface, at: turn.now), stack, &turn)
    }

    func carryOut(_ actions: [OSPFRouter.Action], _ stack: Stack, _ turn: inout Turn) {
        for action in actions {
            switch action {
            case .send(let bytes, let interface, let destination): stack.sendPacket(89, bytes, to: destination, on: interface, &turn)
            case .routes(let routes):
                stack.replaceRoutes(foundBy: "OSPF", with: routes.map { route in
                    DynamicRoute(network: route.network, prefixLength: route.prefixLength, metric: route.cost, hops: route.hops.map { DynamicRoute.Hop(interface: Int16(clamping: $0.interface), gateway: $0.gateway) })
                })
            case .neighbor(let address, let state, let interface): turn.note(.neighbor(protocol: "OSPF", address, "\(state)", interface: interface))
            }
        }
    }
}
