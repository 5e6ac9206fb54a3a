import CLinux
import Sockets
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the loop of the kernel's world waits for: descriptors, and other threads that wake it.
final class KernelDriver: LoopDriver, @unchecked Sendable {
    private let readiness: any Readiness
    /// Whether ``want(_:on:)`` must be told who waits for what.
    let needsInterest: Bool
    /// Who owns which descriptor, by its number. Not retained: an owner takes itself out before it goes.
    private var owners: ContiguousArray<Unmanaged<Watched>?> = []
    /// Tasks that wait for a descriptor, descriptors watched for others, and answers due from other threads: while there are
    /// any, something can still happen.
    var expectations = 0
    /// One buffer into which every socket receives: what came is copied out to its size.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)

    private let wakeRead: FileDescriptor
    private let wakeWrite: FileDescriptor
    /// From the system's monotonic clock to nanoseconds since the Unix epoch, fixed at the start: the world's time never
    /// jumps when somebody sets the system's clock.
    private let epoch: Int64

    init(_ waiting: KernelWorld.Waiting) throws(SocketError) {
        switch waiting {
        case .poll:
            readiness = PollReadiness()
            needsInterest = true
        case .epoll:
            guard let epoll = EpollReadiness() else { throw SocketError(errno: errno, during: "epoll_create1") }
            readiness = epoll
            needsInterest = false
        }
        var ends: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &ends) { clinux_pipe($0.baseAddress?.assumingMemoryBound(to: Int32.self)) }
        guard result == 0 else { throw SocketError(errno: errno, during: "pipe") }
        wakeRead = FileDescriptor(owning: ends.0)
        wakeWrite = FileDescriptor(owning: ends.1)
        epoch = Self.time(of: CLOCK_REALTIME) - Self.time(of: CLOCK_MONOTONIC)
        let number = readiness.addReadable(wakeRead.number)
        guard number == 0 else { throw SocketError(errno: number, during: "watch") }
    }

    deinit { scratch.deallocate() }

    // MARK: - Time

    private static func time(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    var now: Instant { Instant(nanoseconds: epoch + Self.time(of: CLOCK_MONOTONIC)) }

    // MARK: - Descriptors

    /// Registers a socket of ours. Returns an `errno`, or 0.
    func add(_ owner: Watched, _ descriptor: Int32) -> Int32 { enter(owner, descriptor, readiness.add(descriptor)) }

    /// Registers a descriptor that is watched for reading only.
    func addReadable(_ owner: Watched, _ descriptor: Int32) -> Int32 { enter(owner, descriptor, readiness.addReadable(descriptor)) }

    private func enter(_ owner: Watched, _ descriptor: Int32, _ error: Int32) -> Int32 {
        guard error == 0 else { return error }
        while owners.count <= Int(descriptor) { owners.append(nil) }
        owners[Int(descriptor)] = Unmanaged.passUnretained(owner)
        return 0
    }

    /// Before the descriptor is closed.
    func remove(_ descriptor: Int32) {
        readiness.remove(descriptor)
        if owners.indices.contains(Int(descriptor)) { owners[Int(descriptor)] = nil }
    }

    func want(_ wanted: UInt32, on descriptor: Int32) { readiness.want(wanted, on: descriptor) }

    // MARK: - Waiting

    func wait(until deadline: Instant?) -> Bool {
        guard let deadline else {
            if expectations == 0 { return false }
            gather(-1)
            return true
        }
        gather(max(0, (deadline - now).count))
        return true
    }

    func poll() { gather(0) }

    private func gather(_ nanoseconds: Int64) {
        readiness.wait(nanoseconds) { descriptor, ready in
            if descriptor == wakeRead.number {
                var bytes: (UInt64, UInt64) = (0, 0)
                while read(descriptor, &bytes, 16) == 16 {}
            } else if owners.indices.contains(Int(descriptor)), let owner = owners[Int(descriptor)] {
                owner.takeUnretainedValue().handle(ready)
            }
        }
    }

    func wake() {
        var byte: UInt8 = 1
        _ = write(wakeWrite.number, &byte, 1)
    }
}
