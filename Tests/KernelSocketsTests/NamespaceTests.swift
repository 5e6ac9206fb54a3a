#if os(Linux)
import Foundation
import Glibc
import KernelSockets
import Testing
import Wire

/// Why namespaces cannot be made by this test's process; nil: they can.
private let obstacle: NamespaceError? = {
    do throws(NamespaceError) { _ = try NetworkNamespace.make() } catch { return error }
    return nil
}()

private func address(_ ip: IPv4Address, _ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = ip.rawValue.bigEndian
    return address
}

private func with<Result>(_ address: sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = address
    return withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) } }
}

@Suite("Network namespaces") struct NamespaceTests {
    @Test("a new namespace is another one, with a loopback that is up; the thread comes back", .enabled(if: obstacle == nil, "this user may not make network namespaces"))
    func make() throws {
        let here = try NetworkNamespace.current(), other = try NetworkNamespace.make()
        #expect(other.name != here.name)
        #expect(other.name.hasPrefix("net:["))
        let inside = try other.run { (try? NetworkNamespace.current())?.name }
        #expect(inside == other.name)
        #expect(try NetworkNamespace.current().name == here.name)
        // Its loopback carries a datagram.
        let datagrams = try other.run { socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) }
        defer { close(datagrams) }
        #expect(with(address(.loopback, 12345)) { bind(datagrams, $0, $1) } == 0)
        #expect(with(address(.loopback, 12345)) { sendto(datagrams, "x", 1, 0, $0, $1) } == 1)
        var byte: UInt8 = 0
        #expect(recv(datagrams, &byte, 1, 0) == 1)
    }

    @Test("what `run` does leaves errno alone", .enabled(if: obstacle == nil, "this user may not make network namespaces"))
    func errnoStays() throws {
        let other = try NetworkNamespace.make()
        try other.run { errno = ENOTSUP }
        #expect(errno == ENOTSUP)
    }

    @Test("two hosts at the ends of a cable: a datagram goes from one thread's one socket to the other, at MTU 1500", .enabled(if: obstacle == nil, "this user may not make network namespaces"))
    func cable() throws {
        let wire = try VethWire.make()
        let client = try wire.client.namespace.run { socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) }
        let server = try wire.server.namespace.run { socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) }
        defer { _ = (close(client), close(server)) }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        #expect(with(address(wire.server.address, 12345)) { bind(server, $0, $1) } == 0)
        #expect(with(address(wire.server.address, 12345)) { connect(client, $0, $1) } == 0)
        #expect(send(client, "Hello, UDP server!", 18, 0) == 18)
        var buffer = [UInt8](repeating: 0, count: 100), from = sockaddr_in(), length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = withUnsafeMutablePointer(to: &from) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(server, &buffer, buffer.count, 0, $0, &length) } }
        #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "Hello, UDP server!")
        #expect(IPv4Address(rawValue: UInt32(bigEndian: from.sin_addr.s_addr)) == wire.client.address)
        // The path's MTU, as the client's kernel sees it.
        var mtu: Int32 = 0, size = socklen_t(MemoryLayout<Int32>.size)
        #expect(getsockopt(client, Int32(IPPROTO_IP), IP_MTU, &mtu, &size) == 0)
        #expect(mtu == 1500)
    }

    @Test("two cables with the same names and addresses do not meet", .enabled(if: obstacle == nil, "this user may not make network namespaces"))
    func twice() throws {
        let first = try VethWire.make(), second = try VethWire.make()
        #expect(Set([first.client, first.server, second.client, second.server].map(\.namespace.name)).count == 4)
    }

    @Test("an ordinary user's program enters a private network of its own", .enabled(if: PrivateNetwork.obstacle() == nil, "this system forbids it to ordinary users"))
    func privateNetwork() async {
        await #expect(processExitsWith: .success) {
            alarm(20)
            // Root becomes nobody: what is tested is the ordinary user's way, which here, among threads, begins the program anew.
            if geteuid() == 0 { try #require(setgid(65534) == 0 && setuid(65534) == 0) }
            let user = geteuid()
            // Begun anew, the program is this test runner again: all that it then runs is the test below.
            setenv("LAYERLAB_TEST_USER", "\(user)", 1)
            try PrivateNetwork.enter(again: CommandLine.arguments + ["--filter", "insideThePrivateNetwork"])
            Issue.record("not begun anew")
        }
    }

    @Test("inside: the same user, only a loopback, capturing and cables allowed", .enabled(if: PrivateNetwork.isEntered, "run by the test above"))
    func insideThePrivateNetwork() throws {
        #expect("\(geteuid())" == getenv("LAYERLAB_TEST_USER").map { String(cString: $0) })
        #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/ns").contains("net"))
        let interfaces = try String(contentsOfFile: "/proc/thread-self/net/dev", encoding: .utf8).split(separator: "\n").dropFirst(2)
        #expect(interfaces.count == 1, "only lo: \(interfaces)")
        // It may capture, and lay cables.
        let raw = socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)
        #expect(raw >= 0)
        close(raw)
        _ = try VethWire.make()
    }
}
#endif
