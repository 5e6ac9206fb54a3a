import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("IGMP message") struct IGMPMessageTests {
    static let codec: Codec<IGMPMessage> = Codec(IGMPMessage.context) { reader throws(DecodeError) in
        try IGMPMessage(parsing: &reader)
    } encode: { $0.serialize(into: &$1) }

    static let group = IPv4Address(224, 1, 2, 3)
    static let vectors: [CodecVector<IGMPMessage>] = [
        CodecVector("general query", "1164ee9b 00000000", .query(maximumResponseTime: 100, group: .any)),
        CodecVector("report", "160007fb e0010203", .reportV2(group: group)),
        CodecVector("leave", "170006fb e0010203", .leave(group: group)),
        CodecVector("report of version 1", "12000bfb e0010203", .reportV1(group: group)),
        CodecVector("report of version 3", "220003ee 00000002 04000000 e0010203 01000001 e8010101 0a000007",
            .reportV3([MulticastGroupRecord(kind: .changeToExclude, group: group), MulticastGroupRecord(kind: .modeIsInclude, group: IPv4Address(232, 1, 1, 1), sources: [IPv4Address(10, 0, 0, 7)])])),
        CodecVector("auxiliary data", "2200e3e4 00000001 04010000 e0010203 0a0a0a0a", .reportV3([MulticastGroupRecord(kind: .changeToExclude, group: group, auxiliaryData: [10, 10, 10, 10])])),
    ]
    /// Cut to 8 bytes, it is a query of version 2.
    static let queryV3: CodecVector<IGMPMessage> = CodecVector("query of version 3", "1164ee14 e0010203 0a7d0002 0a000001 0a000002",
        .queryV3(.init(maximumResponseCode: 100, group: group, suppressesRouterProcessing: true, sources: [IPv4Address(10, 0, 0, 1), IPv4Address(10, 0, 0, 2)])))

    @Test("decode, encode with the right checksum, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<IGMPMessage>) {
        #expect(Self.codec.faults(in: vector) == [])
        #expect(IGMPMessage.verifyChecksum(of: vector.bytes.span.bytes) == .good)
    }

    @Test("the length tells a query's version")
    func versions() throws {
        #expect(Self.codec.faults(in: Self.queryV3) == ["cut to 8 of 20 bytes, it is still decoded"])
        #expect(try Self.codec.decoded(Array(Self.queryV3.bytes.prefix(8))).get() == .query(maximumResponseTime: 100, group: Self.group))
    }

    @Test("more records and sources than there are", arguments: [
        CodecRejection("records", "22000000 00000002 04000000 e0010203", field: "record type", at: 16),
        CodecRejection("sources", "22000000 00000001 04000001 e0010203", field: "source address", at: 16),
        CodecRejection("auxiliary data", "22000000 00000001 04010000 e0010203 0000", field: "auxiliary data", at: 16),
        CodecRejection("a query's sources", "11640000 e0010203 0a7dffff 0a000001", field: "source address", at: 16),
    ])
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors + [Self.queryV3]) == []) }
}
