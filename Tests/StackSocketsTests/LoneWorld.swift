import Sockets
import Stack
import StackSockets
import Wire

/// A world of one host without a network, in virtual time: what it sends to itself arrives.
final class LoneWorld: StackWorld {
    let stack: Stack
    private let driver = Driver()
    private(set) lazy var loop = WorldLoop(driver: driver)
    var callCost = Nanoseconds.zero
    var isUp: Bool { true }
    var wantsEvents: Bool { true }
    private(set) var events: [SocketEvent] = []
    private(set) lazy var host = StackHost(name: "lone", world: self, random: RandomStream(seed: 1))

    init() {
        stack = Stack(name: "lone", random: RandomStream(seed: 1, name: "lone"))
        driver.world = self
    }

    private var waking: [Readiness] = []

    func perform<Result>(causedBy cause: EventID, _ body: (Stack, inout Turn) throws(StackError) -> Result) throws(StackError) -> Result {
        driver.turn.cause = cause
        defer { settle() }
        return try body(stack, &driver.turn)
    }

    fileprivate func settle() {
        let ready = driver.turn.ready
        driver.turn.ready = []
        driver.turn.frames = []
        if !ready.isEmpty { driver.hasWoken = true }
        host.socketsChanged(ready)
    }

    func nextEventID() -> EventID { driver.turn.nextID() }
    func tell(_ event: SocketEvent) { events.append(event) }

    private final class Driver: LoopDriver {
        unowned var world: LoneWorld!
        var turn = Turn()
        var hasWoken = false
        var now: Instant { turn.now }

        func wait(until deadline: Instant?) -> Bool {
            hasWoken = false
            while !hasWoken, let next = world.stack.nextDeadline, deadline.map({ next <= $0 }) ?? true {
                turn.now = max(turn.now, next)
                world.stack.advance(&turn)
                world.settle()
            }
            if hasWoken { return true }
            guard let deadline else { return false }
            turn.now = max(turn.now, deadline)
            return true
        }

        func poll() {}
        func wake() {}
    }
}
