@testable import Capture
import Foundation
import Testing
import Wire

@Suite("Reading pcapng files") struct PcapngTests {
    /// A file in the making, block by block.
    struct File {
        var file: HandMade
        init(_ order: HandMade.ByteOrder = .little) {
            file = HandMade(order)
            section(order)
        }
        var bytes: [UInt8] { file.bytes }

        /// The order is that of all that follows.
        mutating func section(_ order: HandMade.ByteOrder, major: UInt16 = 1) {
            var next = HandMade(order)
            next.block(type: 0x0a0d_0d0a, body(order) { $0.number(UInt32(0x1a2b_3c4d)); $0.number(major); $0.number(UInt16(0)); $0.number(UInt64.max) })
            next.bytes = file.bytes + next.bytes
            file = next
        }

        mutating func interface(_ linkType: UInt16 = 1, snapLength: UInt32 = 0, options: [(code: UInt16, value: [UInt8])] = []) {
            file.block(type: 1, body(file.order) {
                $0.number(linkType)
                $0.number(UInt16(0))
                $0.number(snapLength)
                for option in options {
                    $0.number(option.code)
                    $0.number(UInt16(option.value.count))
                    $0.bytes += option.value + [UInt8](repeating: 0, count: (4 - option.value.count % 4) % 4)
                }
            })
        }

        mutating func frame(_ bytes: [UInt8], at units: UInt64 = 0, interface: UInt32 = 0, captured: UInt32? = nil, options: [UInt8] = []) {
            file.block(type: 6, body(file.order) {
                $0.number(interface)
                $0.number(UInt32(units >> 32))
                $0.number(UInt32(truncatingIfNeeded: units))
                $0.number(captured ?? UInt32(bytes.count))
                $0.number(UInt32(bytes.count))
                $0.bytes += bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4) + options
            })
        }

        mutating func other(_ type: UInt32, count: Int) { file.block(type: type, [UInt8](repeating: 0xee, count: count)) }

