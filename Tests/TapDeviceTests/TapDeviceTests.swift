#if os(Linux)
import Glibc
import KernelSockets
import Stack
import TapDevice
import Testing
import Wire

/// Why this process cannot have a TAP device in a network namespace of its own; nil: it can.
private let obstacle: String? = {
    do {
        let device = try NetworkNamespace.make().run { Result { try TapDevice() } }
        _ = try device.get()
        return nil
    } catch { return "\(error)" }
}()

/// A TAP device in a namespace, so that no test touches the machine's own network, and the kernel's end of it.
private struct Bench {
    let namespace: NetworkNamespace
    let device: TapDevice

    init(mtu: Int? = nil, name: String = "") throws {
        let namespace = try NetworkNamespace.make()
        self.namespace = namespace
        device = try namespace.run {
            Result {
                let device = try TapDevice(opening: name, mtu: mtu)
                try device.setKernelAddress(IPv4Address(10, 9, 8, 1), prefixLength: 24)
                try device.bringUp()
                return device
            }
        }.get()
    }

    /// The next frame for which `wanted` is true, within five seconds.
    func frame(where wanted: ([UInt8]) -> Bool) -> [UInt8]? {
        while true {
            while let frame = device.receive() { if wanted(frame) { return frame } }
            var readable = pollfd(fd: device.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&readable, 1, 5_000) <= 0 { return nil }
        }
    }

    /// A UDP socket of the kernel's, in the namespace, connected to `port` of 10.9.8.2.
    func socketToPeer(_ port: UInt16) throws -> Int32 {
        let number = try namespace.run { socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = IPv4Address(10, 9, 8, 2).rawValue.bigEndian
        let result = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } }
        try #require(result == 0)
        return number
    }
}

extension TapDevice {
    fileprivate func receive() -> [UInt8]? {
        var frame: [UInt8] = []
        return receive(into: &frame, id: .none) ? frame : nil
    }
}

private func type(_ frame: [UInt8]) -> UInt16 { frame.count < 14 ? 0 : UInt16(frame[12]) << 8 | UInt16(frame[13]) }

@Suite("TAP device", .enabled(if: obstacle == nil, "needs root and /dev/net/tun"), .timeLimit(.minutes(10))) struct TapDeviceTests {
    @Test("it has the name and the MTU that were asked for; a new one has 1500") func nameAndMTU() throws {
        #expect(try Bench().device.mtu == 1500)
        let bench = try Bench(mtu: 9000, name: "lab7")
        #expect(bench.device.mtu == 9000)
        #expect(bench.device.name == "lab7")
        #expect(bench.device.receive().map(type) != 0)
    }

    @Test("names that are none", arguments: ["a name that is far too long", "tap\0x", "a/b"]) func badNames(name: String) throws {
        #expect(throws: TapError.self) { try Bench(name: name) }
    }

    /// The kernel asks for the peer's link-layer address, gets an answer written here by hand, and sends its datagram; the
    /// datagram's answer reaches the kernel's socket.
    @Test("frames pass both ways") func bothWays() throws {
        let bench = try Bench(), mac: [UInt8] = [0x02, 0, 0, 0, 0, 0x0b]
        let socket = try bench.socketToPeer(7)
        defer { close(socket) }
        #expect(send(socket, "ping", 4, 0) == 4)

        let question = try #require(bench.frame { type($0) == 0x0806 && $0.count >= 42 && Array($0[38..<42]) == [10, 9, 8, 2] }, "no ARP request came")
        let kernel = Array(question[6..<12])
        // ARP reply (RFC 826): Ethernet, IPv4, 6, 4, operation 2, ours, theirs.
        bench.device.transmit(kernel + mac + [8, 6, 0, 1, 8, 0, 6, 4, 0, 2] + mac + [10, 9, 8, 2] + kernel + [10, 9, 8, 1], id: .none, cause: .none)

        let frame = try #require(bench.frame { type($0) == 0x0800 && $0.count >= 42 && $0[23] == 17 }, "no datagram came")
        #expect(Array(frame[0..<6]) == mac)
        #expect(Array(frame[30..<34]) == [10, 9, 8, 2])
        #expect(Array(frame[42...]) == Array("ping".utf8))

        // Back again: addresses and ports exchanged, no UDP checksum; the IPv4 checksum does not change when addresses swap.
        var answer = kernel + mac + Array(frame[12...])
        answer.replaceSubrange(26..<34, with: frame[30..<34] + frame[26..<30])
        answer.replaceSubrange(34..<38, with: frame[36..<38] + frame[34..<36])
        answer.replaceSubrange(40..<42, with: [0, 0])
        answer.replaceSubrange(42..<46, with: Array("pong".utf8))
        bench.device.transmit(answer, id: .none, cause: .none)
        var limit = timeval(tv_sec: 5, tv_usec: 0), bytes = [UInt8](repeating: 0, count: 100)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        #expect(recv(socket, &bytes, bytes.count, 0) == 4)
        #expect(String(decoding: bytes.prefix(4), as: UTF8.self) == "pong")
        #expect(bench.device.droppedFrames == 0)
    }

    @Test("a device that is down drops, and counts") func down() throws {
        let namespace = try NetworkNamespace.make()
        let device = try namespace.run { Result { try TapDevice() } }.get()
        device.transmit([UInt8](repeating: 0, count: 60), id: .none, cause: .none)
        device.transmit([], id: .none, cause: .none)
        #expect(device.droppedFrames == 2)
        #expect(device.receive() == nil)
    }
}
#endif
