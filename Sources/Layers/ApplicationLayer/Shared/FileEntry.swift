/// A file or folder as a listing shows it.
public struct FileEntry: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case file, directory, other }
    public var name: String
    public var kind: Kind
    /// Bytes; 0 for a folder.
    public var size: Int64
    /// Last changed, seconds since 1970 UTC; nil where it is not known.
    public var modified: Int64?
    /// Nine permission bits; nil where they are not known.
    public var mode: Int?

    public init(name: String, kind: Kind, size: Int64, modified: Int64? = nil, mode: Int? = nil) {
        self.name = name
        self.kind = kind
        self.size = size
        self.modified = modified
        self.mode = mode
    }
}
