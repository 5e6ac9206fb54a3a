import Sockets
import Wire

/// Looks names up with `getaddrinfo`, which cannot be asked not to block: on one thread of its own, the only thing in a
/// world that is not on its loop. Names are looked up one after another.
final class Resolver: @unchecked Sendable {
    /// Names that may wait to be looked up.
    private static let limit = 1_024
    private let loop: WorldLoop
    private let driver: KernelDriver
    private let line = Line()
    // On the loop's thread only.
    private var waiting: [UInt64: UnsafeContinuation<Result<[IPAddress], SocketError>, Never>] = [:]
    private var tickets: UInt64 = 0

    init(world: KernelWorld) {
        loop = world.loop
        driver = world.driver
    }

    deinit { line.close() }

    /// The addresses of `name`, in the system's order, each once.
    func addresses(of name: String) async throws(SocketError) -> [IPAddress] {
        // A C string ends at its first NUL: what stands behind it would be looked up as if it were not there.
        guard !name.isEmpty, !name.utf8.contains(0), name.utf8.count <= 1_024 else { throw SocketError(.nameNotFound, during: "resolve", of: name) }
        guard waiting.count < Self.limit else { throw SocketError(.nameTemporaryFailure, during: "resolve", of: name) }
        tickets += 1
        let ticket = tickets
        let result: Result<[IPAddress], SocketError> = await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Result<[IPAddress], SocketError>, Never>) in
                if Task.isCancelled { return continuation.resume(returning: .failure(SocketError(.cancelled, during: "resolve", of: name))) }
                waiting[ticket] = continuation
                driver.expectations += 1
                line.add(name) { [self] result in loop.post { [self] in end(ticket, result) } }
            }
        } onCancel: {
            let cancelled = Result<[IPAddress], SocketError>.failure(SocketError(.cancelled, during: "resolve", of: name))
            if loop.isCurrent { end(ticket, cancelled) } else { loop.post { [self] in end(ticket, cancelled) } }
        }
        return try result.get()
    }

    private func end(_ ticket: UInt64, _ result: Result<[IPAddress], SocketError>) {
        guard let continuation = waiting.removeValue(forKey: ticket) else { return }
        driver.expectations -= 1
        continuation.resume(returning: result)
    }
}
