import Sockets
import Testing
import Wire

@Suite struct TimerQueueTests {
    private static func drain(_ queue: inout TimerQueue, at now: Instant = .distantFuture) {
        while let body = queue.popDue(at: now) { body() }
    }

    @Test func firesInOrderOfDeadlineThenOfSetting() {
        var queue = TimerQueue(), fired: [Int] = []
        for (name, deadline) in [(0, 30), (1, 10), (2, 20), (3, 10), (4, 30), (5, 10)] as [(Int, Int64)] {
            _ = queue.add(Instant(nanoseconds: deadline)) { fired.append(name) }
        }
        #expect(queue.next == Instant(nanoseconds: 10))
        Self.drain(&queue, at: Instant(nanoseconds: 20))
        #expect(fired == [1, 3, 5, 2])
        Self.drain(&queue)
        #expect(fired == [1, 3, 5, 2, 0, 4])
        #expect(queue.isEmpty)
    }

    @Test func aCancelledTimerLeavesAtOnce() {
        var queue = TimerQueue(), fired: [Int] = []
        let tokens = (0..<100).map { name in queue.add(Instant(nanoseconds: Int64(name * 37 % 100))) { fired.append(name) } }
        for name in 0..<100 where name % 3 != 0 { queue.cancel(tokens[name]) }
        #expect(queue.count == 34)
        Self.drain(&queue)
        #expect(fired == (0..<100).filter { $0 % 3 == 0 }.sorted { $0 * 37 % 100 < $1 * 37 % 100 })
    }

    /// A slot is used again; the token of its former tenant must not cancel the new one.
    @Test func aStaleTokenCancelsNothing() {
        var queue = TimerQueue(), fired = 0
        let first = queue.add(.zero) { fired += 1 }
        queue.cancel(first)
        let second = queue.add(.zero) { fired += 10 }
        queue.cancel(first)
        #expect(queue.count == 1)
        Self.drain(&queue)
        queue.cancel(second)
        queue.cancel(second)
        #expect(fired == 10)
    }

    @Test func cancelledTimersTakeNoRoom() {
        var queue = TimerQueue()
        _ = queue.add(.distantFuture) {}
        for round in 0..<100_000 { queue.cancel(queue.add(Instant(nanoseconds: Int64(round))) {}) }
        #expect(queue.count == 1)
    }

    /// Against a sorted array, over a random walk of adding, cancelling and firing.
    @Test(arguments: [1, 2, 3] as [UInt64]) func agreesWithASortedArray(seed: UInt64) {
        var random = Xorshift(state: seed), queue = TimerQueue(), fired: [Int] = []
        var model: [(deadline: Int64, name: Int, token: TimerQueue.Token)] = [], expected: [Int] = []
        for name in 0..<3_000 {
            switch random.next() % 4 {
            case 0, 1:
                let deadline = Int64(random.next() % 500)
                let token = queue.add(Instant(nanoseconds: deadline)) { fired.append(name) }
                model.insert((deadline, name, token), at: model.firstIndex { $0.deadline > deadline } ?? model.count)
            case 2:
                guard !model.isEmpty else { continue }
                queue.cancel(model.remove(at: Int(random.next() % UInt64(model.count))).token)
            default:
                let now = Int64(random.next() % 300)
                while let body = queue.popDue(at: Instant(nanoseconds: now)) { body() }
                expected += model.filter { $0.deadline <= now }.map(\.name)
                model.removeAll { $0.deadline <= now }
            }
            #expect(queue.count == model.count)
            #expect(queue.next?.nanoseconds == model.first?.deadline)
        }
        #expect(fired == expected)
    }
}

/// Marsaglia's xorshift: small, seeded, good enough for a walk.
struct Xorshift: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
