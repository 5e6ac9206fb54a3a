import LinkLayer
import NetworkLayer
import Stack
import Testing
import TransportLayer
import Wire

@Suite("UDP: errors and checksums") struct DatagramErrorTests {
    /// Two hosts on one link that speak both versions.
    private func pair() -> Wiring {
        let wiring = Wiring()
        for (name, octet) in [("client", 1), ("server", 2)] as [(String, UInt8)] {
            let stack = Wiring.host(name, IPv4Address(10, 0, 1, octet))
            stack.addAddress(IPv6Address(high: 0xfd00 << 48, low: UInt64(octet)), prefixLength: 64, to: 0)
            wiring.add(stack)
        }
        wiring.join(0, 0, 1, 0)
        return wiring
    }

    private static let servers: [IPAddress] = [.v4(IPv4Address(10, 0, 1, 2)), .v6(IPv6Address(high: 0xfd00 << 48, low: 2))]

    @Test("a closed port is told to the connected socket that had sent there, and to no other", arguments: servers)
    func portUnreachable(server: IPAddress) throws {
        let wiring = pair(), any: IPAddress = server.version == 4 ? .v4(.any) : .v6(.any)
        let open = try wiring.stacks[1].openDatagrams(on: SocketAddress(any, 7)).socket
        let refused = try wiring.stacks[0].openDatagrams(on: SocketAddress(any, 0)).socket
        let fine = try wiring.stacks[0].openDatagrams(on: SocketAddress(any, 0)).socket
        let loose = try wiring.stacks[0].openDatagrams(on: SocketAddress(any, 0)).socket
        try wiring.call(0) { stack, turn in try stack.connectDatagrams(refused, to: SocketAddress(server, 9), &turn) }
        try wiring.call(0) { stack, turn in try stack.connectDatagrams(fine, to: SocketAddress(server, 7), &turn) }
        for socket in [refused, fine] { try wiring.call(0) { stack, turn in try stack.sendDatagram([1, 2], from: socket, to: nil, &turn) } }
        // One that is not connected is not told (RFC 1122 section 4.1.3.3 leaves it to who asks for it).
        try wiring.call(0) { stack, turn in try stack.sendDatagram([3], from: loose, to: SocketAddress(server, 9), &turn) }
        #expect(throws: StackError.refused) { _ = try wiring.stacks[0].receiveDatagram(refused, atMost: 10, &wiring.turn) }
        #expect(try wiring.stacks[0].receiveDatagram(refused, atMost: 10, &wiring.turn)?.bytes == nil, "told once")
        #expect(try wiring.stacks[0].receiveDatagram(fine, atMost: 10, &wiring.turn)?.bytes == nil)
        #expect(try wiring.stacks[0].receiveDatagram(loose, atMost: 10, &wiring.turn)?.bytes == nil)
        #expect(try wiring.stacks[1].receiveDatagram(open, atMost: 10, &wiring.turn)?.bytes == [1, 2])
        // A connected socket hears its peer only.
        let stranger = try wiring.stacks[1].openDatagrams(on: SocketAddress(any, 99)).socket
        guard let address = wiring.stacks[0].localAddress(ofDatagrams: fine) else { Issue.record("no address"); return }
        try wiring.call(1) { stack, turn in try stack.sendDatagram([4], from: stranger, to: address, &turn) }
        #expect(try wiring.stacks[0].receiveDatagram(fine, atMost: 10, &wiring.turn)?.bytes == nil)
        try wiring.call(1) { stack, turn in try stack.sendDatagram([5], from: open, to: address, &turn) }
        #expect(try wiring.stacks[0].receiveDatagram(fine, atMost: 10, &wiring.turn)?.bytes == [5])
    }

    @Test("a wrong checksum is not taken; none at all is, over IPv4 only")
    func checksums() throws {
        let wiring = pair(), forgery = Forgery(victim: IPv4Address(10, 0, 1, 2)), source = IPv4Address(10, 0, 1, 1)
        let socket = try wiring.stacks[1].openDatagrams(on: SocketAddress(.v4(.any), 7)).socket
        let socket6 = try wiring.stacks[1].openDatagrams(on: SocketAddress(.v6(.any), 7)).socket
        var frame = forgery.udp(from: source, port: 5, to: 7, [1, 2, 3])
        frame[44] ^= 1
        wiring.inject(frame)
        #expect(try wiring.stacks[1].receiveDatagram(socket, atMost: 10, &wiring.turn)?.bytes == nil)
        #expect(wiring.stacks[1].counters[.badChecksum] == 1)
        frame[40] = 0
        frame[41] = 0
        wiring.inject(frame)
        #expect(try wiring.stacks[1].receiveDatagram(socket, atMost: 10, &wiring.turn)?.bytes == [1, 2, 2])
        // The same over IPv6: a checksum there must be (RFC 8200 section 8.1).
        let sender = try wiring.stacks[0].openDatagrams(on: SocketAddress(.v6(.any), 0)).socket
        let before = wiring.frames.count
        try wiring.call(0) { stack, turn in try stack.sendDatagram([1, 2, 3], from: sender, to: SocketAddress(Self.servers[1], 7), &turn) }
        guard var six = wiring.frames[before...].last(where: { $0[12] == 0x86 && $0[20] == 17 }) else { Issue.record("nothing was sent"); return }
        #expect(try wiring.stacks[1].receiveDatagram(socket6, atMost: 10, &wiring.turn)?.bytes == [1, 2, 3])
        six[60] = 0
        six[61] = 0
        wiring.inject(six)
        #expect(try wiring.stacks[1].receiveDatagram(socket6, atMost: 10, &wiring.turn)?.bytes == nil)
        #expect(wiring.stacks[1].counters[.badChecksum] == 2)
    }
}
