public import NetworkLayer
import Wire

/// RIP on a router's stack.
public final class RIPService: RoutingService {
    public internal(set) var router: RIPRouter
    var isStarted = false

    public init(_ router: RIPRouter) { self.router = router }

    public var name: String { "RIP" }
    public var protocolNumber: UInt8 { 17 }
    public var port: UInt16? { RIPPacket.port }

    public func receive(_ packet: ServicePacket, _ stack: Stack, _ turn: inout Turn) {
        carryOut(router.receive(packet.payload, from: packet.source, port: packet.sourcePort, on: packet.interface, timeToLive: packet.timeToLive, at: turn.now), stack, &turn)
    }

    func carryOut(_ actions: [RIPRouter.Action], _ stack: Stack, _ turn: inout Turn) {
        for action in actions {
            switch action {
            case .send(let packet, let interface, let destination, let port):
                stack.sendDatagram(packet.serialized(), from: RIPPacket.port, to: destination, port: port, on: interface, timeToLive: destination.isMulticast ? 1 : nil, &turn)
            case .routes(let routes):
                stack.replaceRoutes(foundBy: "RIP", with: routes.map { DynamicRoute(network: $0.network, prefixLength: $0.prefixLength, metric: $0.metric, hops: [DynamicRoute.Hop(interface: Int16(clamping: $0.interface), gateway: $0.gateway)]) })
            }
        }
    }
}
