import Sockets

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the box's authority is kept from one run to the next, so that other programs can be told to trust it:
///
///     authority-secret.pem    its key and certificate, for this user's eyes only
///     authority.pem           its certificate: curl --cacert …
public struct AuthorityFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// `$LAYERLAB_HOME`, otherwise `.layerlab` in the user's home.
    public static var standard: AuthorityFolder {
        if let named = getenv("LAYERLAB_HOME"), named.pointee != 0 { return AuthorityFolder(String(cString: named)) }
        let home = getenv("HOME").map { String(cString: $0) } ?? "."
        return AuthorityFolder(home + "/.layerlab")
    }

    /// The certificate's file, for other programs.
    public var certificatePath: String { path + "/authority.pem" }
    private var secretPath: String { path + "/authority-secret.pem" }

    /// The authority that is kept here; made, if there is none yet.
    ///
    /// - Throws: one line that says which file and why.
    public func authority() throws(AuthorityFolderError) -> BoxAuthority {
        if let kept = try read(secretPath) {
            let authority: BoxAuthority
            do { authority = try BoxAuthority(pem: kept) } catch { throw AuthorityFolderError("read \(secretPath): \(error)") }
            // Somebody may have cleaned up the file that is no secret.
            if try read(certificatePath) != authority.certificatePEM { try write(authority.certificatePEM, to: certificatePath, mode: 0o644, replacing: true) }
            return authority
        }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw AuthorityFolderError("make \(path): \(Self.words(errno))") }
        let made: BoxAuthority, secret: String
        do {
            made = try BoxAuthority(keys: .forEveryClient)
            secret = try made.pem
        } catch { throw AuthorityFolderError("make an authority: \(error)") }
        // Of two programs that begin at once one is first; both use its authority.
        if try write(secret, to: secretPath, mode: 0o600, replacing: false) {
            try write(made.certificatePEM, to: certificatePath, mode: 0o644, replacing: true)
            return made
        }
        return try authority()
    }

    private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }

    /// nil: there is no such file.
    private func read(_ path: String) throws(AuthorityFolderError) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw AuthorityFolderError("open \(path): \(Self.words(errno))")
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536), count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { systemRead(file, $0.baseAddress! + count, $0.count - count) }
            if got < 0, errno == EINTR { continue }
            if got < 0 { throw AuthorityFolderError("read \(path): \(Self.words(errno))") }
            if got == 0 { break }
            count += got
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The file has its name only once it is whole. False: there is one already, and it was not to be replaced.
    @discardableResult
    private func write(_ text: String, to path: String, mode: mode_t, replacing: Bool) throws(AuthorityFolderError) -> Bool {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw AuthorityFolderError("write \(temporary): \(Self.words(errno))") }
        defer { unlink(temporary) }
        let bytes = Array(text.utf8), written = bytes.withUnsafeBytes { systemWrite(file, $0.baseAddress!, $0.count) }
        guard written == bytes.count, close(file) == 0 else { throw AuthorityFolderError("write \(temporary): \(Self.words(errno))") }
        if replacing {
            guard rename(temporary, path) == 0 else { throw AuthorityFolderError("write \(path): \(Self.words(errno))") }
            return true
        }
        if link(temporary, path) == 0 { return true }
        guard errno == EEXIST else { throw AuthorityFolderError("write \(path): \(Self.words(errno))") }
        return false
    }
}

/// Why there is no authority.
public struct AuthorityFolderError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = "the box's own authority: \(description)" }
}

private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int { read(file, buffer, count) }
private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int { write(file, buffer, count) }
