import Testing
import Wire

@Suite("Random streams")
struct RandomStreamTests {
    @Test func aSeedAlwaysGivesTheSameStream() {
        // SplitMix64's published outputs for seed 1234567.
        var stream = RandomStream(seed: 1_234_567)
        #expect((0..<3).map { _ in stream.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test func namesMakeStreamsOfTheirOwn() {
        var first = RandomStream(seed: 1, name: "client"), again = RandomStream(seed: 1, name: "client")
        var other = RandomStream(seed: 1, name: "server"), later = RandomStream(seed: 2, name: "client")
        let number = first.next()
        #expect(number == again.next())
        #expect(number != other.next())
        #expect(number != later.next())
    }

    @Test func boundsHold() {
        var stream = RandomStream(seed: 7)
        var seen = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 { seen[Int(stream.below(10))] += 1 }
        #expect(seen.allSatisfy { $0 > 800 && $0 < 1200 }, "\(seen)")
        for _ in 0..<1000 { #expect(!stream.chance(0) && stream.chance(1)) }
    }
}
