import ApplicationLayer
import Applications
import KernelSockets
import Sockets
import Testing
import Wire

@Suite struct FTPTests {
    @discardableResult
    static func run<Result: Sendable>(store: any FileStore, options: FTPServer.Options = .init(), _ body: @escaping @Sendable (KernelHost, SocketAddress) async throws -> Result) async throws -> Result {
        try await onKernel { host async throws in
            let server = FTPServer(store: store, options: options) { $0 == "user" && $1 == "secret" }
            return try await serving(host, { ready in try await server.run(on: host, at: anyPort, ready: ready) }) { address in try await body(host, address) }
        }
    }

    static func logIn(_ host: KernelHost, _ address: SocketAddress) async throws -> FTPClient<KernelHost> {
        let ftp = try await FTPClient(on: host, server: "127.0.0.1", port: address.port)
        try await ftp.logIn(user: "user", password: "secret")
        return ftp
    }

    static let big = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

    @Test(arguments: [false, true])
    func everything(_ active: Bool) async throws {
        let store = MemoryStore()
        store.add("/a.txt", Array("one\n".utf8))
        store.add("/sub/b", [1])
        try await Self.run(store: store) { host, address async throws in
            let ftp = try await Self.logIn(host, address)
            ftp.isActive = active
            #expect(try await ftp.list().map(\.name) == ["a.txt", "sub"])
            #expect(try await ftp.lines("NLST") == ["a.txt", "sub"])
            #expect(try await ftp.lines().first?.hasSuffix(" a.txt") == true)
            #expect(try await ftp.retrieve("a.txt") == Array("one\n".utf8))
            try await ftp.store("big", Self.big)
            #expect(try await ftp.size("big") == 3_000_000)
            #expect(try await ftp.retrieve("big") == Self.big)
            let tail = Box<[UInt8]>([])
            try await ftp.retrieve("big", from: 2_999_990) { tail.value += $0 }
            #expect(tail.value == Self.big.suffix(10))
            try await ftp.store("a.txt", Array("two\n".utf8), appending: true)
            #expect(try await ftp.retrieve("a.txt") == Array("one\ntwo\n".utf8))
            try await ftp.makeDirectory("q\"t")
            try await ftp.changeDirectory("q\"t")
            #expect(try await ftp.currentDirectory() == "/q\"t")
            try await ftp.rename("../a.txt", to: "c")
            #expect(try await ftp.list().map(\.name) == ["c"])
            try await ftp.delete("c")
            try await ftp.changeDirectory("..")
            try await ftp.removeDirectory("q\"t")
            await #expect { try await ftp.retrieve("missing") } throws: { error in
                if case .refused(_, let reply)? = error as? FTPClientError { reply.code == 550 } else { false }
            }
            #expect(try await ftp.retrieve("sub/b") == [1])
            await ftp.quit()
        }
    }

    @Test func wrongPasswordsAreRefused() async throws {
        try await Self.run(store: MemoryStore()) { host, address async throws in
            let ftp = try await FTPClient(on: host, server: "127.0.0.1", port: address.port)
            await #expect(throws: FTPClientError.self) { try await ftp.logIn(user: "user", password: "wrong") }
        }
    }

    @Test(arguments: ["reset", "control reset", "abort"])
    func anInterruptedUploadLeavesTheOldFile(_ how: String) async throws {
        let store = MemoryStore()
        store.add("/file", Array("old".utf8))
        try await Self.run(store: store) { host, address async throws in
            let control = try await host.connect(to: address)
            try await control.send("USER user\r\nPASS secret\r\nTYPE I\r\nPASV\r\n")
            let lines = try await control.receive(until: ")\r\n")
            let target = try #require(FTPDataAddress.parse(passiveReply: lines.split(separator: "227 ").last.map(String.init) ?? ""))
            let data = try await host.connect(to: target)
            try await control.send("STOR file\r\n")
            _ = try await control.receive(until: "150 Send file\r\n")
            try await data.send([UInt8](repeating: 1, count: 100_000))
            try await host.clock.sleep(for: .milliseconds(20))
            switch how {
            case "reset": data.abort()
            case "control reset": control.abort()
            default: try await control.send("ABOR\r\n")
            }
            if how != "control reset" { #expect(try await control.receive(until: "\r\n").hasPrefix("426 ")) } else { try await host.clock.sleep(for: .milliseconds(50)) }
            let ftp = try await Self.logIn(host, address)
            #expect(try await ftp.retrieve("file") == Array("old".utf8))
            await data.close()
        }
    }
}
