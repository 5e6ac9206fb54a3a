import TestSupport
import Testing
import TransportLayer
import Wire

/// A header and its data, as one value for the codec's tests.
struct TCPPacket: Hashable {
    var header: TCPHeader
    var payload: [UInt8] = []
}

@Suite("TCP header") struct TCPHeaderTests {
    static let v4 = PseudoHeader(source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2), protocolNumber: 6)
    static let v6 = PseudoHeader(source: IPv6Address(rawValue: 0x20010db8 << 96 | 1), destination: IPv6Address(rawValue: 0x20010db8 << 96 | 2), protocolNumber: 6)

    static let codec: Codec<TCPPacket> = Codec(TCPHeader.context) { reader throws(DecodeError) in
        TCPPacket(header: try TCPHeader(parsing: &reader), payload: reader.rest())
    } encode: { $0.header.serialize(into: &$1, payload: $0.payload.span.bytes, pseudoHeader: v4, derived: .asStored) }

    static let vectors: [CodecVector<TCPPacket>] = [
        CodecVector("SYN with the options that are usual", "c0000050 000003e8 00000000 a002faf0 74700000 020405b4 0402080a 00000064 00000000 01030307",
            TCPPacket(header: TCPHeader(
                sourcePort: 49152, destinationPort: 80, sequenceNumber: 1000, flags: .syn, window: 64240, checksum: 0x7470,
                options: TCPOptions(maximumSegmentSize: 1460, windowScale: 7, sackPermitted: true, timestamps: TCPTimestamps(value: 100, echoReply: 0))))),
        CodecVector("SYN, ACK that agrees to ECN", "0050c000 00001388 000003e9 6052fe88 ad890000 020405b4",
            TCPPacket(header: TCPHeader(
                sourcePort: 80, destinationPort: 49152, sequenceNumber: 5000, acknowledgmentNumber: 1001, flags: [.syn, .ack, .ece], window: 65160, checksum: 0xad89,
                options: TCPOptions(maximumSegmentSize: 1460)))),
        CodecVector("data with timestamps", "c0000050 000003e9 00001389 801801f6 f5500000 0101080a 00000069 000000c8 48656c6c 6f2c2073 65727665 7221",
            TCPPacket(header: TCPHeader(
                sourcePort: 49152, destinationPort: 80, sequenceNumber: 1001, acknowledgmentNumber: 5001, flags: [.psh, .ack], window: 502, checksum: 0xf550,
                options: TCPOptions(timestamps: TCPTimestamps(value: 105, echoReply: 200))), payload: Array("Hello, server!".utf8)), needs: 32),
        CodecVector("three SACK blocks beside timestamps", "0050c000 00001389 000003e9 f01001fd a80f0000 0101080a 000000cd 00000069 0101051a 000007d1 00000bb9 00000fa1 00001389 00001771 00001b59",
            TCPPacket(header: TCPHeader(
                sourcePort: 80, destinationPort: 49152, sequenceNumber: 5001, acknowledgmentNumber: 1001, flags: .ack, window: 509, checksum: 0xa80f,
                options: TCPOptions(
                    timestamps: TCPTimestamps(value: 205, echoReply: 105),
                    sackBlocks: [SACKBlock(left: 2001, right: 3001), SACKBlock(left: 4001, right: 5001), SACKBlock(left: 6001, right: 7001)])))),
        CodecVector("FIN, URG at the end of the numbers", "00500050 ffffffff 00000000 50210000 b19f0005 6162636465",
            TCPPacket(header: TCPHeader(sourcePort: 80, destinationPort: 80, sequenceNumber: .max, flags: [.fin, .urg], window: 0, checksum: 0xb19f, urgentPointer: 5), payload: Array("abcde".utf8)), needs: 20),
        CodecVector("all nine flags", "00010002 00000003 00000004 51ff0005 99ce0006",
            TCPPacket(header: TCPHeader(
                sourcePort: 1, destinationPort: 2, sequenceNumber: 3, acknowledgmentNumber: 4, flags: [.fin, .syn, .rst, .psh, .ack, .urg, .ece, .cwr, .ae], window: 5, checksum: 0x99ce, urgentPointer: 6))),
        CodecVector("reserved bits", "00010002 00000003 00000004 5e100005 99ce0006",
            TCPPacket(header: TCPHeader(sourcePort: 1, destinationPort: 2, sequenceNumber: 3, acknowledgmentNumber: 4, flags: [.ack, .reserved], window: 5, checksum: 0x99ce, urgentPointer: 6))),
        CodecVector("Fast Open cookie", "c0000050 000003e8 00000000 9002ffff 5dc10000 020405b4 220a0102 03040506 07080000",
            TCPPacket(header: TCPHeader(
                sourcePort: 49152, destinationPort: 80, sequenceNumber: 1000, flags: .syn, window: 65535, checksum: 0x5dc1,
                options: TCPOptions(maximumSegmentSize: 1460, other: [.fastOpenCookie([1, 2, 3, 4, 5, 6, 7, 8])])))),
        CodecVector("MD5 signature", "00b3c000 00000001 00000002 a0100001 3fb40000 13120001 02030405 06070809 0a0b0c0d 0e0f0000",
            TCPPacket(header: TCPHeader(
                sourcePort: 179, destinationPort: 49152, sequenceNumber: 1, acknowledgmentNumber: 2, flags: .ack, window: 1, checksum: 0x3fb4,
                options: TCPOptions(other: [.md5Signature(Array(0..<16))])))),
        CodecVector("options in another order, not aligned, one twice", "00010002 00000003 00000004 b0100005 00000006 030301 020401 00 020405b4 080a 00000001 00000002 00ff ff",
            TCPPacket(header: TCPHeader(
                sourcePort: 1, destinationPort: 2, sequenceNumber: 3, acknowledgmentNumber: 4, flags: .ack, window: 5, urgentPointer: 6,
                options: TCPOptions(maximumSegmentSize: 1460, windowScale: 1, timestamps: TCPTimestamps(value: 1, echoReply: 2)))), canonical: "00010002 00000003 00000004 a0100005 00000006 020405b4 0101080a 00000001 00000002 01030301"),
        CodecVector("unknown kinds and an end of the list", "00010002 00000003 00000004 70100005 00000006 fe04abcd fd 02 00 ff",
            TCPPacket(header: TCPHeader(
                sourcePort: 1, destinationPort: 2, sequenceNumber: 3, acknowledgmentNumber: 4, flags: .ack, window: 5, urgentPointer: 6,
                options: TCPOptions(other: [.unknown(kind: 254, data: [0xab, 0xcd]), .unknown(kind: 253, data: [])]))),
            canonical: "00010002 00000003 00000004 70100005 00000006 fe04abcd fd 02 00 00"),
    ]

    private static func rejected(_ name: String, _ options: String, _ field: String, at offset: Int) -> CodecRejection {
        CodecRejection(name, "00010002 00000003 00000004 \(String(5 + hex(options).count / 4, radix: 16))0100005 00000006" + options, field: field, at: offset)
    }
    static let refused: [CodecRejection] = [
        CodecRejection("data offset 4", "00010002 00000003 00000004 40100005 00000006", field: "data offset", at: 12),
        CodecRejection("data offset beyond the segment", "00010002 00000003 00000004 60100005 00000006 0101", field: "options", at: 20),
        rejected("option length 0", "fe00 0000", "option length", at: 21),
        rejected("option length 1", "0101 0501", "option length", at: 23),
        rejected("option beyond the header", "fe05 0000", "option length", at: 21),
        rejected("option without a length", "0101 0102", "option length", at: 24),
        rejected("MSS of 3 bytes", "0203 0001", "option length", at: 21),
        rejected("window scale of 4 bytes", "0304 0101", "option length", at: 21),
        rejected("SACK permitted of 3 bytes", "0403 0101", "option length", at: 21),
        rejected("SACK of no block", "0502 0101", "option length", at: 21),
        rejected("SACK of half a block", "0506 00000001 0101", "option length", at: 21),
        rejected("timestamps of 8 bytes", "0808 00000001 0001", "option length", at: 21),
        rejected("MD5 of 4 bytes", "1304 0001", "option length", at: 21),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<TCPPacket>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("wrong lengths are refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    // The canonical form aligns options, so that 40 bytes of them may not all fit again.
    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors, cases: 8000, lossy: true) == []) }

    @Test("the checksum is computed over pseudo-header, header and data: what was computed for the vectors elsewhere", arguments: vectors.filter { [0x7470, 0xad89, 0xf550, 0xa80f, 0x5dc1].contains($0.value.header.checksum) })
    func computed(vector: CodecVector<TCPPacket>) {
        var packet = vector.value
        packet.header.checksum = 0xbad
        var writer = ByteWriter(appendingTo: [9])
        packet.header.serialize(into: &writer, payload: packet.payload.span.bytes, pseudoHeader: Self.v4)
        #expect(hexText(Array(writer.bytes.dropFirst())) == hexText(vector.bytes))
        #expect(verdict(vector.bytes, Self.v4) == .good)
    }

    @Test("IPv6's pseudo-header")
    func v6() {
        #expect(verdict(hex("c0000050 00000001 00000000 50020064 93b80000"), Self.v6) == .good)
        #expect(verdict(hex("c0000050 00000001 00000000 50020064 93b90000"), Self.v6) == .bad(expected: 0x93b8))
    }

    @Test("every flipped bit is noticed, and the right checksum is told")
    func damaged() {
        let whole = Self.vectors[2].bytes
        for bit in 0..<8 * whole.count {
            var bytes = whole
            bytes[bit / 8] ^= 1 << (bit % 8)
            guard case .bad(let expected) = verdict(bytes, Self.v4) else { Issue.record("bit \(bit): \(verdict(bytes, Self.v4))"); continue }
            bytes[16] = UInt8(expected >> 8)
            bytes[17] = UInt8(expected & 255)
            #expect(verdict(bytes, Self.v4) == .good, "bit \(bit), mended")
        }
        var offloaded = whole
        let sum = ~Self.v4.checksum(length: whole.count).value
        offloaded[16] = UInt8(sum >> 8)
        offloaded[17] = UInt8(sum & 255)
        #expect(verdict(offloaded, Self.v4) == .unfinished)
    }

    private func verdict(_ bytes: [UInt8], _ pseudoHeader: PseudoHeader) -> ChecksumVerdict {
        TCPHeader.verifyChecksum(of: bytes.span.bytes, pseudoHeader: pseudoHeader)
    }

    @Test("descriptions are what traces show")
    func descriptions() {
        #expect(Self.vectors[0].value.header.description == "TCP 49152 > 80 [SYN] seq 1000 win 64240 <mss 1460, sackOK, TS val 100 ecr 0, wscale 7>")
        #expect(Self.vectors[3].value.header.description == "TCP 80 > 49152 [ACK] seq 5001 ack 1001 win 509 <TS val 205 ecr 105, sack 2001..<3001 4001..<5001 6001..<7001>")
        #expect(TCPFlags([.psh, .ack]).description == "PSH, ACK")
    }
}

