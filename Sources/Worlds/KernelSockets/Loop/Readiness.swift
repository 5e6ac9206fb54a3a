import CLinux

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a loop asks the system which descriptors are ready: `epoll` or `poll`. Calls hand back an `errno`, or 0.
protocol Readiness: AnyObject {
    /// Watches a socket of ours, for reading and writing.
    func add(_ descriptor: Int32) -> Int32
    /// Watches a descriptor of somebody else's for reading, as long as anything is there to be read.
    func addReadable(_ descriptor: Int32) -> Int32
    func remove(_ descriptor: Int32)
    /// A task waits for `wanted`, a set of `CLINUX_READABLE` and `CLINUX_WRITABLE`, on a socket of ours.
    func want(_ wanted: UInt32, on descriptor: Int32)
    /// Waits for at most `nanoseconds` (negative: without end) and hands over each descriptor that is ready.
    func wait(_ nanoseconds: Int64, _ body: (Int32, UInt32) -> Void)
}

/// epoll(7). A socket is registered once, edge-triggered, for both directions: calls try first and wait only when the
/// system has said "not now", so that no edge is lost, and a wait costs no system call of its own.
final class EpollReadiness: Readiness {
    private static let batch = 256
    private let epoll: FileDescriptor
    private let events = UnsafeMutablePointer<clinux_event>.allocate(capacity: batch)

    /// nil where the system has no epoll.
    init?() {
        let number = clinux_epoll_create()
        guard number >= 0 else { return nil }
        epoll = FileDescriptor(owning: number)
        events.initialize(repeating: clinux_event(), count: Self.batch)
    }

    deinit { events.deallocate() }

    func add(_ descriptor: Int32) -> Int32 { clinux_epoll_add_edges(epoll.number, descriptor) < 0 ? errno : 0 }
    func addReadable(_ descriptor: Int32) -> Int32 { clinux_epoll_add_readable(epoll.number, descriptor) < 0 ? errno : 0 }
    func remove(_ descriptor: Int32) { _ = clinux_epoll_remove(epoll.number, descriptor) }
    func want(_ wanted: UInt32, on descriptor: Int32) {}

    func wait(_ nanoseconds: Int64, _ body: (Int32, UInt32) -> Void) {
        let count = clinux_epoll_wait(epoll.number, events, Int32(Self.batch), nanoseconds)
        for index in 0..<max(0, Int(count)) { body(events[index].descriptor, events[index].ready) }
    }
}

/// poll(2), for systems without epoll: the system is shown every descriptor that somebody waits for, each time.
final class PollReadiness: Readiness {
    /// Side by side, in no order: the descriptor (-1 while nobody waits for it: poll passes over it), and what is wanted of it.
    private var numbers: [Int32] = []
    private var shown: [Int32] = []
    private var wanted: [UInt32] = []
    private var ready: [UInt32] = []
    /// Where a descriptor stands in those; -1: nowhere.
    private var places: [Int] = []

    func add(_ descriptor: Int32) -> Int32 { insert(descriptor, wanted: 0) }
    func addReadable(_ descriptor: Int32) -> Int32 { insert(descriptor, wanted: UInt32(CLINUX_READABLE)) }

    private func insert(_ descriptor: Int32, wanted want: UInt32) -> Int32 {
        guard descriptor >= 0, descriptor < 1 << 24 else { return EBADF }
        while places.count <= Int(descriptor) { places.append(-1) }
        guard places[Int(descriptor)] < 0 else { return EEXIST }
        places[Int(descriptor)] = numbers.count
        numbers.append(descriptor)
        shown.append(want == 0 ? -1 : descriptor)
        wanted.append(want)
        ready.append(0)
        return 0
    }

    func remove(_ descriptor: Int32) {
        guard let place = place(of: descriptor) else { return }
        places[Int(descriptor)] = -1
        let last = numbers.count - 1
        if place != last {
            (numbers[place], shown[place], wanted[place]) = (numbers[last], shown[last], wanted[last])
            places[Int(numbers[place])] = place
        }
        numbers.removeLast()
        shown.removeLast()
        wanted.removeLast()
        ready.removeLast()
    }

    func want(_ want: UInt32, on descriptor: Int32) {
        guard let place = place(of: descriptor) else { return }
        wanted[place] = want
        shown[place] = want == 0 ? -1 : descriptor
    }

    private func place(of descriptor: Int32) -> Int? {
        guard places.indices.contains(Int(descriptor)), places[Int(descriptor)] >= 0 else { return nil }
        return places[Int(descriptor)]
    }

    func wait(_ nanoseconds: Int64, _ body: (Int32, UInt32) -> Void) {
        guard clinux_poll(shown, wanted, &ready, Int32(numbers.count), nanoseconds) > 0 else { return }
        // Handlers may add and remove: gather first.
        var found: [(Int32, UInt32)] = []
        for place in numbers.indices where ready[place] != 0 { found.append((numbers[place], ready[place])) }
        for (descriptor, ready) in found { body(descriptor, ready) }
    }
}
