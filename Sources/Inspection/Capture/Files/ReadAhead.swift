#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads a file ahead of whoever takes its bytes, on a thread of its own: while frames are dissected the kernel copies the next ones out of
/// its cache, and gzip is undone. Where a processor is free for it, that is a sixth of the time that a capture takes to be shown.
///
/// The bytes are read into a ring of chunks, which are taken in order and given back in order. In front of the ring is room for what
/// is left at its end, so that each frame lies in one piece.
final class ReadAhead: @unchecked Sendable {
    /// Bytes that are read at once, and the most that may be left in front of the ring.
    static let chunk = 1 << 18 + 1 << 12
    /// How many of them there are. Half of them are read at a time, so that neither thread is woken for each.
    static let chunks = 8

    /// The room in front of the ring, and the ring.
    let room: UnsafeMutableRawPointer
    /// Where the ring begins in it, and where it ends.
    static let start = chunk
    static let end = chunk * (1 + chunks)

    private let input: CaptureInput
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let isRead = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let isFree = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// The thread, as long as it runs: whoever takes the bytes alone looks at these.
    private var thread = pthread_t()
    private var runs = false

    // What both threads look at, under the lock: how many chunks were read, taken and given back since the beginning.
    private var read = 0
    private var taken = 0
    private var freed = 0
    private var chunksRead = [Chunk](repeating: Chunk(), count: chunks)
    private var isStopped = false

    struct Chunk {
        /// Fewer than a chunk's bytes are the last.
        var count = 0
        /// Bytes of the file itself that had been read by then.
        var fileBytes = 0
    }

    /// Nil when the system has no thread to spare: then one reads by oneself.
    init?(_ input: CaptureInput) {
        self.input = input
        room = .allocate(byteCount: Self.end, alignment: 64)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(isRead, nil)
        pthread_cond_init(isFree, nil)
        // Signals are for those who wait for them: the new thread has this one's mask.
        var all = sigset_t(), before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let made = pthread_create(&thread, nil, { context in
            if let context { Unmanaged<ReadAhead>.fromOpaque(context).takeUnretainedValue().run() }
            return nil
        }, Unmanaged.passUnretained(self).toOpaque())
        runs = made == 0
        guard runs else { return nil }
    }

    /// Ends the thread: afterwards nobody reads from the file.
    func stop() {
        guard runs else { return }
        pthread_mutex_lock(lock)
        isStopped = true
        pthread_cond_signal(isFree)
        pthread_mutex_unlock(lock)
        pthread_join(thread, nil)
        runs = false
    }

    deinit {
        stop()
        pthread_cond_destroy(isFree)
        pthread_cond_destroy(isRead)
        pthread_mutex_destroy(lock)
        isFree.deallocate()
        isRead.deallocate()
        lock.deallocate()
        room.deallocate()
    }

    /// Takes the next chunk, which lies behind the one before, or at the ring's beginning: waits until it has been read.
    func take() -> Chunk {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while read == taken { pthread_cond_wait(isRead, lock) }
        taken += 1
        return chunksRead[(taken - 1) % Self.chunks]
    }

    /// The first `count` chunks since the beginning may be read over.
    func giveBack(_ count: Int) {
        pthread_mutex_lock(lock)
        freed = count
        // Not for each single one: waking a thread takes longer than reading does.
        if read - freed <= Self.chunks / 2 { pthread_cond_signal(isFree) }
        pthread_mutex_unlock(lock)
    }

    private func run() {
        var isLast = false
        while !isLast {
            pthread_mutex_lock(lock)
            while read - freed == Self.chunks, !isStopped { pthread_cond_wait(isFree, lock) }
            let number = read, isOver = isStopped
            pthread_mutex_unlock(lock)
            if isOver { return }
            let place = UnsafeMutableRawBufferPointer(start: room + Self.start + number % Self.chunks * Self.chunk, count: Self.chunk)
            var count = 0
            while count < place.count {
                let got = input.fill(UnsafeMutableRawBufferPointer(rebasing: place[count...]))
                guard got > 0 else { break }
                count += got
            }
            isLast = count < place.count
            pthread_mutex_lock(lock)
            chunksRead[number % Self.chunks] = Chunk(count: count, fileBytes: input.fileBytesRead)
            read += 1
            pthread_cond_signal(isRead)
            pthread_mutex_unlock(lock)
        }
    }
}
