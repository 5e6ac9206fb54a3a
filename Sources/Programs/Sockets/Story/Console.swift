/// Where a program's own output goes: into the world's story, in its place among the calls and frames.
public struct Console: Sendable {
    private let write: @Sendable (String) -> Void

    /// A console that hands each call's text to `write`, on the world's loop.
    public init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Prints a line (or several, parted by newlines).
    public func print(_ line: String) { write(line) }
}
