import Foundation

/// Standard output, a line at a time and at once: for commands that run until they are ended, and for a shell in a pipe. A reader that has
/// gone away is no error.
enum PlainLine {
    static func print(_ text: String) {
        do { try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8)) } catch { exit(0) }
    }
}
