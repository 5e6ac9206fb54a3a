import Capture
import Testing
import Wire

@Suite("Seeing the end of a conversation") struct ConversationWatchTests {
    static let client = SocketAddress(.v4(IPv4Address(127, 0, 0, 1)), 49152), server = SocketAddress(.v4(IPv4Address(127, 0, 0, 1)), 12345)
    static let client6 = SocketAddress(.v6(.loopback), 49152), server6 = SocketAddress(.v6(.loopback), 12345)
    static let fin: UInt8 = 1, syn: UInt8 = 2, rst: UInt8 = 4, ack: UInt8 = 16

    /// A frame with just enough of its headers.
    static func frame(_ source: SocketAddress, _ destination: SocketAddress, next: UInt8, _ transport: [UInt8], linkType: LinkType = .ethernet) -> CapturedFrame {
        var writer = ByteWriter()
        let type: UInt16 = source.address.version == 4 ? 0x0800 : 0x86dd
        switch linkType {
        case .ethernet: writer.zeros(12); writer.uint16(type)
        case .linuxSLL: writer.zeros(14); writer.uint16(type)
        case .linuxSLL2: writer.zeros(20)
        case .null: writer.zeros(4)
        default: break
        }
        switch (source.address, destination.address) {
        case (.v4(let from), .v4(let to)):
            writer.write([0x45, 0])
            writer.uint16(UInt16(20 + transport.count))
            writer.write([0, 0, 0, 0, 64, next, 0, 0])
            from.serialize(into: &writer)
            to.serialize(into: &writer)
        case (.v6(let from), .v6(let to)):
            writer.uint32(0x6000_0000)
            writer.uint16(UInt16(transport.count + 8))
            // An extension header in between.
            writer.write([60, 64])
            from.serialize(into: &writer)
            to.serialize(into: &writer)
            writer.write([next, 0, 1, 4, 0, 0, 0, 0])
        default: break
        }
        writer.write(transport)
        return CapturedFrame(timestamp: .zero, bytes: writer.bytes, linkType: linkType)
    }

    static func tcp(_ source: SocketAddress, _ destination: SocketAddress, _ flags: UInt8, seq: UInt32, ack: UInt32, length: Int = 0, linkType: LinkType = .ethernet) -> CapturedFrame {
        var writer = ByteWriter()
        writer.uint16(source.port)
        writer.uint16(destination.port)
        writer.uint32(seq)
        writer.uint32(ack)
        writer.write([0x50, flags, 0, 0, 0, 0, 0, 0])
        writer.zeros(length)
        return frame(source, destination, next: 6, writer.bytes, linkType: linkType)
    }

    static func udp(_ source: SocketAddress, _ destination: SocketAddress) -> CapturedFrame {
        var writer = ByteWriter()
        writer.uint16(source.port)
        writer.uint16(destination.port)
        writer.write([0, 8, 0, 0])
        return frame(source, destination, next: 17, writer.bytes)
    }

    /// An echo of 14 octets whose sequence numbers wrap round; the server closes first.
    static func echo(_ client: SocketAddress, _ server: SocketAddress, linkType: LinkType = .ethernet) -> [CapturedFrame] {
        let c: UInt32 = .max - 3, s: UInt32 = .max - 20
        func from(_ isClient: Bool, _ flags: UInt8, _ seq: UInt32, _ acknowledged: UInt32, _ length: Int = 0) -> CapturedFrame {
            isClient ? tcp(client, server, flags, seq: seq, ack: acknowledged, length: length, linkType: linkType) : tcp(server, client, flags, seq: seq, ack: acknowledged, length: length, linkType: linkType)
        }
        return [
            from(true, syn, c, 0), from(false, syn | ack, s, c &+ 1), from(true, ack, c &+ 1, s &+ 1),
            from(true, ack, c &+ 1, s &+ 1, 14), from(false, ack, s &+ 1, c &+ 15, 14), from(true, ack, c &+ 15, s &+ 15),
            from(false, fin | ack, s &+ 15, c &+ 15), from(true, ack, c &+ 15, s &+ 16),
            from(true, fin | ack, c &+ 15, s &+ 16), from(false, ack, s &+ 16, c &+ 16),
        ]
    }

    @Test("a connection has ended with the acknowledgement of the second FIN, and with no frame before",
          arguments: [LinkType.ethernet, .linuxSLL, .linuxSLL2, .null, .raw], [(client, server), (client6, server6)])
    func ends(linkType: LinkType, ends: (SocketAddress, SocketAddress)) {
        var watch = ConversationWatch()
        #expect(watch.isComplete)
        watch.expectConnection(ends.0, ends.1)
        let frames = Self.echo(ends.0, ends.1, linkType: linkType)
        for (index, frame) in frames.enumerated() {
            #expect(!watch.isComplete, "before frame \(index + 1)")
            watch.see(frame)
        }
        #expect(watch.isComplete)
        #expect(watch.missing == [])
    }

