public import Wire
import CPcap

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A capture on an interface through libpcap.
public final class LiveCapture: FrameSource {
    public let interface: String
    public let linkType: LinkType
    public let selectableDescriptor: Int32
    public let drainInterval: Nanoseconds?
    public private(set) var isOver = false
    /// Whether time stamps come in nanoseconds from the kernel; otherwise they are whole microseconds.
    public let hasNanoseconds: Bool
    /// What libpcap warned of when it opened the interface ("no support for promiscuous mode"); empty as a rule.
    public let warning: String

    private let handle: OpaquePointer
    private let snapLength: Int
    private var given = 0
    // pcap_stats counts in 32 bits: what has wrapped round is added here.
    private var counted = CaptureStatistics()

    /// Opens an interface and begins to capture.
    ///
    /// - Throws: ``CaptureError`` of kind `.notPermitted`, `.notFound`, `.interfaceDown`, `.filter` or `.system`.
    public init(interface: String, options: CaptureOptions = CaptureOptions()) throws(CaptureError) {
        guard !interface.utf8.contains(0) else { throw CaptureError(.notFound, "capture on", interface.filter { $0 != "\0" }, "no such interface") }
        let (created, message) = withErrorBuffer { pcap_create(interface, $0) }
        guard let handle = created else { throw CaptureError(.system, "capture on", interface, message) }
        var isReady = false
        defer { if !isReady { pcap_close(handle) } }

        // A little more than is kept: Linux's ring cuts frames short of the snapshot length by its own alignment.
        let snapLength = max(1, min(options.snapLength, 262_144))
        pcap_set_snaplen(handle, Int32(snapLength + 16))
        pcap_set_promisc(handle, options.isPromiscuous ? 1 : 0)
        pcap_set_immediate_mode(handle, options.isImmediate ? 1 : 0)
        pcap_set_timeout(handle, 1)
        pcap_set_buffer_size(handle, Int32(clamping: options.bufferSize))
        let nano = pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO) == 0
        let status = pcap_activate(handle)
        guard status >= 0 else { throw Self.refusal(status, handle, interface) }

        let linkType = LinkType(dataLink: pcap_datalink(handle))
        Self.ignoreOutgoing(handle, interface)
        if !options.filter.isEmpty { try Self.install(options.filter, on: handle, interface, linkType) }
        let (nonblocking, refusal) = withErrorBuffer { pcap_setnonblock(handle, 1, $0) }
        guard nonblocking == 0 else { throw CaptureError(.system, "capture on", interface, refusal) }

        self.handle = handle
        self.interface = interface
        self.linkType = linkType
        self.snapLength = snapLength
        self.hasNanoseconds = nano && pcap_get_tstamp_precision(handle) == PCAP_TSTAMP_PRECISION_NANO
        self.selectableDescriptor = pcap_get_selectable_fd(handle)
        // macOS's descriptor does not wake for every frame: libpcap says how often to look.
        self.drainInterval = pcap_get_required_select_timeout(handle).map { Nanoseconds(Int64($0.pointee.tv_sec) * 1_000_000_000 + Int64($0.pointee.tv_usec) * 1_000) }
        self.warning = status > 0 ? Self.words(status, handle) : ""
        isReady = true
    }

    deinit { pcap_close(handle) }

    @discardableResult
    public func drain(atMost maximum: Int = 4096, _ body: (FrameHeader, RawSpan) throws(CaptureError) -> Void) throws(CaptureError) -> Int {
        var count = 0
        while count < maximum {
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var data: UnsafePointer<UInt8>?
            let status = pcap_next_ex(handle, &header, &data)
            guard status == 1, let header, let data else {
                if status == PCAP_ERROR {
                    isOver = true
                    throw CaptureError(.system, "capture on", interface, String(cString: pcap_geterr(handle)))
                }
                return count
            }
            count += 1
            given += 1
            let time = header.pointee.ts
            let length = min(Int(header.pointee.caplen), snapLength)
            try body(
                FrameHeader(timestamp: Instant(pcap: hasNanoseconds ? time : timeval(tv_sec: time.tv_sec, tv_usec: time.tv_usec * 1_000)),
                            capturedLength: length, originalLength: Int(header.pointee.len), linkType: linkType),
                UnsafeRawBufferPointer(start: data, count: length).bytes)
        }
        return count
    }

    /// Changes the filter; an empty text lets every frame in. Frames that are in the kernel's buffer and were not drained are lost.
    public func setFilter(_ text: String) throws(CaptureError) { try Self.install(text, on: handle, interface, linkType) }

    private static func install(_ text: String, on handle: OpaquePointer, _ interface: String, _ linkType: LinkType) throws(CaptureError) {
        guard try CaptureFilter(text, live: handle, interface: interface, linkType: linkType).install(on: handle) else { throw CaptureError(.system, "capture on", interface, String(cString: pcap_geterr(handle))) }
    }

    /// Linux shows each frame on a loopback twice, going out and coming in, and libpcap leaves the first one out only after it has taken
    /// up room in the buffer. Left out in the kernel (since 4.20), the buffer holds twice as many, and a drop is counted once.
    private static func ignoreOutgoing(_ handle: OpaquePointer, _ interface: String) {
        #if os(Linux)
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return }
        defer { freeifaddrs(first) }
        var next = first
        while let entry = next, String(cString: entry.pointee.ifa_name) != interface { next = entry.pointee.ifa_next }
        guard let entry = next, entry.pointee.ifa_flags & UInt32(IFF_LOOPBACK) != 0 else { return }
        var yes: Int32 = 1
        setsockopt(pcap_fileno(handle), SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    public var statistics: CaptureStatistics {
        var now = pcap_stat()
        guard pcap_stats(handle, &now) == 0 else { return counted }
        func unwrapped(_ total: Int, _ low: UInt32) -> Int { total + Int(low &- UInt32(truncatingIfNeeded: total)) }
        counted = CaptureStatistics(received: unwrapped(counted.received, now.ps_recv), dropped: unwrapped(counted.dropped, now.ps_drop), droppedByInterface: unwrapped(counted.droppedByInterface, now.ps_ifdrop))
        return counted
    }

    /// The kernel counts what it has taken in. Where it also counts what came before the filter was in place, the answer is yes for nothing.
    public var mayHoldMore: Bool {
        let now = statistics
        return !isOver && now.received - now.dropped > given
    }

    /// A block that is not full is handed over when its timer (1 ms, which a slow clock makes 10) has found it unchanged: at the second look.
    public var longestDelay: Nanoseconds { .milliseconds(60) }

    /// Ends the capture: what is in the kernel's buffer can still be drained, until the object goes.
    public func stop() { isOver = true }

    private static func words(_ status: Int32, _ handle: OpaquePointer) -> String {
        let general = String(cString: pcap_statustostr(status)), special = String(cString: pcap_geterr(handle))
        return special.isEmpty || special == general ? general : "\(general): \(special)"
    }

    private static func refusal(_ status: Int32, _ handle: OpaquePointer, _ interface: String) -> CaptureError {
        switch status {
        case PCAP_ERROR_NO_SUCH_DEVICE: CaptureError(.notFound, "capture on", interface, "no such interface", advice: "`layerlab interfaces` lists them")
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED: CaptureError(.notPermitted, "capture on", interface, "not permitted")
        case PCAP_ERROR_IFACE_NOT_UP: CaptureError(.interfaceDown, "capture on", interface, "the interface is not up")
        default: CaptureError(.system, "capture on", interface, words(status, handle))
        }
    }
}
