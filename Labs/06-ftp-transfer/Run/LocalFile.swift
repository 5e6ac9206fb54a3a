import Foundation

/// A file of this computer that goes to a server or comes from one, piece by piece: how large it is does not matter.
enum LocalFile {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Pieces of `path`, until there are none.
    static func pieces(of path: String) throws -> @Sendable () throws -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Failure(description: "\(path) cannot be read") }
        return {
            guard let data = try file.read(upToCount: 262_144), !data.isEmpty else { return nil }
            return Array(data)
        }
    }

    /// Calls `fill` with a place for pieces; they stand under `path` once all have come, and not at all if they do not.
    static func whole(_ path: String, _ fill: (@escaping @Sendable ([UInt8]) throws -> Void) async throws -> Void) async throws {
        let temporary = path + ".part"
        guard FileManager.default.createFile(atPath: temporary, contents: nil), let file = FileHandle(forWritingAtPath: temporary) else { throw Failure(description: "\(temporary) cannot be written") }
        do {
            try await fill { try file.write(contentsOf: Data($0)) }
            try file.close()
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw Failure(description: "\(path) cannot be written") }
    }
}
