import NetworkLayer
import TestSupport
import Testing
import Wire

/// 2001:db8::`last`.
func documentation(_ last: UInt16) -> IPv6Address { IPv6Address(rawValue: 0x2001_0db8 << 96 | UInt128(last)) }

@Suite("IPv6 header") struct IPv6HeaderTests {
    static let codec: Codec<IPv6Header> = Codec(IPv6Header.context) { reader throws(DecodeError) in
        try IPv6Header(parsing: &reader)
    } encode: { $0.serialize(into: &$1, payloadLength: 0, derived: .asStored) }

    static let vectors: [CodecVector<IPv6Header>] = [
        CodecVector("expedited, ECT(0), with a flow label", "6baabcde 00140639 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002",
            IPv6Header(dscp: 46, ecn: .capable0, flowLabel: 0xabcde, payloadLength: 20, nextHeader: .tcp, hopLimit: 57, source: documentation(1), destination: documentation(2))),
        CodecVector("everything set", "6fffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff",
            IPv6Header(dscp: 63, ecn: .congestionExperienced, flowLabel: 0xfffff, payloadLength: 65535, nextHeader: IPProtocol(rawValue: 255), hopLimit: 255, source: IPv6Address(rawValue: .max), destination: IPv6Address(rawValue: .max))),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<IPv6Header>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("version 4 is refused")
    func version() {
        #expect(Self.codec.faults(in: CodecRejection("version 4", "4baabcde 00140639 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002", field: "version", at: 0)) == [])
    }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors) == []) }

    @Test("the payload ends where the payload length says", arguments: [(20, 20, 20), (20, 30, 20), (20, 19, nil), (0, 5, 0)] as [(UInt16, Int, Int?)])
    func payload(length: UInt16, available: Int, expected: Int?) {
        let header = IPv6Header(payloadLength: length, nextHeader: .udp, source: documentation(1), destination: documentation(2))
        let found = try? [UInt8](repeating: 0, count: available).decode(as: IPv6Header.context) { reader throws(DecodeError) in try header.payloadLength(in: reader) }
        #expect(found == expected)
    }
}

@Suite("IPv6 extension headers") struct IPv6ExtensionHeaderTests {
    /// The first byte of a vector is the next header of the IPv6 header before the chain; the upper layer's bytes are no part of it.
    static let codec: Codec<IPv6ExtensionChain> = Codec(IPv6Header.context) { reader throws(DecodeError) in
        let first = IPProtocol(rawValue: try reader.uint8("next header"))
        return try IPv6ExtensionChain(parsing: &reader, first: first)
    } encode: { chain, writer in
        writer.uint8(chain.firstHeader.rawValue)
        chain.serialize(into: &writer)
    }

