@testable import Inspector
import Testing

@Suite("Tables that are bounded") struct ConversationTableTests {
    static func key(_ number: Int) -> ConversationKey {
        ConversationKey(low: .v4(UInt32(number)), high: .v4(.max), lowPort: UInt16(truncatingIfNeeded: number), highPort: 80)
    }

    @Test("a conversation is found again in its slot, however many there are", arguments: [2, 3, 64, 65, 1000])
    func found(limit: Int) {
        var table = ConversationTable(limit: limit), slots: [Int] = []
        for number in 0..<limit {
            let (slot, isNew) = table.find(Self.key(number))
            #expect(isNew)
            slots.append(slot)
        }
        #expect(Set(slots).count == limit)
        for number in 0..<limit {
            let (slot, isNew) = table.find(Self.key(number)), known = table.known(Self.key(number))
            #expect(slot == slots[number] && !isNew && known == slots[number], "conversation \(number)")
        }
        let stranger = table.known(Self.key(limit)), evicted = table.evicted
        #expect(stranger == nil)
        #expect(evicted == 0)
    }

    /// In small tables the order of use is kept exactly.
    @Test("the one that has been silent for longest makes room")
    func exact() {
        var table = ConversationTable(limit: 3)
        for number in [0, 1, 2, 0, 1, 3] { _ = table.find(Self.key(number)) }
        let gone = table.known(Self.key(2)), kept = [0, 1, 3].map { table.known(Self.key($0)) }
        #expect(gone == nil)
        #expect(kept.allSatisfy { $0 != nil })
    }

    @Test("in a large one, nobody who was heard while three quarters of the others were makes room")
    func roughly() {
        let limit = 400
        var table = ConversationTable(limit: limit), lastUse: [Int: Int] = [:], turn = 0, state: UInt64 = 3
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // A few are heard often, many seldom.
            let number = state >> 62 == 0 ? Int(state >> 33 % 100_000) : Int(state >> 33 % 300)
            turn += 1
            let isNew = table.find(Self.key(number)).isNew
            if isNew, let last = lastUse[number] {
                let heardSince = lastUse.values.count { $0 > last }
                #expect(heardSince >= limit * 3 / 4 - 1, "conversation \(number) made room though only \(heardSince) others had been heard since")
            }
            lastUse[number] = turn
        }
        let evicted = table.evicted
        #expect(evicted > 1000)
    }

    @Test("what waits for its answer is found until it is forgotten, or made room")
    func recent() {
        var table = RecentTable<Int>(limit: 4)
        let keys = (0..<6).map { RecentTable<Int>.key(from: .v4(1), to: .v4(2), $0, 7) }
        for (number, key) in keys.prefix(4).enumerated() { table.keep(number, under: key) }
        table.keep(20, under: keys[2])
        table.forget(keys[3])
        var found = keys.map { table[$0] }
        #expect(found == [0, 1, 20, nil, nil, nil])
        table.keep(4, under: keys[4])
        table.keep(5, under: keys[5])
        found = keys.map { table[$0] }
        #expect(found.count { $0 != nil } <= 4 && found[4] == 4 && found[5] == 5, "\(found)")
        let otherWay = table[RecentTable<Int>.key(from: .v4(2), to: .v4(1), 5, 7)]
        #expect(otherWay == nil, "who asks whom counts")
    }
}

@Suite("Words of protocols") struct WordTableTests {
    static func find(_ text: String, in table: WordTable<Int>) -> Int? {
        let bytes = Array("..\(text)".utf8)
        return bytes.withUnsafeBytes { buffer in
            table.meaning(Octets(base: buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), count: buffer.count, reported: buffer.count, offset: 0, source: 0), 2, buffer.count - 2)
        }
    }

    @Test("a word is found whole only, in any case or in its own")
    func words() {
        let words: [(StaticString, Int)] = [("GET", 1), ("PUT", 2), ("POST", 3), ("Content-Length", 4)]
        let exact = WordTable(words), loose = WordTable(ignoringCase: true, words)
        for (word, meaning) in words {
            #expect(Self.find("\(word)", in: exact) == meaning && Self.find("\(word)".lowercased(), in: loose) == meaning)
        }
        for other in ["", "G", "GE", "GETS", "get", "Content-Lengths", String(repeating: "x", count: 100)] { #expect(Self.find(other, in: exact) == nil, "\(other)") }
        #expect(Self.find("pUt", in: loose) == 2)
    }
}
