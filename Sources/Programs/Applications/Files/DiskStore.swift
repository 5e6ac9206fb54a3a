public import ApplicationLayer

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder on the disk as a ``FileStore``.
///
/// Every name on the way is opened relative to the folder before it and never through a symbolic link (`openat` with
/// `O_NOFOLLOW`): no path and no link leads out, not even one that is changed meanwhile.
public final class DiskStore: FileStore, @unchecked Sendable {
    private let root: Int32
    private static let temporaryPrefix = ".upload-"
    private var temporaryNumber: UInt64 = 0

    /// - Throws: when `path` is no folder that can be opened.
    public init(path: String) throws(FileStoreError) {
        root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw FileStoreError(Self.code(errno), .root) }
    }

    deinit { close(root) }

    fileprivate static func code(_ number: Int32) -> FileStoreError.Code {
        switch number {
        case ENOENT: .notFound
        case ENOTDIR: .notDirectory
        case EISDIR: .isDirectory
        case EEXIST: .exists
        case ENOTEMPTY: .notEmpty
        // ELOOP: a symbolic link where none is followed.
        case EACCES, EPERM, EROFS, ELOOP: .denied
        case ENOSPC, EDQUOT, EFBIG: .noSpace
        default: .failed
        }
    }

    /// The folder that holds `path`'s last name, open. The caller closes it.
    fileprivate func parent(of path: RootedPath) throws(FileStoreError) -> Int32 { try directory(path.parent, for: path) }

    private func directory(_ path: RootedPath, for whole: RootedPath) throws(FileStoreError) -> Int32 {
        var folder = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for name in path.components where folder >= 0 {
            let next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let number = errno
            close(folder)
            folder = next
            errno = number
        }
        guard folder >= 0 else { throw FileStoreError(Self.code(errno), whole) }
        return folder
    }

    private func isHidden(_ name: String) -> Bool { name.hasPrefix(Self.temporaryPrefix) }

    private static func entry(_ name: String, _ info: stat) -> FileEntry {
        let kind: FileEntry.Kind = switch info.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        default: .other
        }
        #if canImport(Darwin)
        let modified = Int64(info.st_mtimespec.tv_sec)
        #else
        let modified = Int64(info.st_mtim.tv_sec)
        #endif
        return FileEntry(name: name, kind: kind, size: kind == .file ? Int64(info.st_size) : 0, modified: modified, mode: Int(info.st_mode & 0o777))
    }

    public func entry(_ path: RootedPath) throws(FileStoreError) -> FileEntry {
        if path.isRoot {
            var info = stat()
            guard fstat(root, &info) == 0 else { throw FileStoreError(Self.code(errno), path) }
            return Self.entry("/", info)
        }
        let folder = try parent(of: path)
        defer { close(folder) }
        var info = stat()
        guard !isHidden(path.name), fstatat(folder, path.name, &info, AT_SYMLINK_NOFOLLOW) == 0 else { throw FileStoreError(isHidden(path.name) ? .notFound : Self.code(errno), path) }
        return Self.entry(path.name, info)
    }

    public func list(_ path: RootedPath) throws(FileStoreError) -> [FileEntry] {
        let descriptor = try directory(path, for: path)
        guard let folder = fdopendir(descriptor) else {
            close(descriptor)
            throw FileStoreError(.failed, path)
        }
        defer { closedir(folder) }
        var entries: [FileEntry] = []
        while let next = readdir(folder) {
            let name = withUnsafePointer(to: &next.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) } }
            // Names that are not UTF-8, or hold what would break a listing's line, cannot be asked for either.
            guard let name, name != ".", name != "..", !isHidden(name), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { continue }
            var info = stat()
            if fstatat(descriptor, name, &info, AT_SYMLINK_NOFOLLOW) == 0 { entries.append(Self.entry(name, info)) }
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    public func read(_ path: RootedPath) throws(FileStoreError) -> any FileReader {
        guard !path.isRoot, !isHidden(path.name) else { throw FileStoreError(path.isRoot ? .isDirectory : .notFound, path) }
        let folder = try parent(of: path)
        defer { close(folder) }
        // Without waiting: a named pipe would block for ever.
        let descriptor = openat(folder, path.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileStoreError(Self.code(errno), path) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileStoreError(info.st_mode & S_IFMT == S_IFDIR ? .isDirectory : .denied, path)
        }
        return DiskReader(descriptor, size: Int64(info.st_size), path)
    }

    public func write(_ path: RootedPath, _ mode: FileWriteMode) throws(FileStoreError) -> any FileWriter {
        guard !path.isRoot, !isHidden(path.name) else { throw FileStoreError(.denied, path) }
        let folder = try parent(of: path)
        var info = stat()
        let exists = fstatat(folder, path.name, &info, AT_SYMLINK_NOFOLLOW) == 0
        if exists, info.st_mode & S_IFMT != S_IFREG {
            close(folder)
            throw FileStoreError(info.st_mode & S_IFMT == S_IFDIR ? .isDirectory : .denied, path)
        }
        if mode == .append, exists {
            let descriptor = openat(folder, path.name, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
            let number = errno
            close(folder)
            guard descriptor >= 0 else { throw FileStoreError(Self.code(number), path) }
            return DiskAppender(descriptor, from: Int64(info.st_size), path)
        }
        var name = "", descriptor: Int32 = -1
        repeat {
            temporaryNumber += 1
            name = "\(Self.temporaryPrefix)\(getpid())-\(temporaryNumber)"
            descriptor = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        } while descriptor < 0 && errno == EEXIST
        guard descriptor >= 0 else {
            let number = errno
            close(folder)
            throw FileStoreError(Self.code(number), path)
        }
        if exists { fchmod(descriptor, info.st_mode & 0o777) }
        let writer = DiskWriter(descriptor, temporary: name, folder: folder, path)
        if case .replace(let kept) = mode, kept > 0, exists { try writer.keep(kept, of: try read(path)) }
        return writer
    }

    private func at(_ path: RootedPath, _ body: (Int32, String) -> Int32) throws(FileStoreError) {
        guard !path.isRoot, !isHidden(path.name) else { throw FileStoreError(.denied, path) }
        let folder = try parent(of: path)
        defer { close(folder) }
        guard body(folder, path.name) == 0 else { throw FileStoreError(Self.code(errno), path) }
    }

    public func delete(_ path: RootedPath) throws(FileStoreError) { try at(path) { unlinkat($0, $1, 0) } }
    public func makeDirectory(_ path: RootedPath) throws(FileStoreError) { try at(path) { mkdirat($0, $1, 0o777) } }
    public func removeDirectory(_ path: RootedPath) throws(FileStoreError) { try at(path) { unlinkat($0, $1, AT_REMOVEDIR) } }
    public func rename(_ from: RootedPath, to: RootedPath) throws(FileStoreError) {
        guard !to.isRoot, !isHidden(to.name) else { throw FileStoreError(.denied, to) }
        let target = try parent(of: to)
        defer { close(target) }
        try at(from) { renameat($0, $1, target, to.name) }
    }
}

