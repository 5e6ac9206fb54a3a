import Sockets

/// Something that owns a descriptor (or borrows one) and hears from the loop what becomes of it.
class Watched: @unchecked Sendable {
    /// The descriptor is ready for what `ready` says: a set of `CLINUX_…` bits. Called inside the loop's wait: it may make
    /// tasks ready, it does not run them.
    func handle(_ ready: UInt32) {}
}

/// A descriptor of somebody else's, watched for reading.
final class ReadableDescriptor: Watched, @unchecked Sendable {
    private let driver: KernelDriver
    private var number: Int32
    private let isExpected: Bool
    private let readable: () -> Void

    /// - Parameter isExpected: whether its news are a reason for a loop to wait when every task waits.
    /// - Throws: the system's number for why it cannot be watched.
    init(_ number: Int32, driver: KernelDriver, isExpected: Bool, _ readable: @escaping () -> Void) throws(SocketError) {
        self.driver = driver
        self.number = number
        self.isExpected = isExpected
        self.readable = readable
        super.init()
        let error = driver.addReadable(self, number)
        if error != 0 {
            self.number = -1
            throw SocketError(errno: error, during: "watch")
        }
        if isExpected { driver.expectations += 1 }
    }

    deinit { cancel() }

    override func handle(_ ready: UInt32) { if number >= 0 { readable() } }

    func cancel() {
        guard number >= 0 else { return }
        driver.remove(number)
        if isExpected { driver.expectations -= 1 }
        number = -1
    }
}
