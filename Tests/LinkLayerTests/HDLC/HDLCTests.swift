import LinkLayer
import TestSupport
import Testing
import Wire

@Suite("HDLC framing") struct HDLCTests {
    struct Case: Sendable, CustomStringConvertible {
        let name: String, payload: [UInt8], line: [UInt8], map: UInt32
        init(_ name: String, _ payload: String, _ line: String, map: UInt32 = 0) { (self.name, self.payload, self.line, self.map) = (name, hex(payload), hex(line), map) }
        var description: String { name }
    }
    /// The checks were computed by another program, which shifts bit by bit.
    static let cases: [Case] = [
        Case("an LCP configure request", "c021 0101 0004", "7e ff03 c021 0101 0004 d1b5 7e"),
        Case("an LCP echo request", "c021 0900 0008 1a2b3c4d", "7e ff03 c021 0900 0008 1a2b3c4d cadd 7e"),
        Case("flags and escapes within", "7e7d7e7d", "7e ff03 7d5e7d5d7d5e7d5d 7f5e 7e"),
        Case("a check that must be escaped itself", "0042", "7e ff03 0042 7d5eb7 7e"),
        Case("nothing", "", "7e ff03 1cc2 7e"),
        Case("control characters that the line would swallow", "1113", "7e ff7d23 7d317d33 3b78 7e", map: 0xffff_ffff),
    ]

    @Test("the check gives its published value, and is good behind its bytes")
    func check() {
        #expect(FrameCheck16.of(Array("123456789".utf8)) == 0x906e)
        var check = FrameCheck16()
        for octet in Array("123456789".utf8) + [0x6e, 0x90] { check.add(octet) }
        #expect(check.isGood)
    }

    @Test("frames go onto the line and come off it, whole and in drips", arguments: cases)
    func vectors(item: Case) {
        let framer = HDLCFramer(controlCharacterMap: item.map)
        let line = framer.frame(item.payload)
        #expect(hexText(line) == hexText(item.line))
        var deframer = HDLCDeframer(controlCharacterMap: item.map)
        #expect(deframer.receive(line) == [.frame(.init(payload: item.payload))])
        for size in 1...5 {
            var deframer = HDLCDeframer(controlCharacterMap: item.map)
            var events: [HDLCDeframer.Event] = []
            for start in stride(from: 0, to: line.count, by: size) { events += deframer.receive(line[start..<min(start + size, line.count)]) }
            #expect(events == [.frame(.init(payload: item.payload))], "in pieces of \(size)")
        }
    }

    @Test("one flag may end a frame and begin the next; flags in a row are idling; noise before the first is none")
    func stream() {
        let one = HDLCFramer().frame([1, 2, 3]), two = HDLCFramer().frame([4, 5])
        var deframer = HDLCDeframer()
        let events = deframer.receive([0x12, 0x34] + one + two.dropFirst() + [0x7e, 0x7e, 0x7e] + one)
        #expect(events == [.frame(.init(payload: [1, 2, 3])), .frame(.init(payload: [4, 5])), .frame(.init(payload: [1, 2, 3]))])
    }

    @Test("what is wrong is told, and the next frame is found")
    func faults() {
        let good = HDLCFramer().frame([1, 2, 3])
        func events(_ line: [UInt8], maximumPayload: Int = 1502) -> [HDLCDeframer.Event] {
            var deframer = HDLCDeframer(maximumPayload: maximumPayload)
            return deframer.receive(line + good)
        }
        let next = HDLCDeframer.Event.frame(.init(payload: [1, 2, 3]))
        #expect(events([0x7e, 0xff, 0x03, 1, 2]) == [.invalid(.wrongCheck), next])
        #expect(events([0x7e, 0xff, 0x03, 1]) == [.invalid(.tooShort), next])
        #expect(events([0x7e, 0xff, 0x03, 1, 0x7d]) == [.invalid(.aborted), next])
        #expect(events([0x7e] + Array(repeating: 1, count: 1507)) == [.invalid(.tooLong), next])
        #expect(events(HDLCFramer().frame(Array(repeating: 1, count: 4)), maximumPayload: 3) == [.invalid(.tooLong), next])
        #expect(events(HDLCFramer().frame([1, 2, 3]), maximumPayload: 3) == [next, next], "as many as there may be")
    }

    @Test("any frames, in any pieces, come out as they went in; any flipped bit is noticed")
    func random() {
        var generator = SeededGenerator(seed: 21)
        for round in 0..<300 {
            let map = round % 2 == 0 ? 0 : UInt32(truncatingIfNeeded: generator.next())
            let payloads = (0..<4).map { _ in generator.bytes(Int.random(in: 0...60, using: &generator)).map { $0 % 5 == 0 ? 0x7e : $0 % 7 == 0 ? 0x7d : $0 } }
            let line = payloads.flatMap { HDLCFramer(controlCharacterMap: map).frame($0) }
            var deframer = HDLCDeframer(controlCharacterMap: map)
            var events: [HDLCDeframer.Event] = []
            var rest = line[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...20, using: &generator))
                events += deframer.receive(piece)
                rest = rest.dropFirst(piece.count)
            }
            #expect(events == payloads.map { .frame(.init(payload: $0)) }, "round \(round)")

            var damaged = HDLCFramer().frame(payloads[0])
            let bit = Int.random(in: 8..<8 * (damaged.count - 1), using: &generator)
            damaged[bit / 8] ^= 1 << (bit % 8)
            var other = HDLCDeframer()
            #expect(!other.receive(damaged).contains(.frame(.init(payload: payloads[0]))), "round \(round), bit \(bit)")
        }
    }

    @Test("no octets trap the deframer, and what it holds stays bounded")
    func hostile() {
        var generator = SeededGenerator(seed: 4)
        var deframer = HDLCDeframer(maximumPayload: 32)
        for _ in 0..<200 {
            for event in deframer.receive(generator.bytes(200).map { $0 < 20 ? 0x7e : $0 < 40 ? 0x7d : $0 }) {
                if case .frame(let frame) = event { #expect(frame.payload.count <= 32) }
            }
        }
    }
}

@Suite("PPP protocol field") struct PPPProtocolTests {
    static let codec: Codec<PPPProtocol> = Codec(PPPProtocol.context) { reader throws(DecodeError) in try PPPProtocol(parsing: &reader) } encode: { $0.serialize(into: &$1) }
    static let vectors: [CodecVector<PPPProtocol>] = [
        CodecVector("IPv4", "0021", .ipv4), CodecVector("IPv4, compressed", "21", .ipv4, canonical: "0021"), CodecVector("LCP", "c021", .lcp),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<PPPProtocol>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("an even number is none")
    func even() { #expect(Self.codec.faults(in: CodecRejection("even", "c020", field: "protocol", at: 0)) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors) == []) }
}
