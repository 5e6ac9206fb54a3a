#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The model on a real terminal: keys in, screens out.
struct ViewSession: ~Copyable {
    private var model: BrowserModel
    private var keys = KeyDecoder()
    /// What is on the screen: only rows that differ are sent.
    private var drawn: [String] = []
    private let terminal: Int32
    private let signals: (read: Int32, write: Int32)
    private let isColoured = StandardOutput.wantsColour

    init(_ model: BrowserModel) throws {
        self.model = model
        // Standard input may be the capture: the keys come from the terminal itself.
        terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { throw TerminalError("open", "/dev/tty", errno) }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            let number = errno
            close(terminal)
            throw TerminalError("make", "a pipe", number)
        }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        signals = (ends[0], ends[1])
    }

    deinit {
        FullScreen.give()
        close(terminal)
        close(signals.read)
        close(signals.write)
    }

    mutating func run() throws {
        guard FullScreen.take(terminal, pipe: signals.write) else { throw TerminalError("use", "the terminal", errno) }
        defer { FullScreen.give() }
        draw(whole: true)
        while !model.isOver {
            var wanted = [pollfd(fd: terminal, events: Int16(POLLIN), revents: 0), pollfd(fd: signals.read, events: Int16(POLLIN), revents: 0)]
            guard poll(&wanted, 2, -1) > 0 else {
                if errno == EINTR { continue }
                throw TerminalError("wait for", "keys", errno)
            }
            if wanted[1].revents != 0, !hear() { return }
            if wanted[0].revents != 0, !read() { return }
        }
    }

    /// What signals have said; false when it is time to go.
    private mutating func hear() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = systemRead(signals.read, &bytes, bytes.count)
        guard count > 0 else { return true }
        for byte in bytes[..<count] {
            switch byte {
            case UInt8(ascii: "t"): return false
            case UInt8(ascii: "c"): FullScreen.resume()
            default: break
            }
        }
        draw(whole: true)
        return true
    }

    /// Keys; false when the terminal has gone.
    private mutating func read() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = systemRead(terminal, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return true }
        guard count > 0 else { return false }
        for key in keys.feed(bytes[..<count]) {
            if key == .control("l") { drawn = [] } else { model.press(key, page: BrowserScreen.page(model, size.width, size.height)) }
            if model.isOver { return true }
        }
        draw(whole: drawn.isEmpty)
        return true
    }

    private var size: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(terminal, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    private mutating func draw(whole: Bool) {
        let (width, height) = size
        let rows = BrowserScreen.draw(&model, width, height, coloured: isColoured)
        var out = whole ? "\u{1b}[0m\u{1b}[2J" : ""
        for (index, row) in rows.enumerated() where whole || index >= drawn.count || drawn[index] != row { out += "\u{1b}[\(index + 1);1H" + row }
        drawn = rows
        var bytes = Array(out.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int { read(descriptor, buffer, count) }

/// A terminal that cannot be used, and why.
struct TerminalError: Error, CustomStringConvertible {
    let description: String

    init(description: String) { self.description = description }

    init(_ operation: String, _ subject: String, _ number: Int32) {
        description = "cannot \(operation) \(subject): \(String(cString: strerror(number)))"
    }
}
