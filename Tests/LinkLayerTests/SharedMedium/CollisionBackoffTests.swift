import LinkLayer
import TestSupport
import Testing

@Suite("Collision back-off") struct CollisionBackoffTests {
    @Test("the range doubles with each collision up to 1024 slots, all of it is used, and the sixteenth collision ends it")
    func ranges() {
        var generator = SeededGenerator(seed: 11)
        var seen = Array(repeating: Set<Int>(), count: 17)
        for _ in 0..<20_000 {
            var backoff = CollisionBackoff()
            for collision in 1...15 {
                guard case .retry(let slots) = backoff.collided(using: &generator) else { Issue.record("gave up after \(collision)"); return }
                if !(0..<1 << min(collision, 10)).contains(slots) { Issue.record("\(slots) slots after \(collision) collisions") }
                seen[collision].insert(slots)
            }
            #expect(backoff.collided(using: &generator) == .giveUp)
            #expect(backoff.collisions == 0)
        }
        for collision in 1...15 { #expect(seen[collision].count == 1 << min(collision, 10), "after \(collision) collisions") }
    }

    @Test("success begins afresh")
    func succeeded() {
        var generator = SeededGenerator(seed: 1)
        var backoff = CollisionBackoff()
        for _ in 0..<5 { _ = backoff.collided(using: &generator) }
        backoff.succeeded()
        guard case .retry(let slots) = backoff.collided(using: &generator) else { Issue.record("gave up"); return }
        #expect(slots < 2)
    }

    @Test("two stations that have collided hardly ever meet again for long")
    func meet() {
        var generator = SeededGenerator(seed: 5)
        var meetings = 0
        for _ in 0..<1000 {
            var one = CollisionBackoff(), other = CollisionBackoff()
            while one.collided(using: &generator) == other.collided(using: &generator) { meetings += 1 }
        }
        // One half, then an eighth of those, and so on: the mean is 1/2 + 1/2·1/4 + 1/2·1/4·1/8 + … = 0.64.
        #expect((560...720).contains(meetings), "\(meetings) in a thousand")
    }
}
