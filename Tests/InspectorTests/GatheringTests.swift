@testable import Inspector
import Testing

@Suite("Messages put together from segments") struct GatheringTests {
    /// The pieces of "0123456789", in every order; some overlap, some say something else about bytes that came before.
    @Test("in any order, with repetitions", arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1], [0, 0, 3, 3, 1, 1, 2, 2], [3, 0, 2, 1]])
    func order(_ order: [Int]) {
        let message = Array("0123456789".utf8)
        let pieces = [0..<3, 2..<6, 5..<8, 8..<10]
        let gathering = Gathering(start: 0, next: 10, limit: 1 << 20)
        for (turn, index) in order.enumerated() {
            #expect(!gathering.isWhole || Set(order.prefix(turn)).count == 4, "after \(turn) pieces")
            add(Array(message[pieces[index]]), at: pieces[index].lowerBound, isLast: index == 3, to: gathering)
        }
        #expect(gathering.isWhole)
        #expect(text(of: gathering) == "0123456789")
    }

    @Test("what came first stays")
    func first() {
        let gathering = Gathering(start: 0, next: 6, limit: 1 << 20)
        add(Array("cd".utf8), at: 2, isLast: false, to: gathering)
        add(Array("abXXef".utf8), at: 0, isLast: true, to: gathering)
        #expect(gathering.isWhole)
        #expect(text(of: gathering) == "abcdef")
    }

    @Test("a gap is not whole; nothing at all behind a gap changes nothing")
    func gap() {
        let gathering = Gathering(start: 0, next: 4, limit: 1 << 20)
        add(Array("d".utf8), at: 3, isLast: true, to: gathering)
        add([], at: 9, isLast: false, to: gathering)
        add(Array("ab".utf8), at: 0, isLast: false, to: gathering)
        #expect(!gathering.isWhole)
        add(Array("c".utf8), at: 2, isLast: false, to: gathering)
        #expect(gathering.isWhole)
        #expect(text(of: gathering).hasPrefix("abcd"))
    }

    @Test("bytes that were handed over are taken back when the message goes on")
    func handed() {
        let gathering = Gathering(start: 0, next: 4, limit: 1 << 20)
        var sources = SourceBytes()
        add(Array("abcd".utf8), at: 0, isLast: true, to: gathering)
        guard let whole = gathering.hand(to: &sources) else { return #expect(Bool(false), "there is room for a source") }
        #expect(whole.text(0, 99) == "abcd")
        gathering.takeBack(whole)
        gathering.extend(to: 6)
        #expect(!gathering.isWhole)
        add(Array("ef".utf8), at: 4, isLast: true, to: gathering)
        #expect(text(of: gathering) == "abcdef")
        // The source stays what it was.
        #expect(whole.text(0, 99) == "abcd")
    }

    @Test("of a long message the first bytes are kept, and its end is known all the same", arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]])
    func long(_ order: [Int]) {
        let message = Array("0123456789".utf8), pieces = [0..<3, 3..<7, 7..<10]
        let gathering = Gathering(start: 0, next: 10, limit: 5)
        for index in order { add(Array(message[pieces[index]]), at: pieces[index].lowerBound, isLast: index == 2, to: gathering) }
        #expect(gathering.isWhole && gathering.count == 10)
        #expect(text(of: gathering) == "01234")
    }

    private func add(_ bytes: [UInt8], at place: Int, isLast: Bool, to gathering: Gathering) {
        bytes.withUnsafeBufferPointer {
            let none: [UInt8] = [0]
            let piece = $0
            none.withUnsafeBufferPointer { empty in
                gathering.add(Octets(base: piece.baseAddress ?? empty.baseAddress!, count: bytes.count, reported: bytes.count, offset: 0, source: 0), at: place, isLast: isLast)
            }
        }
    }

    private func text(of gathering: Gathering) -> String {
        var sources = SourceBytes()
        return gathering.hand(to: &sources)?.text(0, .max) ?? "nothing"
    }
}
