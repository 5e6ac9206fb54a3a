@testable import Capture
import Foundation
import Testing
import Wire

@Suite("Reading capture files") struct CaptureFileReaderTests {
    enum Format: CaseIterable { case pcap, pcapng }
    struct Kind: CustomTestStringConvertible {
        let format: Format, order: HandMade.ByteOrder, precision: CaptureFile.Precision
        var testDescription: String { "\(format), \(order)-endian, \(precision)" }

        func bytes(_ frames: [CapturedFrame]) -> [UInt8] {
            switch format {
            case .pcap: HandMade.pcap(frames, order: order, precision: precision)
            case .pcapng: HandMade.pcapng(frames, order: order, precision: precision)
            }
        }
    }
    static let kinds = Format.allCases.flatMap { format in
        HandMade.ByteOrder.allCases.flatMap { order in CaptureFile.Precision.allCases.map { Kind(format: format, order: order, precision: $0) } }
    }

    @Test("every format, byte order and precision gives the same frames", arguments: kinds)
    func formats(kind: Kind) throws {
        let scratch = Scratch()
        let read = readAll(scratch.file("a", kind.bytes(HandMade.frames)))
        #expect(read.error == nil)
        #expect(read.frames == HandMade.frames)
    }

    @Test("nanoseconds are kept", arguments: Format.allCases, HandMade.ByteOrder.allCases)
    func nanoseconds(format: Format, order: HandMade.ByteOrder) throws {
        let scratch = Scratch()
        let frame = CapturedFrame(timestamp: Instant(nanoseconds: 1_700_000_000_123_456_789), bytes: [1, 2, 3])
        let kind = Kind(format: format, order: order, precision: .nanoseconds)
        #expect(readAll(scratch.file("a", kind.bytes([frame]))).frames == [frame])
    }

    /// pcap's seconds have no sign: they last until 2106 (draft-ietf-opsawg-pcap).
    @Test("times behind 2038, lengths that cannot be, and a check sequence's length come back as they were", arguments: HandMade.ByteOrder.allCases, CaptureFile.Precision.allCases)
    func odd(order: HandMade.ByteOrder, precision: CaptureFile.Precision) throws {
        let scratch = Scratch()
        let frames = [
            CapturedFrame(timestamp: Instant(nanoseconds: 1_700_000_000_000_001_000), bytes: [1]),
            CapturedFrame(timestamp: Instant(nanoseconds: 2_177_452_800_000_002_000), bytes: [1, 2]),
            CapturedFrame(timestamp: Instant(nanoseconds: 4_294_967_295_999_999_000), bytes: [1, 2, 3], originalLength: 2),
        ]
        // Ethernet, of which four octets (two words) at each frame's end are its check sequence, and the P bit that says that this is known.
        let file = HandMade.pcap(frames, order: order, precision: precision, linkType: 0x2400_0001), path = scratch.file("a", file)
        #expect(readAll(path).frames == frames)
        var reader = try CaptureFile.Reader(path: path)
        #expect(reader.linkType == .ethernet)
        let copy = scratch.path + "/b"
        let writer = try CaptureFile.Writer(path: copy, linkType: reader.linkType, precision: precision, snapLength: reader.snapLength, linkTypeExtra: reader.linkTypeExtra, inputs: [reader.identity])
        while let frame = try reader.next() { try writer.write(frame) }
        try writer.close()
        #expect(Scratch.bytes(of: copy) == HandMade.pcap(frames, order: .little, precision: precision, linkType: 0x2400_0001))
    }

    @Test("lent frames are the same as copied ones, and reading stops when told to")
    func lent() throws {
        let scratch = Scratch()
        let path = scratch.file("a", HandMade.pcap(HandMade.frames, order: .big, precision: .microseconds))
        var reader = try CaptureFile.Reader(path: path)
        var lent: [CapturedFrame] = []
        try reader.forEach { (header, bytes) throws(CaptureError) in
            lent.append(CapturedFrame(timestamp: header.timestamp, bytes: bytes.withUnsafeBytes { Array($0) }, originalLength: header.originalLength, linkType: header.linkType))
            return lent.count < 2
        }
        #expect(lent == Array(HandMade.frames.prefix(2)))
        #expect(reader.framesRead == 2)
        #expect(try reader.next() == HandMade.frames[2])
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }

    @Test("a pipe is read as it comes")
    func pipe() throws {
        let pipe = Pipe()
        let bytes = HandMade.pcapng(HandMade.frames, order: .little, precision: .nanoseconds)
        try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
        try pipe.fileHandleForWriting.close()
        var reader = try CaptureFile.Reader(descriptor: dup(pipe.fileHandleForReading.fileDescriptor), name: "pipe")
        var frames: [CapturedFrame] = []
        while let frame = try reader.next() { frames.append(frame) }
        #expect(frames == HandMade.frames)
        #expect(reader.identity == nil)
    }