private final class DiskReader: FileReader, @unchecked Sendable {
    private let descriptor: Int32
    private let path: RootedPath
    let size: Int64

    init(_ descriptor: Int32, size: Int64, _ path: RootedPath) { (self.descriptor, self.size, self.path) = (descriptor, size, path) }
    deinit { close(descriptor) }

    func read(at offset: Int64, count: Int) throws(FileStoreError) -> [UInt8] {
        var result = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            repeat { result = pread(descriptor, buffer.baseAddress, count, off_t(offset)) } while result < 0 && errno == EINTR
            initialized = max(0, result)
        }
        guard result >= 0 else { throw FileStoreError(DiskStore.code(errno), path) }
        return bytes
    }
}

/// Writes to a file with a name of its own beside the one that is meant, and takes that one's place at the end.
private final class DiskWriter: FileWriter, @unchecked Sendable {
    private let descriptor: Int32
    private let folder: Int32
    private let temporary: String
    private let path: RootedPath
    private var isCommitted = false

    init(_ descriptor: Int32, temporary: String, folder: Int32, _ path: RootedPath) { (self.descriptor, self.temporary, self.folder, self.path) = (descriptor, temporary, folder, path) }

    deinit {
        if !isCommitted { unlinkat(folder, temporary, 0) }
        close(descriptor)
        close(folder)
    }

    func keep(_ count: Int64, of old: any FileReader) throws(FileStoreError) {
        var offset: Int64 = 0
        while offset < count {
            let bytes = try old.read(at: offset, count: Int(min(1 << 20, count - offset)))
            if bytes.isEmpty { return }
            try write(bytes)
            offset += Int64(bytes.count)
        }
    }

    func write(_ bytes: [UInt8]) throws(FileStoreError) { try writeAll(bytes, to: descriptor, path) }

    func commit() throws(FileStoreError) {
        guard renameat(folder, temporary, folder, path.name) == 0 else { throw FileStoreError(DiskStore.code(errno), path) }
        isCommitted = true
    }
}

/// Adds to a file in its place; without a commit it is cut back to what it was.
private final class DiskAppender: FileWriter, @unchecked Sendable {
    private let descriptor: Int32
    private let start: Int64
    private let path: RootedPath
    private var isCommitted = false

    init(_ descriptor: Int32, from start: Int64, _ path: RootedPath) { (self.descriptor, self.start, self.path) = (descriptor, start, path) }
    deinit {
        if !isCommitted { ftruncate(descriptor, off_t(start)) }
        close(descriptor)
    }

    func write(_ bytes: [UInt8]) throws(FileStoreError) { try writeAll(bytes, to: descriptor, path) }
    func commit() throws(FileStoreError) { isCommitted = true }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: RootedPath) throws(FileStoreError) {
    var done = 0, failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
        while done < buffer.count {
            let written = write(descriptor, buffer.baseAddress! + done, buffer.count - done)
            if written < 0 {
                if errno == EINTR { continue }
                failure = errno
                return
            }
            done += written
        }
    }
    if failure != 0 { throw FileStoreError(DiskStore.code(failure), path) }
}
