@testable import Simulation
import Testing
import Wire

@Suite("Event queue")
struct EventQueueTests {
    /// Near and far events, added while others are taken out: they come in the order of time, and of insertion within an instant.
    @Test(arguments: 1...5) func comesInOrder(_ seed: Int) {
        var random = RandomStream(seed: UInt64(seed))
        var queue = EventQueue()
        var expected: [(time: Int64, order: Int)] = []
        var now: Int64 = 0, order = 0
        for _ in 0..<20_000 {
            if random.chance(0.55) || expected.isEmpty {
                // Now, soon, beyond one turn of the wheel, hours away.
                let spans: [UInt64] = [1, 1_000, 200_000, 100_000_000, 500_000_000, 3_600_000_000_000]
                let time = now + Int64(random.below(spans[Int(random.below(6))]))
                queue.add(.wake, at: Instant(nanoseconds: time), target: UInt32(order))
                let place = expected.firstIndex { $0.time > time } ?? expected.count
                expected.insert((time, order), at: place)
                order += 1
            } else {
                let first = expected.removeFirst()
                let next = queue.next
                guard next == Instant(nanoseconds: first.time), let event = queue.pop(notAfter: .distantFuture) else {
                    Issue.record("wanted \(first), next is \(String(describing: next))")
                    return
                }
                guard event.time.nanoseconds == first.time, event.target == UInt32(first.order) else {
                    Issue.record("wanted \(first), came \(event)")
                    return
                }
                now = first.time
            }
        }
        #expect(queue.count == expected.count)
    }

    @Test func nothingComesBeforeItsTime() {
        var queue = EventQueue()
        queue.add(.wake, at: Instant(nanoseconds: 1_000_000_000), target: 1)
        #expect(queue.pop(notAfter: Instant(nanoseconds: 999_999_999)) == nil)
        // What is planned after a look ahead may still be earlier.
        queue.add(.wake, at: Instant(nanoseconds: 5), target: 2)
        #expect(queue.pop(notAfter: .distantFuture)?.target == 2)
        #expect(queue.pop(notAfter: .distantFuture)?.target == 1)
        #expect(queue.next == nil)
    }
}
