import Sockets

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension WorldLoop {
    /// `run` on a thread of its own: the loop of a test must not hold up Swift's pool, on which the other tests run and
    /// to which an escaping task goes.
    func start<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withUnsafeThrowingContinuation { continuation in
            ForeignThread { continuation.resume(with: Swift.Result { try self.run(body) }) }.detach()
        }
    }
}

/// A thread of its own, outside every loop and Swift's pool.
final class ForeignThread: @unchecked Sendable {
    private let body: @Sendable () -> Void
    #if canImport(Darwin)
    private var thread: pthread_t?
    #else
    private var thread = pthread_t()
    #endif

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        pthread_create(&thread, nil, { box in
            #if canImport(Darwin)
            let me = Unmanaged<ForeignThread>.fromOpaque(box).takeRetainedValue()
            #else
            let me = Unmanaged<ForeignThread>.fromOpaque(box!).takeRetainedValue()
            #endif
            me.body()
            return nil
        }, Unmanaged.passRetained(self).toOpaque())
    }

    func join() {
        #if canImport(Darwin)
        if let thread { pthread_join(thread, nil) }
        #else
        pthread_join(thread, nil)
        #endif
    }

    func detach() {
        #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
        #else
        pthread_detach(thread)
        #endif
    }
}
