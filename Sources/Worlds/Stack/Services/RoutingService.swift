import NetworkLayer
import Wire

/// What a routing protocol does at a router, whichever it is.
protocol RoutingProtocol: Sendable {
    associatedtype Action
    var nextDeadline: Instant? { get }
    mutating func start(at now: Instant) -> [Action]
    mutating func tick(at now: Instant) -> [Action]
    mutating func linkUp(_ interface: Int, at now: Instant) -> [Action]
    mutating func linkDown(_ interface: Int, at now: Instant) -> [Action]
}

extension OSPFRouter: RoutingProtocol {}
extension RIPRouter: RoutingProtocol {}

/// A routing protocol on a router's stack: starts when the stack first runs, and hears of every link that comes or goes.
protocol RoutingService: StackService {
    associatedtype Router: RoutingProtocol
    var router: Router { get set }
    var isStarted: Bool { get set }
    func carryOut(_ actions: [Router.Action], _ stack: Stack, _ turn: inout Turn)
}

extension RoutingService {
    public var nextDeadline: Instant? { isStarted ? router.nextDeadline : .zero }

    public func advance(_ stack: Stack, _ turn: inout Turn) {
        if !isStarted {
            isStarted = true
            carryOut(router.start(at: turn.now), stack, &turn)
            for interface in stack.interfaces.indices where !stack.interfaces[interface].isUp { carryOut(router.linkDown(interface, at: turn.now), stack, &turn) }
        }
        carryOut(router.tick(at: turn.now), stack, &turn)
    }

    public func linkChanged(_ interface: Int, isUp: Bool, _ stack: Stack, _ turn: inout Turn) {
        guard isStarted else { return }
        carryOut(isUp ? router.linkUp(interface, at: turn.now) : router.linkDown(interface, at: turn.now), stack, &turn)
    }
}
