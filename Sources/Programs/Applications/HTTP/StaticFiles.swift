import ApplicationLayer
import HTTPTypes

/// Serves a folder's files (RFC 9110 sections 13 and 14): media types, `index.html`, conditional requests, one range.
///
///     let files = StaticFiles(try DiskStore(path: "public"))
///     router.on(.get, "/*") { try files.respond(to: $0, path: $0.parameters["*"] ?? "") }
public struct StaticFiles: Sendable {
    private let store: any FileStore
    public init(_ store: any FileStore) { self.store = store }

    /// - Parameter path: below the root, decoded.
    public func respond(to request: HTTPServerRequest, path: String) throws -> HTTPServerResponse {
        guard var path = RootedPath.root.resolving(path) else { throw HTTPError(.badRequest, "The path is not valid") }
        var entry = try store.entry(path)
        if entry.kind == .directory {
            // Relative links in the page need the slash.
            if !request.rawPath.hasSuffix("/") { return .redirect(to: request.rawPath + "/", .movedPermanently) }
            guard let index = path.appending("index.html") else { throw HTTPError(.notFound) }
            path = index
            entry = try store.entry(path)
        }
        guard entry.kind == .file else { throw HTTPError(.notFound) }
        let reader = try store.read(path), size = reader.size
        let tag = "\"\(String(size, radix: 36))-\(String(entry.modified ?? 0, radix: 36))\""
        var fields: HTTPFields = [.contentType: Self.mediaType(of: path.name), .eTag: tag, .acceptRanges: "bytes", .xContentTypeOptions: "nosniff"]
        if let modified = entry.modified { fields[.lastModified] = HTTPDate.format(unixSeconds: modified) }

        if isUnchanged(request, tag: tag, modified: entry.modified) { return HTTPServerResponse(.notModified, [.eTag: tag]) }
        var range: Range<Int64> = 0..<size, status = HTTPResponse.Status.ok
        if let wanted = request.head.headerFields[.range], request.head.headerFields[.ifRange].map({ $0 == tag }) ?? true {
            switch Self.range(wanted, size: size) {
            case .whole: break
            case .part(let part):
                (range, status) = (part, .partialContent)
                fields[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
            case .none: throw HTTPError(.rangeNotSatisfiable, nil, [.contentRange: "bytes */\(size)"])
            }
        }
        if range.count <= 65_536 { return HTTPServerResponse(status, fields, .bytes(try reader.read(at: range.lowerBound, count: range.count))) }
        let position = Position(range.lowerBound)
        let end = range.upperBound
        return HTTPServerResponse(status, fields, .stream(length: Int64(range.count)) {
            let bytes = try reader.read(at: position.offset, count: Int(min(262_144, end - position.offset)))
            position.offset += Int64(bytes.count)
            return bytes.isEmpty ? nil : bytes
        })
    }

    /// Takes a file (PUT): 201 for a new one, 204 for one in an old one's place. A file that does not come whole leaves nothing behind.
    ///
    /// - Parameter path: below the root, decoded.
    public func store(_ content: HTTPContentStream, path: String, for request: HTTPServerRequest) async throws -> HTTPServerResponse {
        guard let path = RootedPath.root.resolving(path), !path.isRoot, !request.rawPath.hasSuffix("/") else { throw HTTPError(.badRequest, "The path is no file's") }
        // A part of a file is not what would stand there (RFC 9110 section 14.4).
        if request.head.headerFields.contains(.contentRange) { throw HTTPError(.badRequest, "Parts of files are not taken") }
        let exists = (try? store.entry(path)) != nil
        let writer = try store.write(path, .replace(keeping: 0))
        while let piece = try await content.next() { try writer.write(piece) }
        try writer.commit()
        return HTTPServerResponse(exists ? .noContent : .created)
    }

    /// Deletes a file.
    public func delete(path: String) throws -> HTTPServerResponse {
        guard let path = RootedPath.root.resolving(path), !path.isRoot else { throw HTTPError(.badRequest, "The path is no file's") }
        try store.delete(path)
        return HTTPServerResponse(.noContent)
    }

    private final class Position: @unchecked Sendable {
        var offset: Int64
        init(_ offset: Int64) { self.offset = offset }
    }

    private func isUnchanged(_ request: HTTPServerRequest, tag: String, modified: Int64?) -> Bool {
        if let tags = request.head.headerFields[.ifNoneMatch] {
            return tags.split(separator: ",").contains { part in
                let one = part.drop { $0 == " " }
                return one == "*" || one == tag || one.dropFirst(2) == tag && one.hasPrefix("W/")
            }
        }
        guard let since = request.head.headerFields[.ifModifiedSince].flatMap(HTTPDate.parse), let modified else { return false }
        return modified <= since
    }

    private enum Wanted { case whole, part(Range<Int64>), none }

    /// `bytes=first-last`, `bytes=first-` or `bytes=-count`; several ranges, or what is malformed, are answered with the whole.
    private static func range(_ field: String, size: Int64) -> Wanted {
        guard field.hasPrefix("bytes="), !field.contains(",") else { return .whole }
        let ends = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && $0.utf8.count <= 18 }) else { return .whole }
        switch (Int64(ends[0]), Int64(ends[1])) {
        case (nil, let count?): return count == 0 || size == 0 ? .none : .part(max(0, size - count)..<size)
        case (let first?, let last): 
            if let last, last < first { return .whole }
            return first >= size ? .none : .part(first..<min(size, (last ?? size - 1) + 1))
        default: return .whole
        }
    }

    static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last?.lowercased() {
        case "html", "htm": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "json": "application/json"
        case "txt", "md": "text/plain; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "ico": "image/x-icon"
        case "pdf": "application/pdf"
        case "wasm": "application/wasm"
        default: "application/octet-stream"
        }
    }
}
