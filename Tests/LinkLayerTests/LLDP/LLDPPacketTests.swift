import LinkLayer
import TestSupport
import Testing
import Wire

@Suite("LLDP") struct LLDPPacketTests {
    static let codec: Codec<LLDPPacket> = Codec(LLDPPacket.context) { reader throws(DecodeError) in try LLDPPacket(parsing: &reader) } encode: { $0.serialize(into: &$1) }
    static let vectors: [CodecVector<LLDPPacket>] = [
        CodecVector("a switch's", "0207 04 02000000000b 0405 05 65746830 0602 0078 0a03 737731 0e04 0004 0004 0000", LLDPPacket(chassis: bob, port: "eth0", systemName: "sw1", capabilities: 4)),
        CodecVector("everything", "0203 07 6162 0402 03aa 0602 0000 0801 70 0c02 6f73 1002 0102 fe06 00120f 01 0203 fc01 ff 0000",
            LLDPPacket(values: [
                .chassis(subtype: 7, [0x61, 0x62]), .port(subtype: 3, [0xaa]), .timeToLive(0), .portDescription([0x70]), .systemDescription([0x6f, 0x73]), .managementAddress([1, 2]),
                .organization(0x00120f, subtype: 1, [2, 3]), .unknown(type: 126, [0xff]),
            ])),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<LLDPPacket>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("what cannot be is refused", arguments: [
        CodecRejection("the port first", "0402 03aa 0203 07 6162 0602 0000 0000", field: "type", at: 0), CodecRejection("an end before the time to live", "0203 07 6162 0402 03aa 0000", field: "type", at: 9),
        CodecRejection("a value beyond the packet", "02ff 07 6162", field: "value", at: 2), CodecRejection("a chassis without a name", "0201 07 0402 03aa 0602 0000 0000", field: "length", at: 0),
        CodecRejection("a time of one byte", "0203 07 6162 0402 03aa 0601 00 0000", field: "time to live", at: 11),
        CodecRejection("values without end", "0203 07 6162 0402 03aa 0602 0000" + String(repeating: "0800", count: 62), field: "values", at: 135),
    ])
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors) == []) }

    @Test("it says who it is") func description() { #expect(Self.vectors[0].value.description == "LLDP port eth0 for 120 s sw1") }
}