        private func body(_ order: HandMade.ByteOrder, _ fill: (inout HandMade) -> Void) -> [UInt8] {
            var body = HandMade(order)
            fill(&body)
            return body.bytes
        }
    }

    private func read(_ file: File) -> (frames: [CapturedFrame], error: CaptureError?) {
        let scratch = Scratch()
        return readAll(scratch.file("a.pcapng", file.bytes))
    }

    @Test("frames of interfaces that differ each have their own interface's link type, snapshot length and units of time", arguments: HandMade.ByteOrder.allCases)
    func interfaces(order: HandMade.ByteOrder) throws {
        var file = File(order)
        file.interface(1, snapLength: 65_535)
        file.interface(113, snapLength: 96, options: [(9, [9])])
        file.frame([1, 2, 3], at: 1_700_000_000_000_001)
        file.frame([4, 5], at: 1_700_000_000_000_000_002, interface: 1)
        file.interface(101, options: [(2, Array("tun0".utf8)), (9, [0x80 | 10]), (0, []), (9, [3])])
        file.frame([6], at: 1024 + 512, interface: 2)
        let (frames, error) = read(file)
        #expect(error == nil)
        #expect(frames == [
            CapturedFrame(timestamp: Instant(nanoseconds: 1_700_000_000_000_001_000), bytes: [1, 2, 3]),
            CapturedFrame(timestamp: Instant(nanoseconds: 1_700_000_000_000_000_002), bytes: [4, 5], linkType: .linuxSLL, interface: 1),
            CapturedFrame(timestamp: Instant(nanoseconds: 1_500_000_000), bytes: [6], linkType: .raw, interface: 2),
        ])
    }

    @Test("sections put behind one another may have different byte orders, and each has interfaces of its own")
    func sections() throws {
        var file = File(.little)
        file.interface(1)
        file.frame([1])
        file.section(.big)
        file.interface(113)
        file.frame([2], at: 7)
        let (frames, error) = read(file)
        #expect(error == nil)
        #expect(frames == [CapturedFrame(timestamp: .zero, bytes: [1]), CapturedFrame(timestamp: Instant(nanoseconds: 7000), bytes: [2], linkType: .linuxSLL, interface: 1)])
    }

    @Test("a time stamp is of units of ten or two, from a beginning that may be moved; what nanoseconds cannot count is cut", arguments: [
        ([(9, [0])], 3, 3_000_000_000), ([(9, [6])], 3, 3000), ([(9, [9])], UInt64(Int64.max), Int64.max), ([(9, [12])], 3_000_000_000_123, 3_000_000_000), ([(9, [19])], .max, 1_844_674_407),
        ([(9, [0x80])], 3, 3_000_000_000), ([(9, [0x80 | 32])], 1 << 31, 500_000_000), ([(9, [0x80 | 63])], 1 << 62, 500_000_000), ([], .max, Int64.max), ([(9, [0])], .max, Int64.max),
        ([(14, [10, 0, 0, 0, 0, 0, 0, 0])], 5, 10_000_005_000), ([(14, [UInt8](repeating: 0xff, count: 8))], 1_000_000, 0), ([(14, [0, 0, 0, 0, 0, 0, 0, 0x80])], 0, Int64.min),
    ] as [([(code: UInt16, value: [UInt8])], UInt64, Int64)])
    func times(options: [(code: UInt16, value: [UInt8])], units: UInt64, nanoseconds: Int64) throws {
        var file = File()
        file.interface(options: options)
        file.frame([1], at: units)
        let (frames, error) = read(file)
        #expect(error == nil)
        #expect(frames.map(\.timestamp.nanoseconds) == [nanoseconds])
    }

    @Test("frames in the old block and in the simple one are read, and blocks that say nothing about frames passed over, however long")
    func otherBlocks() throws {
        var file = File()
        file.other(5, count: 12)
        file.other(0xbad, count: 3 * ReadAhead.chunk)
        file.interface(1, snapLength: 4)
        var old = HandMade(.little), simple = HandMade(.little)
        old.number(UInt16(0)); old.number(UInt16(9)); old.number(UInt32(0)); old.number(UInt32(5)); old.number(UInt32(3)); old.number(UInt32(60)); old.bytes += [1, 2, 3, 0]
        file.file.block(type: 2, old.bytes)
        simple.number(UInt32(9)); simple.bytes += [4, 5, 6, 7]
        file.file.block(type: 3, simple.bytes)
        file.frame([8], options: [0, 1, 0, 0])
        let (frames, error) = read(file)
        #expect(error == nil)
        #expect(frames == [
            CapturedFrame(timestamp: Instant(nanoseconds: 5000), bytes: [1, 2, 3], originalLength: 60), CapturedFrame(timestamp: .zero, bytes: [4, 5, 6, 7], originalLength: 9), CapturedFrame(timestamp: .zero, bytes: [8]),
        ])
    }

    @Test("a frame may be longer than what is read at once", arguments: [ReadAhead.chunk - 33, ReadAhead.chunk - 32, ReadAhead.chunk, 1 << 20])
    func long(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 >> 3) }
        var file = File()
        file.interface()
        file.frame([1])
        file.frame(bytes)
        file.frame(bytes.reversed())
        file.frame([2])
        let (frames, error) = read(file)
        #expect(error == nil)
        #expect(frames.map(\.bytes) == [[1], bytes, bytes.reversed(), [2]])
    }

    /// What is wrong, in words, and how to make it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let words: String
        let make: @Sendable (inout File) -> Void
        var testDescription: String { words }
        init(_ words: String, _ make: @escaping @Sendable (inout File) -> Void) { (self.words, self.make) = (words, make) }
    }

    @Test("what cannot be is refused in one sentence that says where", arguments: [
        Wrong("interface 3, but one interface was told of") { $0.frame([1], interface: 3) },
        Wrong("has 100 bytes, its block only 4") { $0.frame([1], captured: 100) },
        Wrong("units of 10^-20 s") { $0.interface(options: [(9, [20])]) },
        Wrong("pcapng 2.0") { $0.section(.little, major: 2) },
        Wrong("must have at least 8") { $0.other(1, count: 4) },
        Wrong("must have at least 32") { $0.other(6, count: 16) },
        Wrong("an interface's option 61166 has 61166 bytes") { $0.other(1, count: 16) },
        Wrong("a block has a length of 16 at its beginning and of 17 at its end") { $0.other(5, count: 4); $0.file.bytes[$0.file.bytes.count - 4] = 17 },
        Wrong("a block has a length of 17; expected a multiple of 4 from 12 to 16777216") { $0.other(5, count: 4); $0.file.bytes[$0.file.bytes.count - 12] = 17 },
        Wrong("a frame comes before its section has told of an interface") { $0.section(.big); $0.other(3, count: 8) },
    ])
    func damaged(wrong: Wrong) throws {
        var file = File()
        file.interface()
        file.frame([7])
        let place = file.bytes.count
        wrong.make(&file)
        let (frames, error) = read(file)
        #expect(frames.map(\.bytes) == [[7]])
        let damage = try #require(error)
        #expect(damage.kind == .damaged && damage.frame == 2 && damage.description.contains(wrong.words), "\(damage)")
        #expect((damage.byteOffset ?? 0) >= place, "\(damage)")
    }

    @Test("of a file of one interface, libpcap reads the same frames, however damaged the file is", arguments: HandMade.ByteOrder.allCases, CaptureFile.Precision.allCases)
    func library(order: HandMade.ByteOrder, precision: CaptureFile.Precision) throws {
        let scratch = Scratch(), whole = HandMade.pcapng(HandMade.frames + HandMade.frames, order: order, precision: precision)
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for turn in 0..<600 {
            var bytes = whole
            // libpcap does not look at the length at the first header's end.
            switch turn % 3 {
            case 0: bytes = Array(bytes.prefix(random(bytes.count + 1)))
            case 1: bytes[28 + random(bytes.count - 28)] = UInt8(random(256))
            default: for _ in 0..<3 { bytes[28 + random(bytes.count - 28)] = [0, 1, 127, 128, 255][random(5)] }
            }
            let path = scratch.file("a", bytes), ours = readAll(path)
            var frames: [CapturedFrame] = [], refusal: CaptureError?
            do throws(CaptureError) {
                var reader = try CaptureFile.Reader(descriptor: open(path, O_RDONLY), name: path, readsBlocks: false)
                while let frame = try reader.next() { frames.append(frame) }
            } catch { refusal = error }
            // libpcap reads no files whose interfaces or sections differ; and these frames are never so long.
            if refusal?.reason.contains("different") == true { continue }
            #expect(ours.frames == frames && (ours.error == nil) == (refusal == nil), "turn \(turn): \(ours.frames.count) frames, \(ours.error.debugDescription); libpcap \(frames.count), \(refusal.debugDescription)")
        }
    }
}
