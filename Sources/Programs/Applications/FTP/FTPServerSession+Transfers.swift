import ApplicationLayer
import Sockets
import Wire

/// What goes over a data connection: lists and files.
extension FTPServerSession {
    private static var pieceSize: Int { 262_144 }

    /// A folder's entries, or one file; or, where the last name is a pattern as `mget *.txt` sends it, what matches.
    private func entries(_ path: RootedPath, _ format: FTPListFormat) throws(FileStoreError) -> [FileEntry] {
        let store = server.store
        do throws(FileStoreError) {
            let entry = try store.entry(path)
            if entry.kind == .directory { return try store.list(path) }
            guard format != .facts else { throw FileStoreError(.notDirectory, path) }
            return [entry]
        } catch {
            guard error.code == .notFound, format != .facts, let pattern = FTPNamePattern(path.name) else { throw error }
            var matching = try store.list(path.parent).filter { pattern.matches($0.name) }
            guard !matching.isEmpty else { throw error }
            // A name alone would be looked for in the current folder.
            if format == .names, path.parent != connection.currentDirectory {
                for index in matching.indices { matching[index].name = (path.parent.isRoot ? "" : path.parent.description) + "/" + matching[index].name }
            }
            return matching
        }
    }

    func list(_ path: RootedPath, _ format: FTPListFormat) async throws {
        let now = host.clock.now.nanoseconds / 1_000_000_000
        let entries: [FileEntry]
        do throws(FileStoreError) {
            entries = try self.entries(path, format)
        } catch { return try connection.reply(Self.refusal(error)) }
        try await transfer(FTPReply(150, "Here is the list")) { stream, progress in
            var text: [UInt8] = []
            for entry in entries {
                text += Array(format.line(entry, now: now).utf8) + [0x0d, 0x0a]
                if text.count > Self.pieceSize {
                    try await stream.send(text)
                    progress()
                    text = []
                }
            }
            if !text.isEmpty { try await stream.send(text) }
            return FTPReply(226, "\(entries.count) entries")
        }
    }

    func retrieve(_ path: RootedPath, _ start: Int64) async throws {
        let reader: any FileReader
        do throws(FileStoreError) { reader = try server.store.read(path) } catch { return try connection.reply(Self.refusal(error)) }
        guard start <= reader.size else { return try connection.reply(FTPReply(554, "The file has only \(reader.size) bytes")) }
        let isText = connection.type == .ascii
        try await transfer(FTPReply(150, "\(path.name), \(reader.size - start) bytes")) { stream, progress in
            var offset = start, converter = FTPTextConverter()
            while true {
                let bytes = try reader.read(at: offset, count: Self.pieceSize)
                if bytes.isEmpty { break }
                offset += Int64(bytes.count)
                try await stream.send(isText ? converter.toWire(bytes) : bytes)
                progress()
            }
            return FTPReply(226, "\(offset - start) bytes sent")
        }
    }

    func receive(_ path: RootedPath, _ mode: FTPServerConnection.Store) async throws {
        let writer: any FileWriter, old: (any FileReader)?, kept: Int64
        do throws(FileStoreError) {
            switch mode {
            case .append: (writer, old, kept) = (try server.store.write(path, .append), nil, 0)
            case .replace(0): (writer, old, kept) = (try server.store.write(path, .replace(keeping: 0)), nil, 0)
            case .replace(let offset): (writer, old, kept) = (try server.store.write(path, .replace(keeping: 0)), try server.store.read(path), offset)
            }
        } catch { return try connection.reply(Self.refusal(error)) }
        if let old, kept > old.size { return try connection.reply(FTPReply(554, "The file has only \(old.size) bytes")) }
        let isText = connection.type == .ascii
        try await transfer(FTPReply(150, "Send \(path.name)")) { stream, progress in
            // What is kept of an old file may be long: others have their turn between its pieces.
            var offset: Int64 = 0
            while let old, offset < kept {
                let bytes = try old.read(at: offset, count: Int(min(Int64(Self.pieceSize), kept - offset)))
                guard !bytes.isEmpty else { throw FileStoreError(.failed, path) }
                try writer.write(bytes)
                offset += Int64(bytes.count)
                progress()
                await Task.yield()
            }
            var converter = FTPTextConverter(), count: Int64 = 0
            while true {
                let bytes = try await stream.receive(atMost: Self.pieceSize)
                if bytes.isEmpty { break }
                count += Int64(bytes.count)
                try writer.write(isText ? converter.toFile(bytes) : bytes)
                progress()
            }
            if isText { try writer.write(converter.finishToFile()) }
            // A client that was killed has ended both its connections: such an end of the data is not the file's end.
            for _ in 0..<4 where !self.isCut { await Task.yield() }
            guard !self.isCut else { throw SocketError(.aborted, during: "receive") }
            try writer.commit()
            return FTPReply(226, "\(count) bytes stored")
        }
    }
}
