import NetworkLayer
import Stack
import Testing
import Wire

@Suite("Fragments and path MTU")
struct FragmentTests {
    private let server = IPAddress.v4(IPv4Address(10, 0, 2, 1))

    /// Sends `size` bytes from the client's UDP socket to the server's; returns what arrives.
    private func send(_ size: Int, over wiring: Wiring) throws -> [UInt8]? {
        let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (receiver, _) = try wiring.stacks[2].openDatagrams(on: SocketAddress(server, 7))
        let (sender, _) = try wiring.stacks[0].openDatagrams(on: SocketAddress(.v4(.any), 0))
        try wiring.call(0) { stack, turn in try stack.sendDatagram(payload, from: sender, to: SocketAddress(server, 7), &turn) }
        let received = try wiring.stacks[2].receiveDatagram(receiver, atMost: 65_536, &wiring.turn)?.bytes
        if let received { #expect(received == payload) }
        return received
    }

    @Test(arguments: [1, 1472, 1473, 2000, 9000, 65_507]) func aLongDatagramArrivesWhole(_ size: Int) throws {
        let wiring = Wiring.routed()
        // While ARP asks, no more than sixteen packets wait: ask before.
        let (echo, _) = try wiring.stacks[0].openEcho(on: .v4(.any))
        try wiring.call(0) { stack, turn in try stack.sendEcho([], sequence: 1, from: echo, to: server, &turn) }
        #expect(try send(size, over: wiring)?.count == size)
        #expect(wiring.frames.allSatisfy { $0.count <= 1514 })
    }

    @Test func aRouterCutsWhatTheNextLinkDoesNotTake() throws {
        let wiring = Wiring.routed(farMTU: 600)
        #expect(try send(3000, over: wiring)?.count == 3000)
        #expect(wiring.frames.contains { $0.count == 1514 } && wiring.frames.contains { $0.count > 580 && $0.count <= 614 })
    }

    @Test func aMissingFragmentIsGivenUpAndTold() throws {
        let wiring = Wiring.routed()
        // ARP takes the first frames; the last one sent by the client is the second fragment.
        let warm = try send(1, over: wiring)
        #expect(warm != nil)
        try wiring.stacks[2].closeAll(port: 7, server)
        wiring.lost = [wiring.frames.count + 1]
        #expect(try send(2000, over: wiring) == nil)
        wiring.pass(.seconds(61))
        #expect(wiring.stacks[2].counters[.reassembly] == 1)
        let error = wiring.frames.last { $0[12] == 8 && $0[13] == 0 && $0[23] == 1 }
        #expect(error.map { [$0[34], $0[35]] } == [11, 1], "time exceeded in reassembly")
    }

    @Test func theSenderLearnsThePathMTU() throws {
        let wiring = Wiring.routed(farMTU: 1000)
        let (echo, _) = try wiring.stacks[0].openEcho(on: .v4(.any))
        let tcp = try wiring.stacks[2].listen(on: SocketAddress(server, 80))
        _ = (echo, tcp)
        let (stream, _) = try wiring.call(0) { stack, turn in try stack.connect(to: SocketAddress(server, 80), &turn) }
        _ = try wiring.call(0) { stack, turn in try stack.send([UInt8](repeating: 1, count: 5000), on: stream, &turn) }
        for _ in 0..<20 { wiring.pass(.milliseconds(500)) }
        guard let (accepted, _) = try wiring.stacks[2].accept(tcp.socket) else { Issue.record("no connection"); return }
        var got = 0
        while let bytes = try wiring.call(2, { stack, turn in try stack.receive(atMost: 65_536, on: accepted, &turn) }), !bytes.isEmpty { got += bytes.count }
        #expect(got == 5000)
    }
}

extension Stack {
    /// Closes the sockets that a test has left open on a port.
    fileprivate func closeAll(port: UInt16, _ address: IPAddress) throws {
        var number: UInt64 = 1
        while number < 100 {
            closeDatagrams(SocketID(rawValue: number))
            number += 1
        }
    }
}
