import LinkLayer
import NetworkLayer
import Stack
import TransportLayer
import Wire

/// Frames that an attacker on the link may make, checksums right.
struct Forgery {
    var victim: IPv4Address
    var victimMAC: MACAddress { MACAddress(rawValue: 0x0200_0000_0000 | UInt64(victim.rawValue & 0xffff)) }
    static let mac = MACAddress(rawValue: 0x0266_6666_6666)

    /// An IPv4 packet, or a fragment of one.
    func packet(_ number: IPProtocol, from source: IPv4Address, _ payload: [UInt8], identification: UInt16 = 1, offset: UInt16 = 0, more: Bool = false) -> [UInt8] {
        var writer = ByteWriter()
        EthernetHeader(destination: victimMAC, source: Self.mac, etherType: .ipv4).serialize(into: &writer)
        IPv4Header(identification: identification, moreFragments: more, fragmentOffset: offset, protocol: number, source: source, destination: victim).serialize(into: &writer, payloadLength: payload.count)
        writer.write(payload)
        return writer.bytes
    }

    func tcp(_ segment: TCPSegment, from source: IPv4Address, _ payload: [UInt8] = []) -> [UInt8] {
        var writer = ByteWriter()
        segment.header.serialize(into: &writer, payload: payload.span.bytes, pseudoHeader: PseudoHeader(source: source, destination: victim, protocolNumber: 6))
        return packet(.tcp, from: source, writer.bytes)
    }

    func udp(from source: IPv4Address, port: UInt16, to destination: UInt16, _ payload: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        UDPHeader(sourcePort: port, destinationPort: destination).serialize(into: &writer, payload: payload.span.bytes, pseudoHeader: PseudoHeader(source: source, destination: victim, protocolNumber: 17))
        return packet(.udp, from: source, writer.bytes)
    }

    func icmp(_ message: ICMPv4Message, from source: IPv4Address) -> [UInt8] {
        var writer = ByteWriter()
        message.serialize(into: &writer)
        return packet(.icmp, from: source, writer.bytes)
    }
}

extension Wiring {
    /// Two hosts on one link, 10.0.1.1 and 10.0.1.2, and a connection from `clientPort` of the first to port 80 of the second.
    static func connected() throws -> (wiring: Wiring, client: SocketID, server: SocketID, clientPort: UInt16) {
        let wiring = Wiring()
        wiring.add(host("client", IPv4Address(10, 0, 1, 1)))
        wiring.add(host("server", IPv4Address(10, 0, 1, 2), gateway: IPv4Address(10, 0, 1, 1)))
        wiring.join(0, 0, 1, 0)
        wiring.turn.now = .zero + .seconds(100)
        let listener = try wiring.stacks[1].listen(on: SocketAddress(.v4(.any), 80)).socket
        let client = try wiring.call(0) { stack, turn in try stack.connect(to: SocketAddress(.v4(IPv4Address(10, 0, 1, 2)), 80), &turn).socket }
        guard let (server, pair) = try wiring.stacks[1].accept(listener) else { throw StackError.closed }
        return (wiring, client, server, pair.remote.port)
    }

    /// Lets a frame arrive at the second host.
    func inject(_ frame: [UInt8]) { call(1) { stack, turn in stack.receive(frame, on: 0, &turn) } }

    /// Whether a word still goes from `client` to `server`.
    func carries(_ word: String, from client: SocketID, to server: SocketID) throws -> Bool {
        let bytes = Array(word.utf8)
        let sent = try call(0) { stack, turn in try stack.send(bytes, on: client, &turn) }
        guard sent == bytes.count else { return false }
        var received: [UInt8] = []
        for _ in 0..<4 {
            while let part = try call(1, { stack, turn in try stack.receive(atMost: 65_536, on: server, &turn) }), !part.isEmpty { received += part }
            if received.count >= bytes.count { break }
            pass(.seconds(1))
        }
        return received == bytes
    }
}
