#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of TLS secrets in NSS's key log format, which Wireshark and our inspector read: with it, whoever has the frames can read
/// what they say.
public final class KeyLogFile: Sendable {
    private let file: Int32

    /// Opens `path` to add to it; only its owner may read it.
    ///
    /// - Throws: one line that says why not.
    public init(_ path: String) throws(KeyLogError) {
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw KeyLogError("open \(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(file) }

    /// The file that `SSLKEYLOGFILE` names; nil where it names none.
    public static func named() throws(KeyLogError) -> KeyLogFile? {
        guard let path = getenv("SSLKEYLOGFILE"), path.pointee != 0 else { return nil }
        return try KeyLogFile(String(cString: path))
    }

    /// Adds a line, in one piece: several programs may add to one file.
    public func add(_ line: String) {
        let bytes = Array((line.hasSuffix("\n") ? line : line + "\n").utf8)
        _ = bytes.withUnsafeBytes { write(file, $0.baseAddress!, $0.count) }
    }
}

/// Why secrets cannot be written down.
public struct KeyLogError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = "SSLKEYLOGFILE: \(description)" }
}
