import KernelSockets
import Sockets
import Wire

let anyPort = SocketAddress(.v4(.loopback), 0)

/// Runs `body` on a world of its own, on a thread of its own, for at most a minute.
@discardableResult
func onKernel<Result: Sendable>(_ body: @escaping @Sendable (KernelHost) async throws -> Result) async throws -> Result {
    let world = try KernelWorld(), host = world.host(named: "host")
    return try await world.loop.runOnItsOwnThread {
        try await host.withTimeLimit(.seconds(60), for: "test") { try await body(host) }
    }
}

/// Runs a server while `body` talks to it at the port it chose.
@discardableResult
func serving<Result: Sendable>(
    _ host: KernelHost, _ server: @escaping @Sendable (@escaping @Sendable (SocketAddress) -> Void) async throws -> Void,
    _ body: @escaping @Sendable (SocketAddress) async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
        let place = Place()
        group.addTask { try await server { place.address = $0 } }
        while place.address == nil { try await host.clock.sleep(for: .milliseconds(1)) }
        let result = try await body(place.address!)
        group.cancelAll()
        do { while try await group.next() != nil {} } catch { /* The server was cancelled. */ }
        return result
    }
}

final class Place: @unchecked Sendable { var address: SocketAddress? }
/// Something that tasks of one loop write to.
final class Box<Value>: @unchecked Sendable {
    var value: Value
    init(_ value: Value) { self.value = value }
}

extension ByteStream {
    /// Everything up to the end.
    func receiveAll() async throws(SocketError) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = try await receive(atMost: 65_536)
            if bytes.isEmpty { return all }
            all += bytes
        }
    }
    /// Until `text` has come at the end of what was received.
    func receive(until text: String) async throws(SocketError) -> String {
        var all: [UInt8] = []
        while !String(decoding: all, as: UTF8.self).hasSuffix(text) {
            let bytes = try await receive(atMost: 65_536)
            if bytes.isEmpty { break }
            all += bytes
        }
        return String(decoding: all, as: UTF8.self)
    }
}
