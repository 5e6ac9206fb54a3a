public import ApplicationLayer

/// A tree of files in memory, for a simulated host and for tests. Belongs to one loop.
public final class MemoryStore: FileStore, @unchecked Sendable {
    private enum Node { case file([UInt8], modified: Int64), directory }
    /// By path, the root among them.
    private var nodes: [RootedPath: Node] = [.root: .directory]
    /// The time that new files get, seconds since 1970.
    public var now: Int64 = 0
    /// Bytes that all files together may have.
    private let capacity: Int

    public init(capacity: Int = 1 << 30) { self.capacity = capacity }

    /// A file with this content at `path`, the folders on the way made too.
    public func add(_ path: String, _ content: [UInt8]) {
        guard let path = RootedPath.root.resolving(path), !path.isRoot else { return }
        var folder = path.parent
        while !folder.isRoot {
            nodes[folder] = .directory
            folder = folder.parent
        }
        nodes[path] = .file(content, modified: now)
    }

    private func node(_ path: RootedPath) throws(FileStoreError) -> Node {
        guard let node = nodes[path] else { throw FileStoreError(.notFound, path) }
        return node
    }

    private func requireDirectory(_ path: RootedPath, for whole: RootedPath) throws(FileStoreError) {
        guard case .directory = try node(path) else { throw FileStoreError(.notDirectory, whole) }
    }

    private static func entry(_ path: RootedPath, _ node: Node) -> FileEntry {
        switch node {
        case .directory: FileEntry(name: path.name, kind: .directory, size: 0, modified: 0, mode: 0o755)
        case .file(let content, let modified): FileEntry(name: path.name, kind: .file, size: Int64(content.count), modified: modified, mode: 0o644)
        }
    }

    public func entry(_ path: RootedPath) throws(FileStoreError) -> FileEntry { Self.entry(path, try node(path)) }

    public func list(_ path: RootedPath) throws(FileStoreError) -> [FileEntry] {
        try requireDirectory(path, for: path)
        return nodes.filter { !$0.key.isRoot && $0.key.parent == path }.map { Self.entry($0.key, $0.value) }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    public func read(_ path: RootedPath) throws(FileStoreError) -> any FileReader {
        guard case .file(let content, _) = try node(path) else { throw FileStoreError(.isDirectory, path) }
        return Reader(content)
    }

    public func write(_ path: RootedPath, _ mode: FileWriteMode) throws(FileStoreError) -> any FileWriter {
        try requireDirectory(path.parent, for: path)
        var old: [UInt8] = []
        if let node = nodes[path] {
            guard case .file(let content, _) = node else { throw FileStoreError(.isDirectory, path) }
            old = content
        }
        if case .replace(let kept) = mode { old = Array(old.prefix(Int(clamping: kept))) }
        return Writer(self, path, old)
    }

    public func delete(_ path: RootedPath) throws(FileStoreError) {
        guard case .file = try node(path) else { throw FileStoreError(.isDirectory, path) }
        nodes[path] = nil
    }

    public func makeDirectory(_ path: RootedPath) throws(FileStoreError) {
        try requireDirectory(path.parent, for: path)
        guard nodes[path] == nil else { throw FileStoreError(.exists, path) }
        nodes[path] = .directory
    }

    public func removeDirectory(_ path: RootedPath) throws(FileStoreError) {
        try requireDirectory(path, for: path)
        guard !path.isRoot else { throw FileStoreError(.denied, path) }
        guard try list(path).isEmpty else { throw FileStoreError(.notEmpty, path) }
        nodes[path] = nil
    }

    public func rename(_ from: RootedPath, to: RootedPath) throws(FileStoreError) {
        let node = try node(from)
        try requireDirectory(to.parent, for: to)
        if case .directory = node {
            guard nodes[to] == nil else { throw FileStoreError(.exists, to) }
            guard !from.isRoot, !to.components.starts(with: from.components) else { throw FileStoreError(.denied, to) }
            for (path, inside) in nodes where path.components.starts(with: from.components) {
                nodes[path] = nil
                if let moved = RootedPath.root.resolving("/" + (to.components + path.components.dropFirst(from.components.count)).joined(separator: "/")) { nodes[moved] = inside }
            }
        } else {
            if case .directory? = nodes[to] { throw FileStoreError(.isDirectory, to) }
            nodes[from] = nil
            nodes[to] = node
        }
    }

    private final class Reader: FileReader, @unchecked Sendable {
        private let content: [UInt8]
        init(_ content: [UInt8]) { self.content = content }
        var size: Int64 { Int64(content.count) }
        func read(at offset: Int64, count: Int) -> [UInt8] {
            guard offset >= 0, offset < size else { return [] }
            return Array(content[Int(offset)...].prefix(max(0, count)))
        }
    }

    private final class Writer: FileWriter, @unchecked Sendable {
        private let store: MemoryStore
        private let path: RootedPath
        private var content: [UInt8]
        init(_ store: MemoryStore, _ path: RootedPath, _ content: [UInt8]) { (self.store, self.path, self.content) = (store, path, content) }

        func write(_ bytes: [UInt8]) throws(FileStoreError) {
            guard content.count + bytes.count <= store.capacity else { throw FileStoreError(.noSpace, path) }
            content += bytes
        }
        func commit() throws(FileStoreError) { store.nodes[path] = .file(content, modified: store.now) }
    }
}
