public import ApplicationLayer
import Sockets

extension FTPClient {
    /// The entries of a folder: by MLSD where the server has it, otherwise by LIST. "." and ".." are left out.
    public func list(_ path: String? = nil) async throws(FTPClientError) -> [FileEntry] {
        let format: FTPListFormat = offers("MLST") || offers("MLSD") ? .facts : .unix
        return try await lines(format == .facts ? "MLSD" : "LIST", path).compactMap { format.parse($0) }.filter { $0.name != "." && $0.name != ".." }
    }

    /// A listing's lines as they came.
    public func lines(_ verb: String = "LIST", _ path: String? = nil) async throws(FTPClientError) -> [String] {
        let collected = Collected(limit: 64 << 20)
        try await receive(verb, path, offset: 0) { try collected.add($0) }
        return String(decoding: collected.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Gets a file piece by piece.
    public func retrieve(_ path: String, from offset: Int64 = 0, into sink: @escaping @Sendable ([UInt8]) throws -> Void) async throws(FTPClientError) {
        try await binary()
        try await receive("RETR", path, offset: offset, sink)
    }

    /// Gets a small file whole.
    public func retrieve(_ path: String, limit: Int = 64 << 20) async throws(FTPClientError) -> [UInt8] {
        let collected = Collected(limit: limit)
        try await retrieve(path) { try collected.add($0) }
        return collected.bytes
    }

    /// Puts a file; `source` is asked for pieces until there are none.
    public func store(_ path: String, appending: Bool = false, from source: @escaping @Sendable () throws -> [UInt8]?) async throws(FTPClientError) {
        try await binary()
        try await transfer(appending ? "APPE" : "STOR", path, offset: 0) { stream, limit in
            while let piece = try source() {
                if !piece.isEmpty { try await limit { try await stream.send(piece) } }
            }
            try await stream.finishSending()
            // Until the server has closed too, what was sent may still be on its way.
            while try await !limit({ try await stream.receive(atMost: 1_024) }).isEmpty {}
        }
    }

    public func store(_ path: String, _ content: [UInt8], appending: Bool = false) async throws(FTPClientError) {
        let once = Collected(limit: .max)
        try await store(path, appending: appending) {
            guard once.bytes.isEmpty else { return nil }
            once.bytes = [1]
            return content
        }
    }

    private func receive(_ verb: String, _ path: String?, offset: Int64, _ sink: @escaping @Sendable ([UInt8]) throws -> Void) async throws(FTPClientError) {
        try await transfer(verb, path, offset: offset) { stream, limit in
            while true {
                let bytes = try await limit { try await stream.receive(atMost: 262_144) }
                if bytes.isEmpty { break }
                try sink(bytes)
            }
        }
    }

    /// Opens a data connection, sends the command, moves the data, reads the last reply.
    private func transfer(_ verb: String, _ path: String?, offset: Int64, _ body: (any ByteStream, TimeLimited) async throws -> Void) async throws(FTPClientError) {
        do {
            let opening = isActive ? try await active() : try await passive()
            if offset > 0 { try await expect("REST", "\(offset)") }
            let begun = try await ask(verb, path)
            guard begun.isPreliminary else {
                await opening.abandon()
                throw FTPClientError.refused(.init(verb, path), begun)
            }
            var stream: any ByteStream
            do {
                stream = try await host.withTimeLimit(timeout, for: "accept", of: server) { try await opening.stream() }
                if protectsData, let security { stream = try await security.client(over: stream, name: server) }
            } catch {
                await opening.abandon()
                // The server says why, and the next command must not get this one's reply.
                let answer = try await reply()
                if !answer.isPositive { throw FTPClientError.refused(.init(verb, path), answer) }
                throw error
            }
            do {
                try await body(stream, TimeLimited(clock: host.clock, limit: timeout))
                await stream.close()
            } catch {
                stream.abort()
                _ = try? await reply()
                throw error
            }
            let done = try await reply()
            guard done.isPositive else { throw FTPClientError.refused(.init(verb, path), done) }
        } catch { throw Self.failure(error) }
    }
}

/// Runs one step of a transfer within a time.
private struct TimeLimited: Sendable {
    let clock: WorldClock
    let limit: Duration
    func callAsFunction<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await clock.withTimeLimit(limit, for: "data", body)
    }
}

/// Bytes that a transfer collects.
private final class Collected: @unchecked Sendable {
    var bytes: [UInt8] = []
    private let limit: Int
    init(limit: Int) { self.limit = limit }
    func add(_ more: [UInt8]) throws {
        guard bytes.count + more.count <= limit else { throw RemoteProtocolError("FTP", "sent more than \(limit) bytes", replyCode: 552) }
        bytes += more
    }
}
