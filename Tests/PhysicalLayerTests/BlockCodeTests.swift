import PhysicalLayer
import Testing

@Suite("4B/5B") struct FourBFiveBTests {
    @Test("every word of the standard's table, and no other", arguments: 0..<32)
    func words(_ word: Int) {
        // IEEE 802.3 table 24-1, the words of 0 to F in order, then I J K T R H.
        let table: [(Int, FourBFiveB.Symbol)] = [30, 9, 20, 21, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 28, 29].enumerated().map { ($1, .data(UInt8($0))) }
            + [(31, .idle), (24, .j), (17, .k), (13, .t), (7, .r), (4, .halt)]
        #expect(FourBFiveB.symbol(UInt8(word)) == table.first { $0.0 == word }?.1)
    }

    @Test("no data makes a run of more than three 0s, and through NRZI none longer than four without a change")
    func runs() {
        for first in 0..<16 {
            for second in 0..<16 {
                let bits = FourBFiveB.encode([.data(UInt8(first)), .data(UInt8(second))])
                #expect(bits.split(separator: true).map(\.count).max() ?? 0 <= 3)
            }
        }
        let all = FourBFiveB.encode((0..<256).flatMap { [FourBFiveB.Symbol.data(UInt8($0 & 15)), .data(UInt8($0 >> 4 & 15))] })
        #expect(SignalProperties(of: NRZI().encode(all)).longestRun <= 4)
    }

    @Test("a frame travels between its delimiters")
    func stream() throws {
        let octets = Preamble.octets + (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let symbols = FourBFiveB.stream(of: octets)
        let bits = FourBFiveB.encode(symbols)
        #expect(try FourBFiveB.octets(of: FourBFiveB.decode(bits)) == octets)
        #expect(bits.count == (octets.count + 1) * 10)
    }

    @Test("a broken stream says where")
    func broken() {
        #expect(throws: LineCodeError(code: "4B/5B", symbol: 1, what: "00000 is no symbol")) { try FourBFiveB.decode(Bits("1111000000")!) }
        #expect(throws: LineCodeError(code: "4B/5B", symbol: 0, what: "3 bits of a word that has 5")) { try FourBFiveB.decode(Bits("111")!) }
        #expect(throws: LineCodeError.self) { try FourBFiveB.octets(of: [.j, .k, .idle, .idle, .t, .r]) }
        #expect(throws: LineCodeError.self) { try FourBFiveB.octets(of: [.j, .k, .data(1), .t, .r]) }
        #expect(throws: LineCodeError.self) { try FourBFiveB.octets(of: []) }
    }
}

@Suite("8b/10b") struct EightBTenBTests {
    static let everything = (0...255).map { EightBTenB.Character.data(UInt8($0)) } + EightBTenB.controls.map { .control($0) }

    @Test("words of the standard's tables", arguments: [
        // IEEE 802.3 tables 36-1 and 36-2: the word after negative and after positive running disparity.
        (.data(0x00), "1001110100", "0110001011"), (.data(0x4a), "0101010101", "0101010101"), (.data(0xb5), "1010101010", "1010101010"),
        (.data(0xf1), "1000110111", "1000110001"), (.data(0xeb), "1101001110", "1101001000"), (.data(0xff), "1010110001", "0101001110"),
        (.data(0x67), "1110001100", "0001110011"), (.control(0xbc), "0011111010", "1100000101"), (.control(0x1c), "0011110100", "1100001011"),
        (.control(0xfb), "1101101000", "0010010111"), (.control(0xfd), "1011101000", "0100010111"), (.control(0xf7), "1110101000", "0001010111"),
        (.control(0x7c), "0011110011", "1100001100"), (.control(0xfc), "0011111000", "1100000111"),
    ] as [(EightBTenB.Character, String, String)])
    func words(_ character: EightBTenB.Character, _ negative: String, _ positive: String) throws {
        for (start, word) in [(EightBTenB.Disparity.negative, negative), (.positive, positive)] {
            var disparity = start
            #expect(EightBTenB.bits(try EightBTenB.encode(character, &disparity)).text() == word, "\(character) after \(start) disparity")
        }
    }

    @Test("every character comes back, whatever went before", arguments: [EightBTenB.Disparity.negative, .positive])
    func roundTrip(_ start: EightBTenB.Disparity) throws {
        for character in Self.everything {
            var sending = start, receiving = start
            let word = try EightBTenB.encode(character, &sending)
            #expect(abs(word.nonzeroBitCount * 2 - 10) <= 2, "\(character)")
            #expect(try EightBTenB.decode(word, &receiving) == character)
            #expect(sending == receiving, "\(character)")
        }
    }

    @Test("the running sum stays within three and no run is longer than five", arguments: [1, 2, 3, 4] as [UInt64])
    func balance(_ seed: UInt64) throws {
        var random = Seeded(seed)
        var disparity = EightBTenB.Disparity.negative
        var levels: [Level] = []
        for _ in 0..<5000 { levels += NRZ().encode(EightBTenB.bits(try EightBTenB.encode(.data(UInt8(truncatingIfNeeded: random.next())), &disparity))) }
        let properties = SignalProperties(of: levels)
        #expect(properties.longestRun <= 5)
        #expect(properties.largestRunningSum <= 4)
    }

