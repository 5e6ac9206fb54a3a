import ArgumentParser
import LinkLayer
import NetworkLayer
import Stack
import Wire

/// `layerlab bench forward`: one router's stack, frame in, frame out.
struct BenchForwarding: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward",
        abstract: "Packets that one router's stack passes on, with few routes and with as many as the Internet has.",
        discussion: "Header checked, longest prefix found, hop counted, checksum changed, next hop's link-layer address put in. Frames of 64 and 1514 bytes."
    )

    @Option(help: "How many prefixes.") var prefixes = 900_000
    @Option(help: "How often each is measured.") var runs = 7

    func validate() throws {
        guard (1...2_000_000).contains(prefixes) else { throw ValidationError("--prefixes is from 1 to 2000000") }
    }

    private static let lengths = [24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 22, 22, 23, 23, 21, 20, 19, 16, 18, 24, 22, 17, 28, 12, 14, 24, 24, 24]
    private static let gateways = (0..<4).map { IPv4Address(rawValue: 192 << 24 | 168 << 16 | UInt32($0) << 8 | 2) }

    func run() {
        let meter = BenchMeter(runs: runs)
        for count in [8, prefixes] { measure(count, meter) }
    }

    private func measure(_ count: Int, _ meter: BenchMeter) {
        let key = "forward.\(count)routes"
        var random = BenchRandom(state: 12345)
        let router = Stack(name: "router", configuration: .router, random: RandomStream(seed: 1))
        var turn = Turn()
        for (index, gateway) in Self.gateways.enumerated() {
            router.addInterface("eth\(index)", mac: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(index)))
            router.addAddress(IPv4Address(rawValue: gateway.rawValue & 0xffff_ff00 | 1), prefixLength: 24, to: index)
        }
        var destinations: [UInt32] = []
        let start = BenchMeter.processorTime()
        for _ in 0..<count {
            let length = Self.lengths[Int(random.next() % UInt64(Self.lengths.count))]
            // From 1.0.0.0 to 126.255.255.255.
            let address = 1 << 24 + UInt32((random.next() >> 20) % (126 << 24))
            let network = IPv4Network(containing: IPv4Address(rawValue: address), prefixLength: length)
            let interface = Int(random.next() % UInt64(Self.gateways.count))
            router.addRoute(Route(network: network.address, prefixLength: length, gateway: Self.gateways[interface], interface: interface))
            if destinations.count < 100_000 { destinations.append(network.address.rawValue | network.hostmask.rawValue & UInt32(truncatingIfNeeded: random.next())) }
        }
        // As many packets with few routes as with many.
        while destinations.count < 100_000 { destinations += destinations.prefix(100_000 - destinations.count) }
        // The gateways introduce themselves, and the index is made.
        for (index, gateway) in Self.gateways.enumerated() {
            var writer = ByteWriter()
            EthernetHeader(destination: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(index)), source: MACAddress(rawValue: 0x0200_0000_ff00 | UInt64(index)), etherType: .arp).serialize(into: &writer)
            ARPPacket(operation: .request, senderHardware: MACAddress(rawValue: 0x0200_0000_ff00 | UInt64(index)), senderProtocol: gateway, targetProtocol: IPv4Address(rawValue: gateway.rawValue & 0xffff_ff00 | 1)).serialize(into: &writer)
            router.receive(writer.bytes, on: index, &turn)
        }
        forward([UInt32](destinations.prefix(4)), payload: 18, router, &turn)
        meter.figure("\(key).build", BenchMeter.processorTime() - start, "s")
        for (name, payload) in [("64B", 18), ("1514B", 1472)] {
            let before = router.counters.packetsForwarded
            meter.measure("\(key).\(name)", Double(destinations.count) / 1e6, "M packets/s") {
                forward(destinations, payload: payload, router, &turn)
                return router.counters.packetsForwarded
            }
            let forwarded = Int(router.counters.packetsForwarded - before)
            if forwarded != destinations.count * max(1, runs) { print("only \(forwarded) packets were passed on") }
        }
    }

    /// Lets a UDP packet to each destination arrive at the first interface, and takes what goes out.
    private func forward(_ destinations: [UInt32], payload: Int, _ router: Stack, _ turn: inout Turn) {
        var writer = ByteWriter()
        EthernetHeader(destination: MACAddress(rawValue: 0x0200_0000_0000), source: MACAddress(rawValue: 0x0200_0000_ff00), etherType: .ipv4).serialize(into: &writer)
        let header = IPv4Header(identification: 0, dontFragment: true, timeToLive: 64, protocol: .udp, source: IPv4Address(192, 168, 0, 9), destination: .any)
        header.serialize(into: &writer, payloadLength: 8 + payload)
        writer.zeros(8 + payload)
        let template = writer.bytes
        for destination in destinations {
            var frame = turn.pool.take()
            frame.append(contentsOf: template)
            for (offset, shift) in [(30, 24), (31, 16), (32, 8), (33, 0)] as [(Int, UInt32)] { frame[offset] = UInt8(truncatingIfNeeded: destination >> shift) }
            // The checksum with the destination in it: of the template it is with 0.0.0.0.
            var sum = UInt32(~(UInt16(template[24]) << 8 | UInt16(template[25]))) + destination >> 16 + destination & 0xffff
            while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
            let check = ~UInt16(truncatingIfNeeded: sum)
            frame[24] = UInt8(truncatingIfNeeded: check >> 8)
            frame[25] = UInt8(truncatingIfNeeded: check)
            router.receive(consume frame, on: 0, &turn)
            for index in turn.frames.indices {
                var sent: [UInt8] = []
                swap(&sent, &turn.frames[index].bytes)
                turn.pool.give(sent)
            }
            turn.frames.removeAll(keepingCapacity: true)
        }
    }
}
