import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("ICMPv6 message") struct ICMPv6MessageTests {
    /// Checksums cover the addresses: each vector has its own pseudo-header, so that the codec's tests write none and this one checks them.
    static let codec: Codec<ICMPv6Message> = Codec(ICMPv6Message.context) { reader throws(DecodeError) in
        try ICMPv6Message(parsing: &reader)
    } encode: { $0.serialize(into: &$1, pseudoHeader: PseudoHeader(source: documentation(1), destination: documentation(2), protocolNumber: 58), checksum: 0) }

    static let linkLocal = IPv6Address(rawValue: 0xfe80 << 112 | 1)
    static func group(_ text: String) -> IPv6Address { IPv6Address(rawValue: hex(text).reduce(0) { $0 << 8 | UInt128($1) }) }
    static let allNodes = group("ff020000 00000000 00000000 00000001"), allRouters = group("ff020000 00000000 00000000 00000002")
    static let solicited2 = group("ff020000 00000000 00000001 ff000002"), v2Routers = group("ff020000 00000000 00000000 00000016")
    static let someGroup = group("ff3e0000 00000000 00000000 00001234")
    static let alice = MACAddress(rawValue: 0x0200_0000_000a), bob = MACAddress(rawValue: 0x0200_0000_000b)

    static let quoted = "60000000 00081101 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002 9c40829a 0008ffff"
    static let quote = ICMPQuote(hex(quoted))

    /// A message with the checksum that it has between two addresses.
    struct Case: Sendable, CustomStringConvertible {
        let name: String, digits: String, source: IPv6Address, destination: IPv6Address, message: ICMPv6Message, needs: Int?
        init(_ name: String, _ digits: String, from source: IPv6Address = documentation(1), to destination: IPv6Address = documentation(2), _ message: ICMPv6Message, needs: Int? = nil) {
            (self.name, self.digits, self.source, self.destination, self.message, self.needs) = (name, digits, source, destination, message, needs)
        }
        var description: String { name }
        var pseudoHeader: PseudoHeader { PseudoHeader(source: source, destination: destination, protocolNumber: 58) }
        /// With no checksum, as the codec's tests write it.
        var vector: CodecVector<ICMPv6Message> {
            var bytes = hex(digits)
            (bytes[2], bytes[3]) = (0, 0)
            return CodecVector(name, hexText(bytes), message, needs: needs)
        }
    }

    static let cases: [Case] = [
        Case("port unreachable", "0104b7b2 00000000" + quoted, .destinationUnreachable(code: .port, quote: quote), needs: 8),
        Case("packet too big", "0200b1b6 00000500" + quoted, .packetTooBig(mtu: 1280, quote: quote), needs: 8),
        Case("time exceeded", "0300b5b6 00000000" + quoted, .timeExceeded(code: .hopLimit, quote: quote), needs: 8),
        Case("parameter problem", "0401b4af 00000006" + quoted, .parameterProblem(code: .unrecognizedNextHeader, pointer: 6, quote: quote), needs: 8),
        Case("echo request", "8000ce35 12340007 68656c6c6f", .echoRequest(ICMPEcho(identifier: 0x1234, sequenceNumber: 7, payload: Array("hello".utf8))), needs: 8),
        Case("echo reply", "8100cd35 12340007 68656c6c6f", .echoReply(ICMPEcho(identifier: 0x1234, sequenceNumber: 7, payload: Array("hello".utf8))), needs: 8),
        Case("router solicitation", "85007a23 00000000 01010200 0000000a", from: linkLocal, to: allRouters, .routerSolicitation(options: [.sourceLinkLayerAddress(alice)])),
        Case("router advertisement", """
            86002bed 40880708 00007530 000003e8 030440c0 00278d00 00093a80 00000000 20010db8 00000000 00000000 00000000
            05010000 000005dc 19030000 0000012c 20010db8 00000000 00000000 00000053 01010200 0000000a
            """, from: linkLocal, to: allNodes,
            .routerAdvertisement(RouterAdvertisement(
                currentHopLimit: 64, isManaged: true, preference: .high, routerLifetime: 1800, reachableTime: 30000, retransmissionTimer: 1000,
                options: [
                    .prefixInformation(.init(prefix: documentation(0), prefixLength: 64)), .mtu(1500), .recursiveDNSServers(lifetime: 300, [documentation(0x53)]), .sourceLinkLayerAddress(alice),
                ]))),
        Case("neighbor solicitation", "87001c1e 00000000 20010db8 00000000 00000000 00000002 01010200 0000000a", to: solicited2,
            .neighborSolicitation(target: documentation(2), options: [.sourceLinkLayerAddress(alice)])),
        Case("neighbor advertisement", "88008a68 60000000 20010db8 00000000 00000000 00000002 02010200 0000000b", from: documentation(2), to: documentation(1),
            .neighborAdvertisement(NeighborAdvertisement(isSolicited: true, overrides: true, target: documentation(2), options: [.targetLinkLayerAddress(bob)]))),
        Case("redirect", "8900296a 00000000 fe800000 00000000 00000000 000000fe 20010db8 00090000 00000000 00000001 02010200 0000000b 04070000 00000000" + quoted, from: linkLocal, to: documentation(1),
            .redirect(target: IPv6Address(rawValue: 0xfe80 << 112 | 0xfe), destination: IPv6Address(rawValue: 0x2001_0db8_0009 << 80 | 1), options: [.targetLinkLayerAddress(bob), .redirectedHeader(hex(quoted))])),
        Case("listener query", "82005917 27100000 00000000 00000000 00000000 00000000", from: linkLocal, to: allNodes, .multicastListener(.query(maximumResponseDelay: 10000, group: .any))),
        Case("listener report", "8300821d 00000000 ff020000 00000000 00000001 ff000002", from: linkLocal, to: solicited2, .multicastListener(.report(group: solicited2))),
        Case("listener done", "8400801f 00000000 ff020000 00000000 00000001 ff000002", from: linkLocal, to: allRouters, .multicastListener(.done(group: solicited2))),
        Case("listener query v2", "82000f52 27100000 ff3e0000 00000000 00000000 00001234 0a7d0001 20010db8 00000000 00000000 00000007", from: linkLocal, to: allNodes,
            .multicastListener(.queryV2(.init(maximumResponseCode: 10000, group: someGroup, suppressesRouterProcessing: true, sources: [documentation(7)])))),
        Case("listener report v2", "8f002ead 00000002 04000000 ff020000 00000000 00000001 ff000002 03000001 ff3e0000 00000000 00000000 00001234 20010db8 00000000 00000000 00000007", from: linkLocal, to: v2Routers,
            .multicastListener(.reportV2([
                MulticastGroupRecord(kind: .changeToExclude, group: solicited2), MulticastGroupRecord(kind: .changeToInclude, group: someGroup, sources: [documentation(7)]),
            ]))),
    ]
    /// Whether a cut message is still one depends on where options end; the others have one least length.
    static let wholeOnly: [CodecVector<ICMPv6Message>] = cases.map(\.vector).filter { ![133, 134, 135, 136, 137].contains($0.bytes[0]) && $0.name != "listener query v2" }
    static let withOptions: [Case] = cases.filter { [133, 134, 135, 136, 137].contains($0.vector.bytes[0]) }

    static let refused: [CodecRejection] = [
        CodecRejection("an option of length 0", "85000000 00000000 01000200 0000000a", field: "option length", at: 9),
        CodecRejection("a link-layer address of two units", "85000000 00000000 01020200 0000000a 00000000 00000000", field: "option length", at: 9),
        CodecRejection("an option beyond the message", "85000000 00000000 0e020200 0000000a", field: "option", at: 10),
        CodecRejection("a prefix of three units", "86000000 40000708 00000000 00000000 030340c0 00278d00 00093a80 00000000 20010db8 00000000", field: "option length", at: 17),
        CodecRejection("a prefix length of 129", "86000000 40000708 00000000 00000000 030481c0 00278d00 00093a80 00000000 20010db8 00000000 00000000 00000000", field: "prefix length", at: 18),
        CodecRejection("name servers of two units", "86000000 40000708 00000000 00000000 19020000 0000012c 20010db8 00000000", field: "option length", at: 17),
        CodecRejection("an MTU of two units", "86000000 40000708 00000000 00000000 05020000 000005dc 00000000 00000000", field: "option length", at: 17),
        CodecRejection("more records than there are", "8f000000 00000002 04000000 ff020000 00000000 00000001 ff000002", field: "record type", at: 28),
        CodecRejection("a quote longer than the message", "01000000 20000000" + quoted, field: "original datagram", at: 8),
    ]

    @Test("decode, encode, cut", arguments: wholeOnly)
    func decodesAndEncodes(vector: CodecVector<ICMPv6Message>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("neighbour discovery decodes and encodes; cut, it is refused but between two options", arguments: withOptions)
    func neighborDiscovery(item: Case) throws {
        let vector = item.vector
        #expect(try Self.codec.decoded(vector.bytes).get() == vector.value)
        #expect(hexText(Self.codec.encoded(vector.value)) == hexText(vector.bytes))
        for count in 0..<vector.bytes.count {
            guard let shorter = try? Self.codec.decoded(Array(vector.bytes.prefix(count))).get() else { continue }
            #expect(count % 8 == 0 && Self.codec.encoded(shorter) == Array(vector.bytes.prefix(count)), "cut to \(count) bytes")
        }
    }

    @Test("the checksum covers the addresses, and is right where others computed it", arguments: cases)
    func checksum(item: Case) {
        var writer = ByteWriter(appendingTo: [9])
        item.message.serialize(into: &writer, pseudoHeader: item.pseudoHeader)
        #expect(hexText(Array(writer.bytes.dropFirst())) == hexText(hex(item.digits)))
        var bytes = hex(item.digits)
        func verdict() -> ChecksumVerdict { ICMPv6Message.verifyChecksum(of: bytes.span.bytes, pseudoHeader: item.pseudoHeader) }
        #expect(verdict() == .good)
        let right = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        bytes[3] ^= 1
        #expect(verdict() == .bad(expected: right))
    }

    @Test("what cannot be is refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.cases.map(\.vector), cases: 10000) == []) }

    @Test("options are padded to eights", arguments: 0...20)
    func padding(length: Int) throws {
        let option = NeighborDiscoveryOption.nonce(Array(repeating: 5, count: length))
        var writer = ByteWriter()
        option.serialize(into: &writer)
        #expect(writer.count % 8 == 0 && writer.count == option.length && writer.count < length + 10)
    }
}
