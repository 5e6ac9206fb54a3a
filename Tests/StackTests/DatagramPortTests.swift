import Stack
import Testing
import Wire

@Suite("UDP ports") struct DatagramPortTests {
    private func stack() -> Stack {
        let stack = Stack(name: "host", random: RandomStream(seed: 1))
        stack.addInterface("eth0", mac: MACAddress(rawValue: 0x0200_0000_0001))
        return stack
    }

    @Test("0.0.0.0 and :: are two: a server may bind the same port on both") func anyOfBothVersions() throws {
        let stack = stack()
        _ = try stack.openDatagrams(on: SocketAddress(.v4(.any), 12_345))
        _ = try stack.openDatagrams(on: SocketAddress(.v6(.any), 12_345))
        #expect(throws: StackError.addressInUse) { try stack.openDatagrams(on: SocketAddress(.v4(.any), 12_345)) }
        #expect(throws: StackError.addressInUse) { try stack.openDatagrams(on: SocketAddress(.v6(.any), 12_345)) }
    }

    @Test("a socket on :: takes no IPv4 datagram") func versionsApart() throws {
        let stack = stack()
        let six = try stack.openDatagrams(on: SocketAddress(.v6(.any), 12_345)).socket
        let sender = try stack.openDatagrams(on: SocketAddress(.v4(.any), 0)).socket
        var turn = Turn()
        // To itself, over the loopback.
        try stack.sendDatagram([1, 2, 3], from: sender, to: SocketAddress(.v4(.loopback), 12_345), &turn)
        stack.advance(&turn)
        let received = try stack.receiveDatagram(six, atMost: 10, &turn)
        #expect(received == nil)
        #expect(stack.counters[.noSocket] == 1)
    }
}