    @Test("it does not matter whether the program or the capture is heard first")
    func order() {
        let frames = Self.echo(Self.client, Self.server)
        for place in 0...frames.count {
            var watch = ConversationWatch()
            for (index, frame) in frames.enumerated() {
                if index == place { watch.expectConnection(Self.server, Self.client) }
                watch.see(frame)
            }
            if place == frames.count { watch.expectConnection(Self.server, Self.client) }
            #expect(watch.isComplete, "told before frame \(place + 1)")
        }
    }

    @Test("a reset ends a connection at once; so does a FIN from both at the same time, acknowledged by both")
    func otherEnds() {
        var reset = ConversationWatch()
        reset.expectConnection(Self.client, Self.server)
        Self.echo(Self.client, Self.server).prefix(4).forEach { reset.see($0) }
        reset.see(Self.tcp(Self.server, Self.client, Self.rst, seq: 0, ack: 0))
        #expect(reset.isComplete)

        var both = ConversationWatch()
        both.expectConnection(Self.client, Self.server)
        both.see(Self.tcp(Self.client, Self.server, Self.fin | Self.ack, seq: 10, ack: 20))
        both.see(Self.tcp(Self.server, Self.client, Self.fin | Self.ack, seq: 20, ack: 10))
        both.see(Self.tcp(Self.client, Self.server, Self.ack, seq: 11, ack: 21))
        #expect(!both.isComplete)
        both.see(Self.tcp(Self.server, Self.client, Self.ack, seq: 21, ack: 11))
        #expect(both.isComplete)
    }

    @Test("the same ports used twice are two connections")
    func twice() {
        var watch = ConversationWatch()
        watch.expectConnection(Self.client, Self.server)
        Self.echo(Self.client, Self.server).forEach { watch.see($0) }
        watch.expectConnection(Self.client, Self.server)
        #expect(!watch.isComplete)
        Self.echo(Self.client, Self.server).forEach { watch.see($0) }
        #expect(watch.isComplete)
    }

    @Test("datagrams are counted, each way for itself, whatever the sender's own address")
    func datagrams() {
        var watch = ConversationWatch()
        watch.see(Self.udp(Self.client, Self.server))
        watch.expectDatagram(fromPort: 49152, to: Self.server)
        #expect(watch.isComplete)
        watch.expectDatagram(fromPort: 49152, to: Self.server)
        watch.expectDatagram(fromPort: 12345, to: Self.client)
        watch.see(Self.udp(Self.client, Self.server))
        #expect(!watch.isComplete)
        #expect(watch.missing == ["1 datagram from port 12345 to 127.0.0.1:49152"])
        watch.see(Self.udp(Self.server, Self.client))
        #expect(watch.isComplete)
    }

    @Test("a lost frame ends the waiting at the limit, and it says what was lost")
    func limit() {
        var watch = ConversationWatch()
        watch.expectConnection(Self.client, Self.server)
        Self.echo(Self.client, Self.server).dropLast().forEach { watch.see($0) }
        let ended = Instant(nanoseconds: 1000), limit = Nanoseconds(500)
        #expect(watch.verdict(at: ended, programEnded: ended, limit: limit) == .waiting(until: Instant(nanoseconds: 1500)))
        #expect(watch.verdict(at: Instant(nanoseconds: 1499), programEnded: ended, limit: limit) == .waiting(until: Instant(nanoseconds: 1500)))
        #expect(watch.verdict(at: Instant(nanoseconds: 1500), programEnded: ended, limit: limit) == .incomplete(["the end of the TCP connection 127.0.0.1:49152 to 127.0.0.1:12345"]))
        watch.see(Self.echo(Self.client, Self.server).last!)
        #expect(watch.verdict(at: Instant(nanoseconds: 9999), programEnded: ended, limit: limit) == .complete)
    }

    @Test("frames that are cut or damaged anywhere do no harm", arguments: [(client, server), (client6, server6)])
    func hostile(ends: (SocketAddress, SocketAddress)) {
        let whole = Self.echo(ends.0, ends.1)[6]
        var watch = ConversationWatch()
        for length in 0..<whole.bytes.count { watch.see(CapturedFrame(timestamp: .zero, bytes: Array(whole.bytes.prefix(length)))) }
        for position in whole.bytes.indices {
            for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
                var frame = whole
                frame.bytes[position] = value
                watch.see(frame)
            }
        }
        #expect(watch.isComplete)
    }
}