    @Test("words that do not exist, and words at the wrong disparity, are refused")
    func refused() throws {
        var disparity = EightBTenB.Disparity.negative
        #expect(throws: LineCodeError.self) { try EightBTenB.decode(0b11_1111_1111, &disparity) }
        #expect(throws: LineCodeError.self) { try EightBTenB.encode(.control(0x00), &disparity) }
        // D0.0 as it looks after positive disparity, received after negative.
        disparity = .negative
        #expect(throws: LineCodeError.self) { try EightBTenB.decode(0b01_1000_1011, &disparity) }
    }

    @Test("at least half of all single bit errors are seen in the word itself, and the rest soon after")
    func singleErrors() throws {
        var random = Seeded(5)
        var unseen = 0
        for _ in 0..<300 {
            var sending = EightBTenB.Disparity.negative
            let characters = (0..<20).map { _ in EightBTenB.Character.data(UInt8(truncatingIfNeeded: random.next())) }
            var words = try characters.map { try EightBTenB.encode($0, &sending) }
            words[3] ^= 1 << UInt16(random.next() % 10)
            var receiving = EightBTenB.Disparity.negative
            var seen = false
            for word in words where (try? EightBTenB.decode(word, &receiving)) == nil { seen = true }
            if !seen { unseen += 1 }
        }
        #expect(unseen == 0)
    }
}

@Suite("64b/66b") struct SixtyFourBSixtySixBTests {
    @Test("a frame of any length comes back through blocks and scrambler", arguments: [8, 15, 16, 17, 72, 79, 1526])
    func frame(_ length: Int) throws {
        let octets = Preamble.octets + (0..<length - 8).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var scrambler = SelfSynchronisingScrambler(), descrambler = SelfSynchronisingScrambler()
        var received: [UInt8] = []
        var end = false
        for (index, block) in SixtyFourBSixtySixB.blocks(of: octets).enumerated() {
            let bits = SixtyFourBSixtySixB.encode(block)
            let wire = Bits(bits[..<2]) + scrambler.scramble(Bits(bits[2...]))
            #expect(wire.count == 66 && wire[0] != wire[1])
            switch try SixtyFourBSixtySixB.decode(Bits(wire[..<2]) + descrambler.descramble(Bits(wire[2...])), at: index) {
            case .start(let rest): received += [Preamble.octet] + rest
            case .data(let octets): received += octets
            case .terminate(let rest):
                received += rest
                end = true
            case .idle: Issue.record("an idle block inside a frame")
            }
        }
        #expect(end)
        #expect(received == octets)
    }

    @Test("equal synchronisation bits, an unknown type and a short block are refused")
    func refused() {
        #expect(throws: LineCodeError.self) { try SixtyFourBSixtySixB.decode(Bits(repeating: true, count: 66)) }
        #expect(throws: LineCodeError.self) { try SixtyFourBSixtySixB.decode([true, false] + Bits(repeating: false, count: 64)) }
        #expect(throws: LineCodeError.self) { try SixtyFourBSixtySixB.decode([true, false]) }
    }
}

@Suite("Scramblers") struct ScramblerTests {
    @Test("100BASE-TX's sequence repeats after 2047 bits, and holds every state but zero")
    func period() {
        var scrambler = AdditiveScrambler()
        var states: Set<UInt16> = []
        for _ in 0..<2047 {
            states.insert(scrambler.register)
            _ = scrambler.next()
        }
        #expect(states.count == 2047)
        #expect(scrambler.register == AdditiveScrambler().register)
    }

    @Test("the same register brings the bits back, and idle no longer looks like idle")
    func additive() {
        let idle = Bits(repeating: true, count: 500)
        var sender = AdditiveScrambler(seed: 0x2a5), receiver = AdditiveScrambler(seed: 0x2a5)
        let wire = sender.apply(idle)
        #expect(receiver.apply(wire) == idle)
        #expect(SignalProperties(of: NRZ().encode(wire)).longestRun <= 11)
    }

    @Test("the self-synchronising receiver is right after 58 bits, whatever its register held; one wrong bit becomes three")
    func selfSynchronising() {
        var random = Seeded(3)
        let bits = random.bits(1000)
        var sender = SelfSynchronisingScrambler(register: random.next()), receiver = SelfSynchronisingScrambler(register: random.next())
        var wire = sender.scramble(bits)
        let clean = receiver.descramble(wire)
        #expect(clean[58...] == bits[58...])
        wire[500].toggle()
        var other = SelfSynchronisingScrambler()
        let damaged = other.descramble(wire)
        #expect((58..<1000).filter { damaged[$0] != bits[$0] } == [500, 539, 558])
    }
}
