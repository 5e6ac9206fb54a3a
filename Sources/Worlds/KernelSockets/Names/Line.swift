import Sockets
import Synchronization
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The names that wait to be looked up, and the thread that does it: started with the first name, ended with the line.
final class Line: Sendable {
    typealias Answer = @Sendable (Result<[IPAddress], SocketError>) -> Void

    private struct State {
        var names: [(name: String, answer: Answer)] = []
        var hasThread = false
        var isClosed = false
    }
    private let state = Mutex(State())
    /// One count for each name in line, and one for the end.
    private let count: Semaphore

    init() { count = Semaphore() }

    /// Puts a name in line. `answer` is called on the line's thread.
    func add(_ name: String, _ answer: @escaping Answer) {
        let isFirst = state.withLock { state in
            state.names.append((name, answer))
            defer { state.hasThread = true }
            return !state.hasThread
        }
        if isFirst, !SystemThread.start({ self.work() }) { return fail() }
        count.signal()
    }

    /// Ends the thread, when it has done with the name that it is at.
    func close() {
        state.withLock { $0.isClosed = true; $0.names = [] }
        count.signal()
    }

    /// No thread is to be had: nobody will look anything up.
    private func fail() {
        let left = state.withLock { state in
            defer { state.names = []; state.hasThread = false }
            return state.names
        }
        for (name, answer) in left { answer(.failure(SocketError(.nameTemporaryFailure, during: "resolve", of: name))) }
    }

    private func work() {
        while true {
            count.wait()
            let next: (name: String, answer: Answer)?? = state.withLock { state in
                if state.isClosed { return nil }
                return .some(state.names.isEmpty ? nil : state.names.removeFirst())
            }
            guard let next else { return }
            if let (name, answer) = next { answer(Self.lookUp(name)) }
        }
    }

    private static func lookUp(_ name: String) -> Result<[IPAddress], SocketError> {
        var hints = addrinfo(), list: UnsafeMutablePointer<addrinfo>?
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Platform.stream
        let number = getaddrinfo(name, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard number == 0 else { return .failure(failure(number, errno, name)) }
        var found: [IPAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            var storage = sockaddr_storage()
            guard let address = entry.pointee.ai_addr, Int(entry.pointee.ai_addrlen) <= MemoryLayout<sockaddr_storage>.size else { continue }
            withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))) }
            if let address = SocketAddress(storage)?.address, !found.contains(address) { found.append(address) }
        }
        return found.isEmpty ? .failure(SocketError(.nameNotFound, during: "resolve", of: name)) : .success(found)
    }

    private static func failure(_ number: Int32, _ system: Int32, _ name: String) -> SocketError {
        switch number {
        case EAI_AGAIN: SocketError(.nameTemporaryFailure, during: "resolve", of: name)
        case EAI_SYSTEM: SocketError(errno: system, during: "resolve", of: name)
        case EAI_MEMORY: SocketError(.noBuffers, during: "resolve", of: name)
        case EAI_FAIL: SocketError(.system, during: "resolve", of: name, errno: number, systemName: "EAI_FAIL")
        default: SocketError(.nameNotFound, during: "resolve", of: name)
        }
    }
}

/// A counting semaphore that a thread may block on.
private final class Semaphore: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var count = 0

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func signal() {
        pthread_mutex_lock(mutex)
        count += 1
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func wait() {
        pthread_mutex_lock(mutex)
        while count == 0 { pthread_cond_wait(condition, mutex) }
        count -= 1
        pthread_mutex_unlock(mutex)
    }
}
