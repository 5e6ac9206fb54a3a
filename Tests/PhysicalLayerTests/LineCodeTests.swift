import PhysicalLayer
import Testing

/// A small seeded generator: the tests' random bits are the same in every run.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
    mutating func bits(_ count: Int) -> Bits { (0..<count).map { _ in next() & 1 == 1 } }
}

@Suite("Line codes") struct LineCodeTests {
    struct Vector: Sendable, CustomStringConvertible {
        let code: any LineCode
        let bits: String
        /// "+", "0" and "-", a character a symbol.
        let levels: String
        var description: String { "\(code.name) \(bits)" }
    }

    static let vectors = [
        Vector(code: NRZ(), bits: "10110", levels: "+-++-"),
        Vector(code: NRZI(), bits: "10110", levels: "++-++"),
        Vector(code: NRZI(), bits: "0000", levels: "----"),
        Vector(code: Manchester(), bits: "1001", levels: "-++-+--+"),
        Vector(code: MLT3(), bits: "11110", levels: "+0-00"),
        Vector(code: MLT3(), bits: "10110", levels: "++0--"),
        Vector(code: NRZ(), bits: "", levels: ""),
    ]

    static func levels(_ text: String) -> [Level] { text.map { $0 == "+" ? .positive : $0 == "-" ? .negative : .zero } }

    @Test("bits become levels and levels bits", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let bits = try #require(Bits(vector.bits))
        #expect(vector.code.encode(bits) == Self.levels(vector.levels))
        #expect(try vector.code.decode(Self.levels(vector.levels)) == bits)
    }

    @Test("random bits come back", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let bits = random.bits(1000)
        for code in LineCodes.all { #expect(try code.decode(code.encode(bits)) == bits, "\(code.name), seed \(seed)") }
    }

    @Test("levels that nobody sends are detected", arguments: [
        (Manchester() as any LineCode, "-++-++", 4), (Manchester(), "-", 1), (NRZ(), "+0", 1), (NRZI(), "0", 0), (MLT3(), "+-", 1), (MLT3(), "-", 0),
    ])
    func detected(_ code: any LineCode, _ levels: String, _ symbol: Int) {
        do throws(LineCodeError) {
            _ = try code.decode(Self.levels(levels))
            Issue.record("\(code.name) took \(levels)")
        } catch { #expect(error.symbol == symbol) }
    }

    @Test("Manchester is balanced and never rests; NRZ and NRZI may drift for ever")
    func properties() {
        let zeros = Bits(repeating: false, count: 100)
        #expect(SignalProperties(of: Manchester().encode(zeros)) == SignalProperties(of: Manchester().encode(zeros)))
        var random = Seeded(7)
        for bits in [zeros, Bits(repeating: true, count: 100), random.bits(100)] {
            let manchester = SignalProperties(of: Manchester().encode(bits))
            #expect(manchester.disparity == 0)
            #expect(manchester.longestRun <= 2)
        }
        #expect(SignalProperties(of: NRZ().encode(zeros)).longestRun == 100)
        #expect(SignalProperties(of: NRZ().encode(zeros)).disparity == -100)
        #expect(SignalProperties(of: NRZI().encode(zeros)).longestRun == 100)
        // A turn of MLT-3 takes four bits.
        #expect(SignalProperties(of: MLT3().encode(Bits(repeating: true, count: 100))).disparity == 0)
    }

    @Test("octets go least significant bit first, and come back")
    func octets() {
        #expect(Bits(octets: [0xd5]).text() == "10101011")
        #expect(Bits(octets: [0xd5], order: .mostSignificantFirst).text() == "11010101")
        #expect(Bits(octets: [1, 2, 255]).octets() == [1, 2, 255])
        #expect(Bits(octets: [1, 2, 255], order: .mostSignificantFirst).octets(order: .mostSignificantFirst) == [1, 2, 255])
        #expect(Bits("10 1")?.text(group: 2) == "10 1")
        #expect(Bits("12") == nil)
    }

    @Test("the frame behind a preamble is found, even when the preamble's start was lost", arguments: 0...56)
    func preamble(_ lost: Int) {
        let bits = Bits(octets: Preamble.octets + [0xde, 0xad])
        #expect(Preamble.frame(in: Bits(bits.dropFirst(lost))) == [0xde, 0xad])
    }

    @Test("bits without a delimiter hold no frame", arguments: ["", "1010101", "101010101010101010"])
    func noFrame(_ text: String) { #expect(Preamble.frame(in: Bits(text)!) == nil) }
}
