import Applications
import GradeKit
import Sockets
import StackSockets
import Wire

/// One HTTP message of a conversation: its head, its content, and its place in what its end said.
struct HTTPFacts {
    let head: HeadFacts
    let content: [UInt8]
    /// The place of its first byte.
    let start: Int

    /// The messages one behind the other, each with as many bytes of content as its Content-Length says.
    static func all(in bytes: [UInt8], name: String) throws -> [HTTPFacts] {
        var facts: [HTTPFacts] = [], start = 0
        while start < bytes.count {
            let rest = Array(bytes[start...]), head = try HeadFacts(rest, in: name), length = Int(head.value("Content-Length")) ?? 0
            guard head.length + length <= rest.count else { throw EvidenceError("\(name): a message is not all there") }
            facts.append(HTTPFacts(head: head, content: Array(rest[head.length..<head.length + length]), start: start))
            start += head.length + length
        }
        return facts
    }
}

extension PersonalNetwork {
    /// A web server with `router` on `port`, and what `ask` does with it.
    func web(_ name: String, port: UInt16, router: HTTPRouter, connections: Int = 1, ask: @escaping @Sendable (HTTPClient<StackHost>, String) async throws -> Void) throws -> EvidenceCapture {
        let network = self
        return try capture(name) { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await HTTPServer(router: router).run(on: server, at: SocketAddress(.v4(network.server), port), connections: connections) { _ in } }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(1))
                    let http = HTTPClient(on: client)
                    try await ask(http, "http://\(network.server):\(port)")
                    await http.close()
                }
                try await group.waitForAll()
            }
        }
    }
}
