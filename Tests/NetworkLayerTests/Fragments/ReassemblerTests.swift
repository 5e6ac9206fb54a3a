import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("Reassembly") struct ReassemblerTests {
    static let key = FragmentKey(source: .v4(IPv4Address(10, 0, 0, 1)), destination: .v4(IPv4Address(10, 0, 0, 2)), protocol: .udp, identification: 7)

    func fragment(_ offset: Int, _ payload: [UInt8], more: Bool, key: FragmentKey = key) -> Fragment {
        Fragment(key: key, offset: offset, moreFragments: more, header: offset == 0 ? [0x45] : [0x46], payload: payload)
    }
    func reassembler(_ policy: DatagramReassembler.OverlapPolicy = .discard, _ change: (inout DatagramReassembler.Configuration) -> Void = { _ in }) -> DatagramReassembler {
        var configuration = DatagramReassembler.Configuration()
        configuration.overlapPolicy = policy
        change(&configuration)
        return DatagramReassembler(configuration: configuration)
    }
    /// `count` bytes that tell their place.
    func text(_ count: Int, from start: Int = 0) -> [UInt8] { (start..<start + count).map { UInt8(truncatingIfNeeded: $0) } }

    @Test("in any order, any cut comes together again, with the first part's header", arguments: 1...40 as ClosedRange<UInt64>)
    func anyOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let payload = generator.bytes(Int.random(in: 9...3000, using: &generator))
        var pieces: [Fragment] = []
        var next = 0
        while next < payload.count {
            let length = min(8 * Int.random(in: 1...40, using: &generator), payload.count - next)
            pieces.append(fragment(next, Array(payload[next..<next + length]), more: next + length < payload.count))
            next += length
        }
        guard pieces.count > 1 else { return }
        pieces.shuffle(using: &generator)
        // Some come twice.
        let doubled = pieces.dropLast().flatMap { Bool.random(using: &generator) ? [$0, $0] : [$0] } + [pieces[pieces.count - 1]]
        var reassembler = reassembler([.discard, .keepFirst, .keepLast][Int(seed % 3)])
        var duplicates = 0
        for (index, piece) in doubled.enumerated() {
            switch reassembler.add(piece, at: .zero) {
            case .waiting where index < doubled.count - 1: break
            case .duplicate: duplicates += 1
            case .complete(let datagram) where index == doubled.count - 1: #expect(datagram == ReassembledDatagram(header: [0x45], payload: payload))
            case let other: Issue.record("part \(index) of \(doubled.count): \(other)")
            }
        }
        #expect(duplicates == doubled.count - pieces.count)
        #expect(reassembler.count == 0 && reassembler.bytes == 0 && reassembler.nextDeadline == nil)
    }

    struct Overlap: Sendable, CustomStringConvertible {
        let name: String
        /// Offset, length and whether more come; the bytes are 0xa0, 0xb0 … by fragment, plus their place.
        let fragments: [(Int, Int, Bool)]
        /// Which fragment each eight bytes come from, where the earlier stay and where the later win.
        let first: [Int], last: [Int]
        var description: String { name }
    }
    static let overlaps: [Overlap] = [
        Overlap(name: "the middle overlaps the end of the first", fragments: [(0, 16, true), (8, 16, true), (24, 8, false)], first: [0, 0, 1, 2], last: [0, 1, 1, 2]),
        Overlap(name: "the middle overlaps the beginning of the last", fragments: [(16, 16, false), (8, 16, true), (0, 8, true)], first: [2, 1, 0, 0], last: [2, 1, 1, 0]),
        Overlap(name: "one within another", fragments: [(0, 24, true), (8, 8, true), (24, 8, false)], first: [0, 0, 0, 2], last: [0, 1, 0, 2]),
        Overlap(name: "one around others", fragments: [(8, 8, true), (24, 8, true), (0, 32, true), (32, 8, false)], first: [2, 0, 2, 1, 3], last: [2, 2, 2, 2, 3]),
        Overlap(name: "a teardrop: the second lies within the first, and ends before it", fragments: [(0, 32, true), (24, 4, false)], first: [], last: []),
    ]

    @Test("overlaps are handled as the policy says", arguments: overlaps)
    func overlap(item: Overlap) {
        func bytes(_ index: Int, _ offset: Int, _ length: Int) -> [UInt8] { (offset..<offset + length).map { UInt8(0xa0 + 0x10 * index) + UInt8($0 % 16) } }
        func outcome(_ policy: DatagramReassembler.OverlapPolicy) -> ReassemblyOutcome {
            var reassembler = reassembler(policy)
            var last = ReassemblyOutcome.waiting
            for (index, (offset, length, more)) in item.fragments.enumerated() { last = reassembler.add(fragment(offset, bytes(index, offset, length), more: more), at: .zero) }
            return last
        }
        func whole(_ sources: [Int]) -> ReassemblyOutcome {
            .complete(ReassembledDatagram(header: [0x45], payload: sources.enumerated().flatMap { bytes($1, 8 * $0, 8) }))
        }
        if item.first.isEmpty {
            #expect(outcome(.keepFirst) == .refused(.contradictoryEnd) && outcome(.keepLast) == .refused(.contradictoryEnd) && outcome(.discard) == .refused(.contradictoryEnd))
        } else {
            #expect(outcome(.keepFirst) == whole(item.first))
            #expect(outcome(.keepLast) == whole(item.last))
            #expect(outcome(.discard) == .refused(.discarded), "the overlap discards it, and what comes later of it is refused")
        }
    }

    @Test("what cannot be is refused and, where it contradicts what came, spoils the datagram")
    func refused() {
        var reassembler = reassembler()
        #expect(reassembler.add(fragment(0, [], more: true), at: .zero) == .refused(.badLength))
        #expect(reassembler.add(fragment(0, text(9), more: true), at: .zero) == .refused(.badLength))
        #expect(reassembler.add(fragment(4, text(8), more: true), at: .zero) == .refused(.badLength))
        #expect(reassembler.add(fragment(-8, text(8), more: true), at: .zero) == .refused(.badLength))
        #expect(reassembler.add(fragment(65_528, text(8), more: false), at: .zero) == .refused(.tooLong), "the ping of death")
        #expect(reassembler.add(fragment(.max - 7, text(8), more: false), at: .zero) == .refused(.tooLong))
        #expect(reassembler.count == 0)
        #expect(reassembler.add(fragment(65_528, text(7), more: false), at: .zero) == .waiting, "65,535 bytes are allowed")
        #expect(reassembler.add(fragment(8, text(8), more: false), at: .zero) == .refused(.contradictoryEnd), "an end before the end")
        #expect(reassembler.add(fragment(0, text(8), more: true), at: .zero) == .refused(.discarded))
        #expect(reassembler.expire(at: .zero + .seconds(60)) == [], "nobody is told of what was malicious")
        _ = reassembler.add(fragment(8, text(8), more: false), at: .zero + .seconds(61))
        #expect(reassembler.add(fragment(16, text(8), more: true), at: .zero + .seconds(61)) == .refused(.contradictoryEnd), "bytes behind the end")
    }

    @Test("after its time a datagram is given up, and its first part told if it had come")
    func timeout() {
        var reassembler = reassembler()
        var other = Self.key
        other.identification = 8
        _ = reassembler.add(fragment(0, text(16), more: true), at: .zero)
        _ = reassembler.add(fragment(8, text(8), more: false, key: other), at: .zero + .seconds(1))
        #expect(reassembler.nextDeadline == .zero + .seconds(60))
        #expect(reassembler.expire(at: .zero + .seconds(59)) == [])
        let first = reassembler.expire(at: .zero + .seconds(60))
        #expect(first.map(\.key) == [Self.key] && first.map(\.reason) == [.timeout] && first.first?.firstFragment == [0x45] + text(16))
        #expect(reassembler.nextDeadline == .zero + .seconds(61))
        let second = reassembler.expire(at: .zero + .seconds(61))
        #expect(second.map(\.key) == [other] && second.first?.firstFragment == nil)
        #expect(reassembler.nextDeadline == nil && reassembler.bytes == 0)
        _ = reassembler.add(fragment(0, text(16), more: true), at: .zero + .seconds(70))
        #expect(reassembler.add(fragment(16, text(8), more: false), at: .zero + .seconds(131)) == .waiting, "the first part's time was over, asked or not")
        #expect(reassembler.expire(at: .zero + .seconds(131)).map(\.reason) == [.timeout])
    }

    @Test("datagrams, bytes and parts are bounded: the oldest goes, and is told")
    func limits() {
        var few = reassembler { $0.maximumDatagrams = 3 }
        var gone: [UInt32] = []
        for number in 0..<10 as Range<UInt32> {
            var key = Self.key
            key.identification = number
            _ = few.add(fragment(0, text(8), more: true, key: key), at: .zero)
            #expect(few.count <= 3)
            gone += few.expire(at: .zero).map(\.key.identification)
        }
        #expect(gone == Array(0..<7))

        var small = reassembler { $0.maximumBytes = 100 }
        for number in 0..<50 as Range<UInt32> {
            var key = Self.key
            key.identification = number
            _ = small.add(fragment(8, text(32), more: true, key: key), at: .zero)
            #expect(small.bytes <= 100)
        }
        #expect(small.count == 3)

        var parts = reassembler { $0.maximumParts = 4 }
        for index in 0..<4 { #expect(parts.add(fragment(16 * index, text(8), more: true), at: .zero) == .waiting) }
        #expect(parts.add(fragment(64, text(8), more: true), at: .zero) == .refused(.tooManyParts))
        #expect(parts.bytes == 0)
    }

    @Test("datagrams are told apart by all of their key; an atomic fragment stands alone")
    func keys() {
        var reassembler = reassembler()
        _ = reassembler.add(fragment(0, text(8), more: true), at: .zero)
        for change in [{ $0.identification = 9 }, { $0.protocol = .tcp }, { $0.source = .v4(IPv4Address(10, 0, 0, 9)) }, { $0.destination = .v4(IPv4Address(10, 0, 0, 9)) }] as [(inout FragmentKey) -> Void] {
            var key = Self.key
            change(&key)
            #expect(reassembler.add(fragment(8, text(8), more: false, key: key), at: .zero) == .waiting)
        }
        #expect(reassembler.count == 5)
        #expect(reassembler.add(fragment(0, text(3), more: false), at: .zero) == .complete(ReassembledDatagram(header: [0x45], payload: text(3))))
        #expect(reassembler.add(fragment(8, text(8, from: 8), more: false), at: .zero) == .complete(ReassembledDatagram(header: [0x45], payload: text(16))))
    }

    @Test("no fragments trap it, whatever they hold, and its limits hold", arguments: [DatagramReassembler.OverlapPolicy.discard, .keepFirst, .keepLast])
    func hostile(policy: DatagramReassembler.OverlapPolicy) {
        var generator = SeededGenerator(seed: 99)
        var reassembler = reassembler(policy) {
            $0.maximumDatagrams = 5
            $0.maximumBytes = 4000
            $0.maximumParts = 20
        }
        var completed = 0
        for step in 0..<20_000 {
            var key = Self.key
            key.identification = UInt32.random(in: 0..<8, using: &generator)
            let length = Bool.random(using: &generator) ? 8 * Int.random(in: 1...6, using: &generator) : Int.random(in: 0...50, using: &generator)
            let piece = fragment(8 * Int.random(in: 0..<24, using: &generator), generator.bytes(length), more: Int.random(in: 0..<6, using: &generator) > 0, key: key)
            let now = Instant.zero + .milliseconds(Int64(step) * 50)
            if case .complete(let datagram) = reassembler.add(piece, at: now) {
                completed += 1
                #expect(datagram.payload.count <= 65_535)
            }
            if step % 100 == 0 { _ = reassembler.expire(at: now) }
            if reassembler.bytes > 4000 || reassembler.count > 5 || reassembler.bytes < 0 { Issue.record("step \(step): \(reassembler.bytes) bytes, \(reassembler.count) datagrams"); return }
        }
        #expect(completed > 10)
        _ = reassembler.expire(at: .distantFuture)
        #expect(reassembler.bytes == 0 && reassembler.count == 0)
    }
}
