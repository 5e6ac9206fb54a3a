/// A place below a server's root, as its clients see it: `/sub/file`.
///
/// However a client writes a path, the result lies at or below the root: `..` at the root stays there, a backslash is a
/// letter like others, and what no file system could mean (NUL, line breaks, bytes that are not UTF-8) is no path. What symbolic links do is for
/// whoever opens the file to settle.
public struct RootedPath: Hashable, Sendable, CustomStringConvertible {
    /// Names from the root down; none is empty, `.` or `..`, none holds a slash or a control character.
    public let components: [String]

    public static let root = RootedPath(components: [])
    static let lengthLimit = 4096, depthLimit = 256

    private init(components: [String]) { self.components = components }

    /// Where `argument` leads from here: absolute with a leading slash, relative otherwise; nil for what is no path.
    public func resolving(_ argument: some StringProtocol) -> RootedPath? {
        guard argument.utf8.count <= Self.lengthLimit, argument.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        var components = argument.utf8.first == UInt8(ascii: "/") ? [] : self.components
        for part in argument.utf8.split(separator: UInt8(ascii: "/")) {
            let name = String(decoding: part, as: UTF8.self)
            switch name {
            case ".": continue
            case "..": _ = components.popLast()
            default:
                guard part.count <= 255 else { return nil }
                components.append(name)
            }
        }
        guard components.count <= Self.depthLimit else { return nil }
        return RootedPath(components: components)
    }

    /// The last name; "/" for the root.
    public var name: String { components.last ?? "/" }
    public var isRoot: Bool { components.isEmpty }
    public var parent: RootedPath { RootedPath(components: components.dropLast()) }
    public func appending(_ name: String) -> RootedPath? { resolving(components.isEmpty ? "/" + name : description + "/" + name) }

    public var description: String { "/" + components.joined(separator: "/") }

    /// For `257`: quotes doubled (RFC 959 appendix II).
    public var quoted: String { "\"" + description.replacing("\"", with: "\"\"") + "\"" }
}
