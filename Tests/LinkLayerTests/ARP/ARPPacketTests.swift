import LinkLayer
import TestSupport
import Testing
import Wire

@Suite("ARP packet") struct ARPPacketTests {
    static let codec: Codec<ARPPacket> = Codec(ARPPacket.context) { reader throws(DecodeError) in try ARPPacket(parsing: &reader) } encode: { $0.serialize(into: &$1) }
    static let vectors: [CodecVector<ARPPacket>] = [
        CodecVector("request", "0001 0800 06 04 0001 0200 0000 000a 0a000001 0000 0000 0000 0a000002",
            ARPPacket(operation: .request, senderHardware: alice, senderProtocol: IPv4Address(10, 0, 0, 1), targetProtocol: IPv4Address(10, 0, 0, 2))),
        CodecVector("reply", "0001 0800 06 04 0002 0200 0000 000b 0a000002 0200 0000 000a 0a000001",
            ARPPacket(operation: .reply, senderHardware: bob, senderProtocol: IPv4Address(10, 0, 0, 2), targetHardware: alice, targetProtocol: IPv4Address(10, 0, 0, 1))),
        CodecVector("another operation", "0001 0800 06 04 0009 0200 0000 000b 0a000002 0200 0000 000a 0a000001",
            ARPPacket(operation: .init(rawValue: 9), senderHardware: bob, senderProtocol: IPv4Address(10, 0, 0, 2), targetHardware: alice, targetProtocol: IPv4Address(10, 0, 0, 1))),
    ]
    static let refused: [CodecRejection] = [
        CodecRejection("not Ethernet", "0006 0800 06 04 0001 0200 0000 000a 0a000001 0000 0000 0000 0a000002", field: "hardware type", at: 0),
        CodecRejection("not IPv4", "0001 86dd 06 04 0001 0200 0000 000a 0a000001 0000 0000 0000 0a000002", field: "protocol type", at: 2),
        CodecRejection("wrong hardware length", "0001 0800 08 04 0001 0200 0000 000a 0a000001 0000 0000 0000 0a000002", field: "hardware length", at: 4),
        CodecRejection("wrong protocol length", "0001 0800 06 10 0001 0200 0000 000a 0a000001 0000 0000 0000 0a000002", field: "protocol length", at: 5),
    ]

    @Test("decode, encode, cut", arguments: vectors)
    func decodesAndEncodes(vector: CodecVector<ARPPacket>) { #expect(Self.codec.faults(in: vector) == []) }

    @Test("what it is not is refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.codec.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder") func fuzz() { #expect(Self.codec.faults(fuzzing: Self.vectors) == []) }

    @Test("probes and announcements are told from questions")
    func kinds() {
        let here = IPv4Address(10, 0, 0, 1)
        let probe = ARPPacket(operation: .request, senderHardware: alice, senderProtocol: .any, targetProtocol: here)
        #expect(probe.isProbe && !probe.isGratuitous)
        #expect(probe.description == "ARP probe: is 10.0.0.1 in use?")
        let announcement = ARPPacket(operation: .request, senderHardware: alice, senderProtocol: here, targetProtocol: here)
        #expect(announcement.isGratuitous && !announcement.isProbe)
        #expect(announcement.description == "ARP announcement: 10.0.0.1 is at 02:00:00:00:00:0a")
        #expect(Self.vectors[0].value.description == "ARP who has 10.0.0.2? Tell 10.0.0.1")
        #expect(Self.vectors[1].value.description == "ARP 10.0.0.2 is at 02:00:00:00:00:0b")
    }
}
