import ApplicationLayer
import Applications
import KernelSockets
import Sockets
import Testing
import Wire

@Suite struct WebSocketTests {
    @discardableResult
    static func echo<Result: Sendable>(_ body: @escaping @Sendable (KernelHost, String) async throws -> Result) async throws -> Result {
        try await onKernel { host async throws in
            let server = HTTPServer { request in
                .webSocket(request, on: host) { socket async throws in
                    while let message = try await socket.receive() { try await socket.send(message) }
                }
            }
            return try await serving(host, { ready in try await server.run(on: host, at: anyPort, ready: ready) }) { address in try await body(host, "ws://\(address)/") }
        }
    }

    @Test(arguments: [true, false])
    func echoes(_ compression: Bool) async throws {
        try await Self.echo { host, url async throws in
            var options = WebSocket.Options()
            options.compression = compression
            try await host.withWebSocket(url, options: options) { socket async throws in
                for message in [WebSocketConnection.Message.text("hello"), .text(""), .text(String(repeating: "grüße ", count: 50_000)), .binary([0, 255]), .binary([UInt8](repeating: 3, count: 1_000_000))] {
                    try await socket.send(message)
                    let back = try await socket.receive()
                    #expect(back == message)
                }
                socket.ping([1])
                socket.close(.goingAway, "bye")
                #expect(try await socket.receive() == nil)
                #expect(socket.peerClose?.code == .goingAway)
                await #expect(throws: SocketError.self) { try await socket.send("late") }
            }
        }
    }

    @Test func requestsThatAreNoneAreRefused() async throws {
        try await Self.echo { host, url async throws in
            let response = try await HTTPClient(on: host).get(url.replacing("ws://", with: "http://"))
            #expect(response.status == 426)
        }
    }

    @Test func serversThatAreNoneAreRefused() async throws {
        try await onKernel { host async throws in
            let server = HTTPServer { _ in .text("no") }
            try await serving(host, { ready in try await server.run(on: host, at: anyPort, ready: ready) }) { address async throws in
                await #expect { try await host.withWebSocket("ws://\(address)/") { _ in } } throws: { error in
                    if case .refused(status: 200)? = error as? WebSocketError { true } else { false }
                }
            }
        }
    }

    @Test func aSlowClientHoldsNobodyUp() async throws {
        try await onKernel { host async throws in
            let room = Box<[WebSocket]>([])
            var options = WebSocket.Options()
            options.backlog = 4 << 20
            options.compression = false
            let server = HTTPServer { [options] request in
                .webSocket(request, on: host, options: options) { socket async throws in
                    room.value.append(socket)
                    defer { room.value.removeAll { $0 === socket } }
                    while let message = try await socket.receive() {
                        guard case .text(let text) = message else { continue }
                        let frame = WebSocketFrameHeader.frame(.text, Array(text.utf8))
                        for one in room.value { one.post(sharedFrame: frame) }
                    }
                }
            }
            try await serving(host, { ready in try await server.run(on: host, at: anyPort, ready: ready) }) { [options] address in
                let url = "ws://\(address)/"
                try await host.withWebSocket(url, options: options) { [options] slow async throws in
                    try await host.withWebSocket(url, options: options) { quick async throws in
                        let text = String(repeating: "x", count: 100_000)
                        // The slow one reads nothing: far more than its sockets' buffers and its backlog hold.
                        for _ in 0..<200 {
                            try await quick.send(text)
                            let back = try await quick.receive()
                            #expect(back == .text(text))
                        }
                        #expect(room.value.count == 1 || room.value.filter(\.isOpen).count == 1, "the slow one was cut off")
                    }
                    _ = slow
                }
            }
        }
    }
}