    static let vectors: [CodecVector<IPv6ExtensionChain>] = [
        CodecVector("none", "06", IPv6ExtensionChain(upperLayer: .tcp)),
        CodecVector("no next header", "3b", IPv6ExtensionChain(upperLayer: .noNextHeader)),
        CodecVector("hop-by-hop with MLD's router alert", "00 3a000502 00000100", IPv6ExtensionChain(headers: [.hopByHop([.routerAlert(0), .padN(count: 2)])], upperLayer: .icmpv6)),
        CodecVector("hop-by-hop, destination options, routing, first fragment",
            "00 3c000502 00000100 2b00de03 01020300 2c020001 00000000 20010db8 00000000 00000000 00000009 11000001 deadbeef",
            IPv6ExtensionChain(
                headers: [
                    .hopByHop([.routerAlert(0), .padN(count: 2)]), .destinationOptions([.unknown(type: 0xde, data: [1, 2, 3]), .pad1]),
                    .routing(IPv6RoutingHeader(type: 0, segmentsLeft: 1, data: hex("00000000 20010db8 00000000 00000000 00000009"))),
                    .fragment(IPv6FragmentHeader(fragmentOffset: 0, moreFragments: true, identification: 0xdead_beef)),
                ], upperLayer: .udp)),
        CodecVector("the last fragment: what follows is the middle of TCP", "2c 060005a8 01020304",
            IPv6ExtensionChain(headers: [.fragment(IPv6FragmentHeader(fragmentOffset: 1448, moreFragments: false, identification: 0x0102_0304))], upperLayer: .tcp)),
        CodecVector("a later fragment whose packet went on with destination options: they lie in the first", "2c 3c0005a9 01020304",
            IPv6ExtensionChain(headers: [.fragment(IPv6FragmentHeader(fragmentOffset: 1448, moreFragments: true, identification: 0x0102_0304))], upperLayer: .destinationOptions)),
        CodecVector("authentication header", "33 11040000 00000100 00000005 aaaaaaaa aaaaaaaa aaaaaaaa",
            IPv6ExtensionChain(headers: [.authentication(hex("0000 00000100 00000005 aaaaaaaa aaaaaaaa aaaaaaaa"))], upperLayer: .udp)),
        CodecVector("a jumbo payload", "00 0600c204 00010000", IPv6ExtensionChain(headers: [.hopByHop([.jumboPayload(65536)])], upperLayer: .tcp)),
        CodecVector("long padding", "3c 3b010108 00000000 00000000 01020000", IPv6ExtensionChain(headers: [.destinationOptions([.padN(count: 10), .padN(count: 4)])], upperLayer: .noNextHeader)),
    ]
    static let refused: [CodecRejection] = [
        CodecRejection("hop-by-hop not first", "3c 00000104 00000000 3b000104 00000000", field: "next header", at: 9),
        CodecRejection("an option beyond its header", "00 3b000105 00000000", field: "option data", at: 5),
        CodecRejection("a header beyond the packet", "00 3b010104 00000000", field: "extension header", at: 3),
        CodecRejection("a router alert of 4 bytes", "00 3b000504 00000000", field: "option data length", at: 4),
        CodecRejection("a jumbo payload of 3 bytes", "00 3b00c203 00000000", field: "option data length", at: 4),
        CodecRejection("17 headers", "3c" + String(repeating: "3c000104 00000000", count: 17), field: "extension headers", at: 129),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<IPv6ExtensionChain>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("what cannot be is refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors, cases: 8000) == []) }

    @Test("a chain knows its length, its fragment and what the IPv6 header says before it")
    func chain() {
        for vector in Self.vectors {
            #expect(vector.value.length == vector.bytes.count - 1, "\(vector)")
            #expect(vector.value.firstHeader.rawValue == vector.bytes[0], "\(vector)")
        }
        #expect(Self.vectors[3].value.fragment?.identification == 0xdead_beef)
        #expect(Self.vectors[3].value.fragment?.isAtomic == false)
        #expect(Self.vectors[2].value.fragment == nil)
        if case .routing(let routing) = Self.vectors[3].value.headers[2] { #expect(routing.addresses == [documentation(9)]) } else { Issue.record("no routing header") }
    }

    @Test("headers are padded to eights", arguments: 0...16)
    func padding(length: Int) throws {
        let chain = IPv6ExtensionChain(headers: [.destinationOptions([.unknown(type: 0x1e, data: Array(repeating: 5, count: length))])], upperLayer: .udp)
        let bytes = Self.codec.encoded(chain)
        #expect((bytes.count - 1) % 8 == 0 && bytes.count - 1 == chain.length)
        guard case .destinationOptions(let options)? = try Self.codec.decoded(bytes).get().headers.first else { Issue.record("no options"); return }
        #expect(options.first == .unknown(type: 0x1e, data: Array(repeating: 5, count: length)) && options.count <= 2)
    }

    @Test("what to do with unknown options is in their type")
    func unrecognized() {
        #expect([0x1e, 0x5e, 0x9e, 0xde].map { IPv6Option.unknown(type: $0, data: []).unrecognizedAction } == [.skip, .discard, .discardAndReport, .discardAndReportUnlessMulticast])
        #expect(IPv6Option.unknown(type: 0x3e, data: []).mayChange && !IPv6Option.unknown(type: 0x1e, data: []).mayChange)
    }
}
