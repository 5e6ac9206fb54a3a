import NetworkLayer
import TestSupport
import Testing
import Wire

/// A header and what it carries, as one value for the codec's tests.
struct IPv4Packet: Hashable {
    var header: IPv4Header
    var payload: [UInt8] = []
}

@Suite("IPv4 header") struct IPv4HeaderTests {
    static let a = IPv4Address(10, 0, 0, 1), b = IPv4Address(10, 0, 0, 9)

    static let codec: Codec<IPv4Header> = Codec(IPv4Header.context) { reader throws(DecodeError) in
        try IPv4Header(parsing: &reader)
    } encode: { $0.serialize(into: &$1, payloadLength: 0, derived: .asStored) }

    static let vectors: [CodecVector<IPv4Header>] = [
        CodecVector("UDP, not to be fragmented", "45000073 00004000 4011b861 c0a80001 c0a800c7",
            IPv4Header(totalLength: 115, dontFragment: true, protocol: .udp, checksum: 0xb861, source: IPv4Address(192, 168, 0, 1), destination: IPv4Address(192, 168, 0, 199))),
        CodecVector("a fragment in the middle, expedited, ECT(1)", "45b905dc 123420b9 3d062969 0a010203 0a040506",
            IPv4Header(
                dscp: 46, ecn: .capable1, totalLength: 1500, identification: 0x1234, moreFragments: true, fragmentOffset: 1480, timeToLive: 61, protocol: .tcp, checksum: 0x2969,
                source: IPv4Address(10, 1, 2, 3), destination: IPv4Address(10, 4, 5, 6))),
        CodecVector("the last fragment there can be, all flags", "45000014 0000ffff 0000ffff 00000000 ffffffff",
            IPv4Header(
                totalLength: 20, reservedFlag: true, dontFragment: true, moreFragments: true, fragmentOffset: 65528, timeToLive: 0, protocol: .hopByHop, checksum: 0xffff,
                source: .any, destination: .broadcast)),
        CodecVector("record route, one slot used", "4900003c 00070000 40015297 0a000001 0a000009 070f080a 00010100 00000000 00000000",
            IPv4Header(
                totalLength: 60, identification: 7, protocol: .icmp, checksum: 0x5297, source: a, destination: b,
                options: [.recordRoute(IPv4Route(pointer: 8, addresses: [IPv4Address(10, 0, 1, 1), .any, .any])), .endOfList])),
        CodecVector("timestamp with addresses", "4800003c 00080000 40010478 0a000001 0a000009 440c0d21 0a000005 01020304",
            IPv4Header(
                totalLength: 60, identification: 8, protocol: .icmp, checksum: 0x0478, source: a, destination: b,
                options: [.timestamp(IPv4TimestampOption(pointer: 13, overflow: 2, mode: .withAddresses, entries: [.init(address: IPv4Address(10, 0, 0, 5), time: 0x01020304)]))])),
        CodecVector("timestamps alone", "4800003c 00080000 40010000 0a000001 0a000009 440c0500 00000001 00000002",
            IPv4Header(
                totalLength: 60, identification: 8, protocol: .icmp, source: a, destination: b,
                options: [.timestamp(IPv4TimestampOption(mode: .timestampsOnly, entries: [.init(time: 1), .init(time: 2)]))])),
        CodecVector("loose source route behind a NOP", "4900003c 00090000 40113d13 0a000001 0a000009 01830b04 0a000202 0a000303 00000000",
            IPv4Header(
                totalLength: 60, identification: 9, protocol: .udp, checksum: 0x3d13, source: a, destination: b,
                options: [.noOperation, .looseSourceRoute(IPv4Route(addresses: [IPv4Address(10, 0, 2, 2), IPv4Address(10, 0, 3, 3)])), .endOfList])),
        CodecVector("strict source route, router alert, an unknown one", "4900003c 000a0000 4002a08d 0a000001 0a000009 8907040a 00020201 94040000 9e040102",
            IPv4Header(
                totalLength: 60, identification: 10, protocol: .igmp, checksum: 0xa08d, source: a, destination: b,
                options: [.strictSourceRoute(IPv4Route(addresses: [IPv4Address(10, 0, 2, 2)])), .noOperation, .routerAlert(0), .unknown(type: 158, data: [1, 2])])),
        CodecVector("a route without slots, padding that is not zero", "4700003c 000a0000 40020000 0a000001 0a000009 07030400 deadbeef",
            IPv4Header(
                totalLength: 60, identification: 10, protocol: .igmp, source: a, destination: b,
                options: [.recordRoute(IPv4Route(addresses: [])), .endOfList]), canonical: "4600003c 000a0000 40020000 0a000001 0a000009 07030400"),
    ]

