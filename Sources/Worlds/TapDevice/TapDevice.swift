import CLinux
public import Stack
public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A Linux TAP device: a network card of which the kernel holds one end, and this program the other. What the kernel sends
/// through the device arrives here as Ethernet frames, without padding and without FCS; what is transmitted here, the kernel
/// receives (tun(4); `IFF_TAP`, `IFF_NO_PI`).
///
/// It never waits: watch ``descriptor`` in a loop, and call ``receive(into:id:)`` until there is nothing more.
public final class TapDevice: FrameDevice {
    /// The longest frame that is taken: an IP packet's 65,535 bytes, an Ethernet header and two VLAN tags.
    private static let longestFrame = 65_535 + 14 + 8

    /// The device's name, as `ip link` shows it.
    public let name: String
    public let mtu: Int
    /// For a loop to watch; not to be closed.
    public let descriptor: Int32
    /// Frames that the kernel would not take: its queue was full, or the device is down.
    public private(set) var droppedFrames = 0
    public private(set) var isGone = false
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: longestFrame, alignment: 16)

    /// Opens the device `name`, or makes it; without a name the system chooses one ("tap0"). A device that this program has made
    /// is gone when the object is.
    ///
    /// - Parameter mtu: what the device's MTU is set to; nil leaves it (1500 for a new one).
    /// - Throws: ``TapError``; without root, or `CAP_NET_ADMIN`, it is forbidden, unless the device was made for this user.
    public init(opening name: String = "", mtu: Int? = nil) throws(TapError) {
        // IFNAMSIZ, and a NUL inside would open another device than the one that is named.
        guard name.utf8.count < 16, !name.utf8.contains(0) else { throw TapError(device: name, step: "open", errno: EINVAL) }
        var given = [CChar](repeating: 0, count: 16)
        for (index, byte) in name.utf8.enumerated() { given[index] = CChar(bitPattern: byte) }
        let number = clinux_open_tap(&given, given.count)
        guard number >= 0 else { throw TapError(device: name, step: "open", errno: errno) }
        descriptor = number
        let opened = String(decoding: given.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.name = opened
        if let mtu, clinux_set_device_mtu(opened, Int32(clamping: mtu)) < 0 {
            let error = errno
            self.mtu = 0
            throw TapError(device: opened, step: "set the MTU to \(mtu)", errno: error)
        }
        self.mtu = Int(clinux_device_mtu(opened))
        guard self.mtu >= 0 else { throw TapError(device: opened, step: "read the MTU", errno: errno) }
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Sets the kernel's end up; until then no frame passes.
    public func bringUp() throws(TapError) {
        guard clinux_set_device_up(name) == 0 else { throw TapError(device: name, step: "bring up", errno: errno) }
    }

    /// Gives the kernel's end an IPv4 address, and with it a route to the network behind the device.
    public func setKernelAddress(_ address: IPv4Address, prefixLength: Int) throws(TapError) {
        guard clinux_set_device_ipv4(name, address.rawValue, Int32(clamping: prefixLength)) == 0 else {
            throw TapError(device: name, step: "give the kernel's end \(address)/\(prefixLength)", errno: errno)
        }
    }

    // MARK: - Frames

    public func transmit(_ frame: [UInt8], id: EventID, cause: EventID) {
        var written = -1
        repeat { written = frame.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } } while written < 0 && errno == EINTR
        if written < 0 { droppedFrames += 1 }
    }

    public func receive(into frame: inout [UInt8], id: EventID) -> Bool {
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                frame.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return true
            }
            if count < 0, errno == EINTR { continue }
            // `ip link del` leaves a descriptor without a device (EBADFD, not EBADF).
            if count < 0, errno == EBADFD { isGone = true }
            return false
        }
    }
}
