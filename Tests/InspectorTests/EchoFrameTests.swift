import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// The frame of the first lab: 14 bytes of greeting in TCP in IPv4 in Ethernet, written out by hand.
@Suite struct EchoFrameTests {
    static let frame: [UInt8] = hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00
        00 36 00 02 40 00 40 06 26 aa 0a 00 00 0b 0a 00
        00 0c c0 00 30 39 ab 4f 9a c9 47 1c 6f f1 50 18
        ff ff 1b dd 00 00 48 65 6c 6c 6f 2c 20 73 65 72
        76 65 72 21
        """)

    private func dissected(_ body: (borrowing Dissection) -> Void) {
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(Self.frame, linkType: 1, time: .zero, number: 6, into: &dissection)
        body(dissection)
    }

    @Test func chain() { dissected { #expect($0.summary.protocols == "eth:ethertype:ip:tcp:data") } }

    @Test func layers() {
        dissected {
            let layers = $0.layers
            #expect(layers.map(\.name) == ["frame", "eth", "ip", "tcp", "data"])
            #expect(layers.map(\.layer) == [.physical, .link, .network, .transport, .application])
            #expect(layers.map(\.byteRange) == [0..<68, 0..<14, 14..<34, 34..<54, 54..<68])
            #expect(layers[2].field("ip.ttl")?.value == "64")
            #expect(layers[2].field("ip.flags.df")?.value == "1")
            #expect(layers[2].field("ip.proto")?.word == "TCP")
            #expect(layers[3].field("tcp.checksum.status")?.word == "good")
        }
    }

    @Test func facts() throws {
        var facts: TCPFacts?
        dissected { facts = $0.tcp }
        let tcp = try #require(facts)
        #expect(tcp.flags == [.psh, .ack])
        #expect(tcp.sequence == 1 && tcp.rawSequence == 2_874_120_905)
        #expect(tcp.acknowledgment == 1 && tcp.rawAcknowledgment == 1_193_046_001)
        #expect(tcp.payload == 54..<68 && tcp.payloadLength == 14)
        #expect(tcp.isFromClient && tcp.stream == 0)
    }

    @Test func everyTruncationIsReported() {
        for length in 0..<Self.frame.count {
            var session = DissectionSession(), dissection = Dissection()
            session.dissect(Array(Self.frame.prefix(length)), linkType: 1, time: .zero, number: 1, into: &dissection)
            #expect(!dissection.problems.isEmpty, "a frame cut to \(length) bytes passed for whole")
        }
    }
}

/// Bytes from hexadecimal text.