    private static func rejected(_ name: String, _ options: String, _ field: String, at offset: Int) -> CodecRejection {
        CodecRejection(name, "4\(String(5 + hex(options).count / 4, radix: 16))0000ff 00070000 40015297 0a000001 0a000009" + options, field: field, at: offset)
    }
    static let refused: [CodecRejection] = [
        CodecRejection("version 6", "65000073 00004000 4011b861 c0a80001 c0a800c7", field: "version", at: 0),
        CodecRejection("header length 4", "44000073 00004000 4011b861 c0a80001 c0a800c7", field: "header length", at: 0),
        CodecRejection("total length below the header's", "45000013 00004000 4011b861 c0a80001 c0a800c7", field: "total length", at: 2),
        CodecRejection("header beyond the bytes", "46000073 00004000 4011b861 c0a80001 c0a800c7", field: "options", at: 20),
        rejected("option length 0", "83000000", "option length", at: 21),
        rejected("option length 1", "01078301", "option length", at: 22),
        rejected("option beyond the header", "83050400", "option length", at: 21),
        rejected("option without a length", "01010183", "option length", at: 24),
        rejected("a route of 2 bytes", "07020000", "option length", at: 21),
        rejected("half an address", "07050400 00000000", "option length", at: 21),
        rejected("a route pointer into the option's head", "07070300 00000000", "route pointer", at: 22),
        rejected("a timestamp pointer into the option's head", "44080400 00000000", "timestamp pointer", at: 22),
        rejected("an unknown way of time keeping", "44080502 00000000", "timestamp flag", at: 23),
        rejected("half an entry", "44080501 00000000", "timestamp", at: 28),
        rejected("a timestamp option of 6 bytes", "44060500 00000000", "option length", at: 21),
        rejected("a router alert of 3 bytes", "94030000", "option length", at: 21),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<IPv4Header>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("what cannot be is refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors, cases: 8000) == []) }

    @Test("length and checksum are computed, whatever the header holds", arguments: vectors.filter { $0.value.checksum != 0 && $0.value.checksum != 0xffff })
    func computed(vector: CodecVector<IPv4Header>) {
        var header = vector.value
        header.totalLength = 1
        header.checksum = 2
        var writer = ByteWriter(appendingTo: [9])
        header.serialize(into: &writer, payloadLength: Int(vector.value.totalLength) - vector.bytes.count)
        #expect(hexText(Array(writer.bytes.dropFirst())) == hexText(vector.bytes))
        #expect(writer.count - 1 == header.headerLength)
    }

    @Test("every flipped bit is noticed, and the right checksum is told", arguments: [vectors[0], vectors[3]])
    func damaged(vector: CodecVector<IPv4Header>) {
        #expect(verdict(vector.bytes + [1, 2, 3]) == .good, "what lies behind the header is of no account")
        for bit in 8..<8 * vector.bytes.count {
            var bytes = vector.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            guard case .bad(let expected) = verdict(bytes) else { Issue.record("bit \(bit): \(verdict(bytes))"); continue }
            bytes[10] = UInt8(expected >> 8)
            bytes[11] = UInt8(expected & 255)
            #expect(verdict(bytes) == .good, "bit \(bit), mended")
        }
        #expect(verdict([]) == .absent && verdict(Array(vector.bytes.dropLast())) == .absent && verdict([0x40] + vector.bytes.dropFirst()) == .absent)
    }

    private func verdict(_ bytes: [UInt8]) -> ChecksumVerdict { IPv4Header.verifyChecksum(of: bytes.span.bytes) }

    @Test("the payload ends where the total length says", arguments: [(115, 95, 95), (115, 120, 95), (20, 4, 0), (115, 94, nil)] as [(UInt16, Int, Int?)])
    func payload(totalLength: UInt16, available: Int, expected: Int?) {
        let header = IPv4Header(totalLength: totalLength, protocol: .udp, source: Self.a, destination: Self.b)
        let found = try? [UInt8](repeating: 0, count: available).decode(as: IPv4Header.context) { reader throws(DecodeError) in try header.payloadLength(in: reader) }
        #expect(found == expected)
    }

    @Test("a route takes addresses until its slots are used")
    func route() {
        var route = IPv4Route(addresses: [.any, .any])
        #expect(route.record(Self.a) && route.record(Self.b) && !route.record(Self.a))
        #expect(route == IPv4Route(pointer: 12, addresses: [Self.a, Self.b]) && route.nextSlot == nil)
        #expect(IPv4Route(pointer: 5, addresses: [.any]).nextSlot == nil && IPv4Route(pointer: 255, addresses: [.any]).nextSlot == nil)
    }

    @Test("options that do not fit are left out, and the header never grows beyond 60 bytes")
    func tooManyOptions() {
        let header = IPv4Header(protocol: .udp, source: Self.a, destination: Self.b, options: Array(repeating: .unknown(type: 158, data: Array(repeating: 7, count: 13)), count: 4))
        var writer = ByteWriter()
        header.serialize(into: &writer, payloadLength: 0)
        #expect(writer.count == 52 && header.headerLength == 52)
        #expect(verdict(writer.bytes) == .good)
    }
}
