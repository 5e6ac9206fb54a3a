import LinkLayer
import TestSupport
import Testing
import Wire

let alice = MACAddress(rawValue: 0x0200_0000_000a), bob = MACAddress(rawValue: 0x0200_0000_000b)

@Suite("Ethernet") struct EthernetTests {
    static let header: Codec<EthernetHeader> = Codec(EthernetHeader.context) { reader throws(DecodeError) in try EthernetHeader(parsing: &reader) } encode: { $0.serialize(into: &$1) }
    static let headers: [CodecVector<EthernetHeader>] = [
        CodecVector("IPv4 from alice to bob", "0200 0000 000b 0200 0000 000a 0800", EthernetHeader(destination: bob, source: alice, etherType: .ipv4)),
        CodecVector("a length", "0180 c200 0000 0200 0000 000a 0026", EthernetHeader(destination: MACAddress(rawValue: 0x0180_c200_0000), source: alice, etherType: EtherType(rawValue: 38))),
    ]

    @Test("headers decode, encode and are refused when cut", arguments: headers)
    func decodesHeaders(vector: CodecVector<EthernetHeader>) { #expect(Self.header.faults(in: vector) == []) }

    static let frame: Codec<EthernetFrame> = Codec(EthernetHeader.context) { reader throws(DecodeError) in try EthernetFrame(parsing: &reader) } encode: { $0.serialize(into: &$1) }
    static let frames: [CodecVector<EthernetFrame>] = [
        CodecVector("Ethernet II", "0200 0000 000b 0200 0000 000a 0800 6869",
            EthernetFrame(destination: bob, source: alice, encapsulation: .ethernetII(.ipv4), payload: hex("6869")), needs: 14),
        CodecVector("802.1Q", "0200 0000 000b 0200 0000 000a 8100 b064 0800 4500 0016",
            EthernetFrame(destination: bob, source: alice, tags: [.init(100, priority: 5, isDropEligible: true)], encapsulation: .ethernetII(.ipv4), payload: hex("45000016")), needs: 18),
        CodecVector("802.1ad, a customer tag in a service tag", "0200 0000 000b 0200 0000 000a 88a8 60c8 8100 0064 0806 00010800",
            EthernetFrame(destination: bob, source: alice, tags: [.init(200, type: .serviceVLAN, priority: 3), .init(100)], encapsulation: .ethernetII(.arp), payload: hex("00010800")), needs: 22),
        CodecVector("802.3 with LLC: a BPDU's", "0180 c200 0000 0200 0000 000a 0007 4242 03 00000000 0000 0000",
            EthernetFrame(destination: MACAddress(rawValue: 0x0180_c200_0000), source: alice, encapsulation: .llc(LLCHeader(destination: .spanningTree, source: .spanningTree)), payload: hex("00000000")),
            needs: 21, canonical: "0180 c200 0000 0200 0000 000a 0007 4242 03 00000000"),
        CodecVector("802.3 with a numbered LLC control field", "0200 0000 000b 0200 0000 000a 0005 f0f1 0400 aa",
            EthernetFrame(destination: bob, source: alice, encapsulation: .llc(LLCHeader(destination: .init(rawValue: 0xf0), source: .init(rawValue: 0xf1), control: .numbered(0x0400))), payload: [0xaa])),
        CodecVector("802.3 with SNAP", "0200 0000 000b 0200 0000 000a 000c aaaa 03 000000 0800 6162 6364",
            EthernetFrame(destination: bob, source: alice, encapsulation: .snap(SNAPHeader(protocolIdentifier: 0x0800)), payload: hex("61626364"))),
        CodecVector("a tag around a length", "0200 0000 000b 0200 0000 000a 8100 0001 000c aaaa 03 00000c 2000 0102 0304",
            EthernetFrame(destination: bob, source: alice, tags: [.init(1)], encapsulation: .snap(SNAPHeader(organization: 0x00000c, protocolIdentifier: 0x2000)), payload: hex("01020304"))),
    ]
    static let refused: [CodecRejection] = [
        CodecRejection("a length beyond the frame", "0200 0000 000b 0200 0000 000a 0009 4242 03 00000000", field: "LLC data", at: 14),
        CodecRejection("a length too short for LLC", "0200 0000 000b 0200 0000 000a 0002 4242 03 00000000", field: "control", at: 16),
        CodecRejection("neither a length nor a type", "0200 0000 000b 0200 0000 000a 05ff 4242 03", field: "type", at: 12),
        CodecRejection("five tags", "0200 0000 000b 0200 0000 000a 8100 0001 8100 0001 8100 0001 8100 0001 8100 0001 0800", field: "type", at: 28),
    ]

    @Test("frames decode, encode and are refused when cut", arguments: frames)
    func decodesFrames(vector: CodecVector<EthernetFrame>) { #expect(Self.frame.faults(in: vector) == []) }

    @Test("frames that cannot be are refused", arguments: refused)
    func refuses(rejection: CodecRejection) { #expect(Self.frame.faults(in: rejection) == []) }

    @Test("no bytes trap the decoder")
    func fuzz() {
        // An LLC header may say SNAP in more than one way; only one is written.
        #expect(Self.frame.faults(fuzzing: Self.frames, lossy: true) == [])
    }

    @Test("a type says whether it is a length, and a tag")
    func types() {
        #expect(EtherType(rawValue: 1500).isLength && !EtherType(rawValue: 1501).isLength && !EtherType.ipv4.isLength)
        #expect(EtherType.vlan.isTag && EtherType.serviceVLAN.isTag && !EtherType.ipv6.isTag)
        #expect(EtherType(rawValue: 0x12).description == "length 18")
        #expect(EtherType(rawValue: 0x0a00).description == "0x0a00")
    }
}

@Suite("Frame check sequence") struct FrameCheckSequenceTests {
    /// An ARP request as it lies on the wire: header, packet, padding, check.
    static let frame = hex("""
        ffffffff ffff0200 0000000a 08060001 08000604 00010200 0000000a 0a000001 00000000 00000a00 00020000 00000000 00000000 00000000 00000000 4e45c124
        """)

    @Test("a short frame is padded to 60 bytes and gets the right check")
    func append() {
        var writer = ByteWriter(appendingTo: Array(Self.frame[..<42]))
        FrameCheckSequence.append(to: &writer)
        #expect(writer.bytes == Self.frame)
        #expect(FrameCheckSequence.isValid(writer.bytes))
    }

    @Test("a frame that begins behind other bytes is padded and checked by itself")
    func appendBehind() {
        var writer = ByteWriter(appendingTo: [1, 2, 3] + Self.frame[..<42])
        FrameCheckSequence.append(to: &writer, from: 3)
        #expect(writer.bytes == [1, 2, 3] + Self.frame)
    }

    @Test("any flipped bit is noticed")
    func flipped() {
        for bit in 0..<8 * Self.frame.count {
            var frame = Self.frame
            frame[bit / 8] ^= 1 << (bit % 8)
            #expect(!FrameCheckSequence.isValid(frame), "bit \(bit)")
        }
    }

    @Test("nothing is not a valid frame")
    func empty() {
        #expect(!FrameCheckSequence.isValid([]))
        #expect(!FrameCheckSequence.isValid(hex("00000000")))
    }

    @Test("a check of one's own takes Ethernet's place")
    func exchangeable() {
        struct Sum: FrameCheck {
            func check(over frame: RawSpan) -> UInt32 { UInt32(InternetChecksum.of(frame)) }
        }
        func valid(_ bytes: [UInt8], _ check: some FrameCheck) -> Bool { FrameCheckSequence.isValid(bytes.span.bytes, using: check) }
        #expect(valid(Self.frame, EthernetFrameCheck()) == true && valid(Self.frame, Sum()) == false && valid([], Sum()) == false)
        var writer = ByteWriter(appendingTo: Array(Self.frame[..<42]))
        FrameCheckSequence.append(to: &writer, using: Sum())
        #expect(writer.count == 64 && valid(writer.bytes, Sum()) == true && valid(writer.bytes, EthernetFrameCheck()) == false)
    }
}