@Suite("TCP options") struct TCPOptionsTests {
    static let list: Codec<[TCPOption]> = Codec(TCPHeader.context) { reader throws(DecodeError) in
        try TCPOption.list(parsing: &reader)
    } encode: { for option in $0 { option.serialize(into: &$1) } }

    static let lists: [CodecVector<[TCPOption]>] = [
        CodecVector("in their order, with padding between", "020405b4 01 030307 0101 080a 00000001 00000002 0402 0000",
            [.maximumSegmentSize(1460), .noOperation, .windowScale(7), .noOperation, .noOperation, .timestamps(TCPTimestamps(value: 1, echoReply: 2)), .sackPermitted, .endOfList],
            needs: 23, canonical: "020405b4 01 030307 0101 080a 00000001 00000002 0402 00"),
        CodecVector("four SACK blocks", "0101 0522 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008",
            [.noOperation, .noOperation, .sack([SACKBlock(left: 1, right: 2), SACKBlock(left: 3, right: 4), SACKBlock(left: 5, right: 6), SACKBlock(left: 7, right: 8)])]),
        CodecVector("cookie request, MD5, experiment", "2202 1312 000102030405060708090a0b0c0d0e0f fd06 f9890102",
            [.fastOpenCookie([]), .md5Signature(Array(0..<16)), .unknown(kind: 253, data: [0xf9, 0x89, 1, 2])]),
    ]

