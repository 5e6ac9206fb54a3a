public import ApplicationLayer

/// A tree of files below a root: what an HTTP or FTP server serves. The disk's, or one in memory for a simulated host.
///
/// Nothing outside the root can be reached, whatever the path or a symbolic link says.
public protocol FileStore: Sendable {
    func entry(_ path: RootedPath) throws(FileStoreError) -> FileEntry
    /// A folder's entries, sorted by name.
    func list(_ path: RootedPath) throws(FileStoreError) -> [FileEntry]
    func read(_ path: RootedPath) throws(FileStoreError) -> any FileReader
    func write(_ path: RootedPath, _ mode: FileWriteMode) throws(FileStoreError) -> any FileWriter
    func delete(_ path: RootedPath) throws(FileStoreError)
    func makeDirectory(_ path: RootedPath) throws(FileStoreError)
    func removeDirectory(_ path: RootedPath) throws(FileStoreError)
    func rename(_ from: RootedPath, to: RootedPath) throws(FileStoreError)
}

public enum FileWriteMode: Hashable, Sendable {
    /// A new file in the place of an old one, keeping the old one's first bytes.
    case replace(keeping: Int64)
    case append
}

public protocol FileReader: AnyObject, Sendable {
    var size: Int64 { get }
    /// At most `count` bytes from `offset` on; empty at the end.
    func read(at offset: Int64, count: Int) throws(FileStoreError) -> [UInt8]
}

/// A file being written. Until ``commit()`` nothing of it stands under its name; a writer that is let go without it leaves what was
/// there before.
public protocol FileWriter: AnyObject, Sendable {
    func write(_ bytes: [UInt8]) throws(FileStoreError)
    func commit() throws(FileStoreError)
}

public struct FileStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case notFound = "no such file or folder"
        case notDirectory = "not a folder"
        case isDirectory = "a folder"
        case exists = "exists already"
        case notEmpty = "the folder is not empty"
        case denied = "not permitted"
        case noSpace = "no space left"
        case failed = "failed"
    }
    public let code: Code
    public let path: RootedPath
    public init(_ code: Code, _ path: RootedPath) {
        self.code = code
        self.path = path
    }
    public var description: String { "\(path): \(code.rawValue)" }
}
