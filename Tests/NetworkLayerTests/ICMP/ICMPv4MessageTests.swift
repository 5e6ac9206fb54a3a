import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("ICMP message") struct ICMPv4MessageTests {
    static let codec: Codec<ICMPv4Message> = Codec(ICMPv4Message.context) { reader throws(DecodeError) in
        try ICMPv4Message(parsing: &reader)
    } encode: { $0.serialize(into: &$1) }

    /// An IPv4 header and a UDP header, as errors quote them.
    static let quoted = "45000024 00010000 0111a5bf 0a000001 0a000009 9c40829a 00100000"
    static let quote = ICMPQuote(hex(quoted))

    static let vectors: [CodecVector<ICMPv4Message>] = [
        CodecVector("echo request", "08005435 12340001 61626364 65666768", .echoRequest(ICMPEcho(identifier: 0x1234, sequenceNumber: 1, payload: Array("abcdefgh".utf8))), needs: 8),
        CodecVector("echo reply, odd", "00005c9d 12340001 61626364 656667", .echoReply(ICMPEcho(identifier: 0x1234, sequenceNumber: 1, payload: Array("abcdefg".utf8))), needs: 8),
        CodecVector("port unreachable", "0303de11 00000000" + quoted, .destinationUnreachable(code: .port, nextHopMTU: 0, quote: quote), needs: 8),
        CodecVector("fragmentation needed", "0304d898 00000578" + quoted, .destinationUnreachable(code: .fragmentationNeeded, nextHopMTU: 1400, quote: quote), needs: 8),
        CodecVector("source quench", "0400dd14 00000000" + quoted, .sourceQuench(quote: quote), needs: 8),
        CodecVector("redirect", "0501d115 0a0000fe" + quoted, .redirect(code: .host, gateway: IPv4Address(10, 0, 0, 254), quote: quote), needs: 8),
        CodecVector("time exceeded", "0b00d614 00000000" + quoted, .timeExceeded(code: .timeToLive, quote: quote), needs: 8),
        CodecVector("parameter problem", "0c00c114 14000000" + quoted, .parameterProblem(code: 0, pointer: 20, quote: quote), needs: 8),
        CodecVector("timestamp request", "0d00ef14 00010002 000003e8 00000000 00000000", .timestampRequest(.init(identifier: 1, sequenceNumber: 2, originate: 1000))),
        CodecVector("timestamp reply", "0e00e61b 00010002 000003e8 000003fc 000003fd", .timestampReply(.init(identifier: 1, sequenceNumber: 2, originate: 1000, receive: 1020, transmit: 1021))),
        CodecVector("router solicitation", "0a00f5ff 00000000", .routerSolicitation),
        CodecVector("router advertisement", "0900d9f2 02020708 0a000001 00000000 0a000002 ffffffff",
            .routerAdvertisement(lifetime: 1800, routers: [.init(address: IPv4Address(10, 0, 0, 1), preference: 0), .init(address: IPv4Address(10, 0, 0, 2), preference: -1)])),
        CodecVector("address mask request, known to nobody any more", "1100eef8 00030004 00000000", .other(type: 17, code: 0, body: hex("00030004 00000000")), needs: 8),
        CodecVector("time exceeded with an MPLS label stack behind the quote (RFC 4884, 4950)",
            "0b00d417 00200000" + quoted + String(repeating: "00", count: 100) + "2000dfd1 00080101 00010101",
            .timeExceeded(code: .timeToLive, quote: ICMPQuote(hex(quoted) + Array(repeating: 0, count: 100), extensions: hex("2000dfd1 00080101 00010101"))), needs: 136),
    ]
    static let refused: [CodecRejection] = [
        CodecRejection("nothing behind the checksum", "08005435", field: "header", at: 0),
        CodecRejection("a quote longer than the message", "0b00d417 00200000" + quoted, field: "original datagram", at: 8),
        CodecRejection("router entries of one word", "0900d9f2 02010708 0a000001 00000000 0a000002 ffffffff", field: "address entry size", at: 5),
        CodecRejection("more router entries than there are", "0900d9f2 03020708 0a000001 00000000 0a000002 ffffffff", field: "router address", at: 24),
    ]

    @Test("decode, encode with the right checksum, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<ICMPv4Message>) {
        #expect(Self.codec.faults(in: vector) == [])
        #expect(ICMPv4Message.verifyChecksum(of: vector.bytes.span.bytes) == .good)
    }

    @Test("what cannot be is refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors, cases: 8000) == []) }

    @Test("a checksum may be forced, and a wrong one is told from a right one")
    func forced() {
        var writer = ByteWriter(appendingTo: [9])
        Self.vectors[0].value.serialize(into: &writer, checksum: 0x1234)
        let bytes = Array(writer.bytes.dropFirst())
        #expect(bytes[2...3] == [0x12, 0x34])
        let verdict = ICMPv4Message.verifyChecksum(of: bytes.span.bytes)
        #expect(verdict == .bad(expected: 0x5435))
    }

    @Test("errors are known as such, and by name")
    func errors() {
        #expect(Self.vectors.filter(\.value.isError).map(\.value.type) == [3, 3, 4, 5, 11, 12, 11])
        #expect(Self.vectors[2].value.description == "ICMP port unreachable")
        #expect(Self.vectors[3].value.description == "ICMP fragmentation needed, next-hop MTU 1400")
        #expect(Self.vectors[6].value.description == "ICMP time exceeded in transit")
    }
}