    @Test("lists keep order and padding", arguments: lists)
    func decodesLists(vector: CodecVector<[TCPOption]>) {
        // A list cut between two options is a shorter list, so only whole ones are compared here.
        #expect((try? Self.list.decoded(vector.bytes).get()) == vector.value)
        #expect(hexText(Self.list.encoded(vector.value)) == hexText(vector.canonical))
    }

    @Test("no bytes trap the decoder, and lists survive") func fuzz() { #expect(Self.list.faults(fuzzing: Self.lists) == []) }

    @Test("what does not fit into 40 bytes is left out, SACK blocks from the last")
    func tooMuch() throws {
        let blocks: SACKBlocks = [SACKBlock(left: 1, right: 2), SACKBlock(left: 3, right: 4), SACKBlock(left: 5, right: 6), SACKBlock(left: 7, right: 8)]
        let options = TCPOptions(timestamps: TCPTimestamps(value: 1, echoReply: 2), sackBlocks: blocks, other: [.unknown(kind: 99, data: [1, 2, 3])])
        var writer = ByteWriter()
        options.serialize(into: &writer)
        #expect(writer.count == 40 && options.serializedLength == 40)
        let again = try writer.bytes.decode(as: TCPHeader.context) { reader throws(DecodeError) in try TCPOptions(parsing: &reader) }
        #expect(again.sackBlocks.count == 3 && again.timestamps == options.timestamps && again.other == [])
        #expect(TCPOptions(other: [.unknown(kind: 99, data: Array(repeating: 0, count: 39))]).serializedLength == 0)
    }

    @Test("what is written is as long as it says, for all that may come together", arguments: 0..<64)
    func lengths(bits: Int) {
        func has(_ bit: Int) -> Bool { bits >> bit & 1 == 1 }
        let options = TCPOptions(
            maximumSegmentSize: has(0) ? 536 : nil, windowScale: has(1) ? 3 : nil, sackPermitted: has(2), timestamps: has(3) ? TCPTimestamps(value: 1, echoReply: 2) : nil,
            sackBlocks: has(4) ? [SACKBlock(left: 1, right: 2)] : [], other: has(5) ? [.fastOpenCookie([1, 2, 3, 4])] : [])
        var writer = ByteWriter()
        options.serialize(into: &writer)
        #expect(writer.count == options.serializedLength && writer.count % 4 == 0 && writer.count <= 40)
        let again = try? writer.bytes.decode(as: TCPHeader.context) { reader throws(DecodeError) in try TCPOptions(parsing: &reader) }
        #expect(again == options)
    }
}
