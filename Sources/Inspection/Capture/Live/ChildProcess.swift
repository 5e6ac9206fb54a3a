import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A child whose standard output and standard error are pipes, read without waiting.
struct ChildProcess {
    let process: pid_t
    let output: Int32
    let messages: Int32

    init(process: pid_t, output: Int32, messages: Int32) {
        self.process = process
        self.output = output
        self.messages = messages
    }

    /// Starts `program` in a process group of its own, with nothing on its standard input.
    init(_ program: String, _ arguments: [String]) throws(CaptureError) {
        let output = try Self.pipe(), messages: (read: Int32, write: Int32)
        do throws(CaptureError) { messages = try Self.pipe() } catch {
            close(output.read)
            close(output.write)
            throw error
        }
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?, attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        posix_spawn_file_actions_adddup2(&actions, messages.write, 2)
        // We may ignore or block SIGINT and SIGPIPE; the child must not.
        var all = sigset_t(), none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var argv = arguments.map { strdup($0) } + [nil]
        defer { argv.forEach { free($0) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, program, &actions, &attributes, &argv, environment)
        close(output.write)
        close(messages.write)
        guard status == 0 else {
            close(output.read)
            close(messages.read)
            throw CaptureError.system(status, "run", program)
        }
        for descriptor in [output.read, messages.read] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
        self.init(process: process, output: output.read, messages: messages.read)
    }

    /// Waits for the child's end; makes an end of it if it must (or if it does not come).
    func end(hard: Bool) {
        if hard { kill(process, SIGKILL) }
        let deadline = monotonicNow() + .seconds(2)
        var status: Int32 = 0
        while true {
            let result = waitpid(process, &status, WNOHANG)
            if result == process || result < 0 && errno != EINTR { return }
            if monotonicNow() >= deadline { kill(process, SIGKILL) }
            // Its messages end with it.
            _ = waitUntilReadable([], until: monotonicNow() + .milliseconds(1))
        }
    }

    private static func pipe() throws(CaptureError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard systemPipe(&ends) == 0 else { throw CaptureError.system(errno, "run", "a child") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

private var environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>! {
    #if canImport(Darwin)
    _NSGetEnviron().pointee
    #else
    environ
    #endif
}

private func systemPipe(_ ends: UnsafeMutablePointer<Int32>) -> Int32 { pipe(ends) }

func monotonicNow() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
}

/// Waits until one of the descriptors is readable or has ended; false when the deadline has come first.
func waitUntilReadable(_ descriptors: [Int32], until deadline: Instant) -> Bool {
    while true {
        var wanted = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let left = max(0, (deadline - monotonicNow()).count + 999_999) / 1_000_000
        let count = poll(&wanted, nfds_t(wanted.count), Int32(clamping: left))
        if count > 0 { return true }
        if count == 0 || errno != EINTR { return false }
    }
}

/// Reads what is there without waiting, at most `maximum` bytes; false when the other end has closed.
func readAvailable(_ descriptor: Int32, atMost maximum: Int = .max, _ take: (UnsafeRawBufferPointer) -> Void) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
        var total = 0
        while total < maximum {
            let count = read(descriptor, buffer.baseAddress!, buffer.count)
            if count > 0 {
                take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                total += count
            } else if count == 0 {
                return false
            } else if errno != EINTR {
                return errno == EAGAIN
            }
        }
        return true
    }
}
