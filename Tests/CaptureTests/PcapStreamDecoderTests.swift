import Capture
import Testing
import Wire

@Suite("Reading a pcap stream in pieces") struct PcapStreamDecoderTests {
    /// All frames of a stream that arrives in pieces of `size` octets.
    static func read(_ bytes: [UInt8], pieces size: Int) throws(CaptureError) -> (frames: [CapturedFrame], decoder: PcapStreamDecoder) {
        var decoder = PcapStreamDecoder(name: "stream"), frames: [CapturedFrame] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { decoder.append($0) }
            while try decoder.next({ header, bytes throws(CaptureError) in frames.append(CapturedFrame(header, bytes)) }) {}
        }
        return (frames, decoder)
    }

    @Test("any byte order and precision, in pieces of any size", arguments: HandMade.ByteOrder.allCases, CaptureFile.Precision.allCases)
    func pieces(order: HandMade.ByteOrder, precision: CaptureFile.Precision) throws {
        let bytes = HandMade.pcap(HandMade.frames, order: order, precision: precision)
        for size in 1...bytes.count {
            let (frames, decoder) = try Self.read(bytes, pieces: size)
            #expect(frames == HandMade.frames, "in pieces of \(size)")
            #expect(decoder.isAtBoundary)
        }
    }

    @Test("a stream that ends early gives its whole frames and knows that it is not at a boundary")
    func truncated() throws {
        let bytes = HandMade.pcap(HandMade.frames, order: .big, precision: .nanoseconds)
        let boundaries = HandMade.frames.reduce(into: [24]) { $0.append($0.last! + 16 + $1.bytes.count) }
        for length in 0..<bytes.count {
            let (frames, decoder) = try Self.read(Array(bytes.prefix(length)), pieces: 7)
            #expect(frames == Array(HandMade.frames.prefix(boundaries.filter { $0 <= length }.count - 1 < 0 ? 0 : boundaries.filter { $0 <= length }.count - 1)))
            #expect(decoder.isAtBoundary == boundaries.contains(length), "after \(length)")
        }
    }

    @Test("lengths that cannot be, and what is no pcap, are refused")
    func hostile() {
        var bytes = HandMade.pcap(HandMade.frames, order: .little, precision: .microseconds)
        bytes.replaceSubrange(32..<36, with: [0xff, 0xff, 0xff, 0xff])
        #expect(throws: CaptureError.self) { try Self.read(bytes, pieces: 10) }
        #expect(throws: CaptureError.self) { try Self.read(Array("Hello, server! How are you?".utf8), pieces: 10) }
    }
}
