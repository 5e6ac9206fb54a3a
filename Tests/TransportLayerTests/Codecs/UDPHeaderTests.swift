import TestSupport
import Testing
import TransportLayer
import Wire

/// A header and what it carries, as one value for the codec's tests.
struct Datagram: Hashable {
    var header: UDPHeader
    var payload: [UInt8]
}

@Suite("UDP header") struct UDPHeaderTests {
    static let v4 = PseudoHeader(source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2), protocolNumber: 17)
    static let v6 = PseudoHeader(source: IPv6Address(rawValue: 0x20010db8 << 96 | 1), destination: IPv6Address(rawValue: 0x20010db8 << 96 | 2), protocolNumber: 17)

    static let codec: Codec<Datagram> = Codec(UDPHeader.context) { reader throws(DecodeError) in
        let header = try UDPHeader(parsing: &reader)
        return Datagram(header: header, payload: try reader.bytes(try header.payloadLength(in: reader), "payload"))
    } encode: { $0.header.serialize(into: &$1, payload: $0.payload.span.bytes, pseudoHeader: nil, derived: .asStored) }

    static let vectors: [CodecVector<Datagram>] = [
        CodecVector("with a checksum", "0035 c000 000d e7c9 68656c6c6f", Datagram(header: UDPHeader(sourcePort: 53, destinationPort: 49152, length: 13, checksum: 0xe7c9), payload: Array("hello".utf8))),
        CodecVector("without", "0035 c000 000d 0000 68656c6c6f", Datagram(header: UDPHeader(sourcePort: 53, destinationPort: 49152, length: 13), payload: Array("hello".utf8))),
        CodecVector("empty", "0035 c000 0008 0000", Datagram(header: UDPHeader(sourcePort: 53, destinationPort: 49152, length: 8), payload: [])),
    ]
    static let refused: [CodecRejection] = [
        CodecRejection("a length below the header's", "0035 c000 0007 0000 68", field: "length", at: 4),
        CodecRejection("no length: a jumbogram's", "0035 c000 0000 0000 68", field: "length", at: 4),
        CodecRejection("a length beyond the packet", "0035 c000 000a 0000 68", field: "payload", at: 8),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<Datagram>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("wrong lengths are refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors) == []) }

    @Test("length and checksum are computed over pseudo-header, header and payload", arguments: [
        (v4, "hello", "0035 c000 000d e7c9 68656c6c6f"),
        (v6, "odd", "0035 c000 000b 10c9 6f6464"),
    ])
    func computed(pseudoHeader: PseudoHeader, payload: String, expected: String) {
        var writer = ByteWriter(appendingTo: [9, 9, 9])
        // What the header holds is of no account.
        UDPHeader(sourcePort: 53, destinationPort: 49152, length: 1, checksum: 2).serialize(into: &writer, payload: Array(payload.utf8).span.bytes, pseudoHeader: pseudoHeader)
        #expect(hexText(writer.bytes) == hexText([9, 9, 9] + hex(expected)))
    }

    @Test("every flipped bit of a datagram is noticed, and the right checksum is told", arguments: [v4, v6])
    func damaged(pseudoHeader: PseudoHeader) throws {
        var writer = ByteWriter()
        UDPHeader(sourcePort: 53, destinationPort: 49152).serialize(into: &writer, payload: Array("hello".utf8).span.bytes, pseudoHeader: pseudoHeader)
        let whole = writer.bytes
        #expect(verdict(whole, pseudoHeader) == .good)
        for bit in 0..<8 * whole.count where bit / 8 != 4 && bit / 8 != 5 {
            var bytes = whole
            bytes[bit / 8] ^= 1 << (bit % 8)
            guard case .bad(let expected) = verdict(bytes, pseudoHeader) else { Issue.record("bit \(bit): \(verdict(bytes, pseudoHeader))"); continue }
            bytes[6] = UInt8(expected >> 8)
            bytes[7] = UInt8(expected & 255)
            #expect(verdict(bytes, pseudoHeader) == .good, "bit \(bit), mended")
        }
        #expect(verdict(Array(whole[..<6]) + [0, 0] + whole[8...], pseudoHeader) == .absent)
        let unfinished = ~pseudoHeader.checksum(length: whole.count).value
        #expect(verdict(Array(whole[..<6]) + [UInt8(unfinished >> 8), UInt8(unfinished & 255)] + whole[8...], pseudoHeader) == .unfinished)
    }

    @Test("a sum of zero travels as 0xffff, which is good, and never as none")
    func zero() {
        // The payload is the checksum of all the rest, so that the whole sums to zero.
        var writer = ByteWriter()
        UDPHeader(sourcePort: 53, destinationPort: 49152).serialize(into: &writer, payload: ([0, 0] as [UInt8]).span.bytes, pseudoHeader: Self.v4)
        let payload = Array(writer.bytes[6..<8])
        writer = ByteWriter()
        UDPHeader(sourcePort: 53, destinationPort: 49152).serialize(into: &writer, payload: payload.span.bytes, pseudoHeader: Self.v4)
        #expect(Array(writer.bytes[6..<8]) == [0xff, 0xff])
        #expect(verdict(writer.bytes, Self.v4) == .good)
    }

    private func verdict(_ bytes: [UInt8], _ pseudoHeader: PseudoHeader) -> ChecksumVerdict {
        UDPHeader.verifyChecksum(of: bytes.span.bytes, pseudoHeader: pseudoHeader)
    }
}