    @Test("link types come as LINKTYPE_ values, not as this system's DLT_", arguments: [LinkType.null, .ethernet, .raw, .linuxSLL, .linuxSLL2, .ipv4, LinkType(rawValue: 100), LinkType(rawValue: 106)])
    func linkTypes(linkType: LinkType) throws {
        let scratch = Scratch()
        let reader = try CaptureFile.Reader(path: scratch.file("a", HandMade.pcap([], order: .little, precision: .microseconds, linkType: linkType.rawValue)))
        #expect(reader.linkType == linkType)
        #expect(LinkType(dataLink: linkType.dataLink) == linkType)
    }

    @Test("no file, no capture and no permission are told apart")
    func refusals() throws {
        let scratch = Scratch()
        #expect(readAll(scratch.path + "/none").error?.kind == .notFound)
        #expect(readAll(scratch.file("nul", [])).error?.kind == .damaged)
        let text = try #require(readAll(scratch.file("text", Array("Hello, server!".utf8))).error)
        #expect(text.kind == .notACapture)
        #expect(text.description.contains("48 65 6c 6c"), "\(text)")
        #expect(readAll(scratch.file("zst", [0x28, 0xb5, 0x2f, 0xfd, 0, 0])).error?.advice.contains("unzstd") == true)
        #expect(readAll(scratch.path).error != nil)
        #expect(readAll("a\0b").error?.kind == .system)
    }

    @Test("a file cut anywhere gives its whole frames, then nothing or one error that names the next frame", arguments: kinds)
    func truncated(kind: Kind) throws {
        let scratch = Scratch()
        let whole = kind.bytes(HandMade.frames)
        for length in 0..<whole.count {
            let read = readAll(scratch.file("a", Array(whole[..<length])))
            #expect(Array(HandMade.frames.prefix(read.frames.count)) == read.frames, "cut to \(length)")
            if let error = read.error {
                #expect(error.kind == .damaged, "cut to \(length): \(error)")
                #expect(error.frame == nil || error.frame == read.frames.count + 1, "cut to \(length): \(error)")
            } else {
                #expect(read.frames.count < 3, "cut to \(length)")
            }
        }
    }

    @Test("damaged octets never crash the reader, and never make it hand out more than the file holds", arguments: kinds)
    func damaged(kind: Kind) throws {
        let scratch = Scratch()
        let whole = kind.bytes(HandMade.frames)
        for position in 0..<whole.count {
            for value: UInt8 in [0x7f, 0xff] {
                var bytes = whole
                bytes[position] = value
                let read = readAll(scratch.file("a", bytes))
                #expect(read.frames.reduce(0) { $0 + $1.bytes.count } <= whole.count)
            }
        }
    }

    /// Plain records are read in blocks; whatever is not plain is libpcap's to judge. Nothing may differ from what libpcap reads by itself.
    @Test("blocks and libpcap alone give the same frames and the same refusal, however damaged", arguments: [CaptureFile.Precision.microseconds, .nanoseconds])
    func blocksAndLibrary(precision: CaptureFile.Precision) throws {
        let scratch = Scratch()
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        func random(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 11) % limit
        }
        #if _endian(little)
        let order = HandMade.ByteOrder.little
        #else
        let order = HandMade.ByteOrder.big
        #endif
        let whole = HandMade.pcap(HandMade.frames + HandMade.frames, order: order, precision: precision)
        for turn in 0..<400 {
            var bytes = whole
            switch turn % 4 {
            case 0: bytes = Array(bytes.prefix(24 + random(bytes.count - 23)))
            case 1: bytes[24 + random(bytes.count - 24)] = UInt8(random(256))
            case 2: for _ in 0..<4 { bytes[random(bytes.count)] = [0, 1, 127, 128, 255][random(5)] }
            default: bytes.removeSubrange(24..<24 + random(20))
            }
            let path = scratch.file("a", bytes), file = readAll(path)
            var frames: [CapturedFrame] = [], refusal: CaptureError?
            do throws(CaptureError) {
                var reader = try CaptureFile.Reader(descriptor: open(path, O_RDONLY), name: path, readsBlocks: false)
                while let frame = try reader.next() { frames.append(frame) }
            } catch { refusal = error }
            #expect(file.frames == frames, "turn \(turn)")
            #expect(file.error?.kind == refusal?.kind && file.error?.frame == refusal?.frame && file.error?.reason == refusal?.reason && file.error?.byteOffset == refusal?.byteOffset, "turn \(turn): \(file.error.debugDescription) and \(refusal.debugDescription)")
        }
    }
}
