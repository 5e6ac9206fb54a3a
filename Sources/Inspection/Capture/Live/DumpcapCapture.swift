public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A capture by an installed `dumpcap` (Wireshark's), which on many systems may capture where this program may not.
///
/// It runs as a child, in a process group of its own (a Ctrl-C at the terminal is for us, and must not cut the end of the
/// capture off), and writes pcap into a pipe.
public final class DumpcapCapture: FrameSource {
    public let interface: String
    public let linkType: LinkType
    public let selectableDescriptor: Int32
    public let drainInterval: Nanoseconds? = nil
    public private(set) var isOver = false
    public private(set) var statistics = CaptureStatistics()

    /// What lies in the kernel's buffer, `dumpcap` does not say.
    public var mayHoldMore: Bool { !isOver }
    /// `dumpcap` looks every quarter of a second.
    public let longestDelay = Nanoseconds.milliseconds(600)

    private let process: pid_t
    private let messages: Int32
    private var messageText: [UInt8] = []
    private var decoder: PcapStreamDecoder
    private var wasStopped = false
    private var isReaped = false

    private static let mostMessageBytes = 1 << 16

    /// Where `dumpcap` is and may be run by us; nil: nowhere.
    public static func installed() -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/usr/local/bin"
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/Applications/Wireshark.app/Contents/MacOS"]
        return folders.lazy.map { $0 + "/dumpcap" }.first { access($0, X_OK) == 0 }
    }

    /// Starts `dumpcap` and waits until it captures: it writes the stream's header then.
    ///
    /// - Throws: ``CaptureError`` of kind `.notFound` when none is installed, otherwise with what it said.
    public init(interface: String, options: CaptureOptions = CaptureOptions(), startLimit: Nanoseconds = .seconds(5)) throws(CaptureError) {
        guard let program = Self.installed() else { throw CaptureError(.notFound, "run", "dumpcap", "not installed, or not for this user") }
        var arguments = [program, "-i", interface, "-P", "-w", "-", "-q", "-s", String(options.snapLength), "-B", String(max(1, options.bufferSize >> 20))]
        if !options.isPromiscuous { arguments.append("-p") }
        if !options.filter.isEmpty { arguments += ["-f", options.filter] }
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else { throw CaptureError.system(EINVAL, "run", "dumpcap") }
        let child = try ChildProcess(program, arguments)

        var decoder = PcapStreamDecoder(name: "dumpcap's frames"), text: [UInt8] = []
        var started: LinkType?, failure: CaptureError?
        do throws(CaptureError) {
            let deadline = monotonicNow() + startLimit
            while started == nil {
                guard waitUntilReadable([child.output], until: deadline) else { throw CaptureError(.system, "run", "dumpcap", "it did not begin to capture within \(startLimit)") }
                guard readAvailable(child.output, { decoder.append($0) }) else { break }
                started = try decoder.header()
            }
        } catch {
            failure = error
        }
        guard let started else {
            child.end(hard: failure != nil)
            _ = readAvailable(child.messages) { text += $0.prefix(Self.mostMessageBytes) }
            close(child.output)
            close(child.messages)
            throw failure ?? Self.refusal(String(decoding: text, as: UTF8.self), interface)
        }
        self.interface = interface
        self.linkType = started
        self.decoder = decoder
        self.process = child.process
        self.selectableDescriptor = child.output
        self.messages = child.messages
    }

    deinit {
        if !isReaped { ChildProcess(process: process, output: selectableDescriptor, messages: messages).end(hard: true) }
        close(selectableDescriptor)
        close(messages)
    }

    @discardableResult
    public func drain(atMost maximum: Int = 4096, _ body: (FrameHeader, RawSpan) throws(CaptureError) -> Void) throws(CaptureError) -> Int {
        var count = 0
        while count < maximum {
            if try decoder.next(body) {
                count += 1
                statistics.received = max(statistics.received, decoder.framesRead)
                continue
            }
            if isOver { break }
            var came = false
            let isOpen = readAvailable(selectableDescriptor, atMost: 1 << 16) { bytes in
                came = true
                decoder.append(bytes)
            }
            if !isOpen { finish() }
            if !came { break }
        }
        return count
    }

    /// Asks `dumpcap` to end and waits for it. Frames that it has not yet taken from the kernel are lost; `drain` gives those it has.
    public func stop() {
        guard !wasStopped else { return }
        wasStopped = true
        if isOver { return }
        kill(process, SIGINT)
        let deadline = monotonicNow() + .seconds(2)
        while !isOver {
            if !waitUntilReadable([selectableDescriptor], until: deadline) { kill(process, SIGKILL) }
            if !readAvailable(selectableDescriptor, { decoder.append($0) }) { finish() }
        }
    }

    /// The pipe has ended: takes leave of the child and reads its report.
    private func finish() {
        isOver = true
        ChildProcess(process: process, output: selectableDescriptor, messages: messages).end(hard: false)
        isReaped = true
        _ = readAvailable(messages) { messageText += $0.prefix(max(0, Self.mostMessageBytes - messageText.count)) }
        if let (received, dropped) = Self.report(String(decoding: messageText, as: UTF8.self)) {
            statistics.received = max(received, statistics.received)
            statistics.dropped = dropped
        }
    }

    /// The counts in "Packets received/dropped on interface 'lo': 12/0 (pcap:0/…)".
    static func report(_ text: String) -> (received: Int, dropped: Int)? {
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("Packets received/dropped on interface") {
            guard let end = line.lastIndex(of: "'"), let colon = line[end...].firstIndex(of: ":") else { continue }
            let counts = line[line.index(after: colon)...].split(separator: " ").first?.split(separator: "/").compactMap { Int($0) } ?? []
            if counts.count == 2 { return (counts[0], counts[1]) }
        }
        return nil
    }

    /// What `dumpcap` said when it would not capture.
    private static func refusal(_ text: String, _ interface: String) -> CaptureError {
        let said = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix("dumpcap: ") }.first { !$0.isEmpty && !$0.hasPrefix("Capturing on") } ?? "it ended without a word"
        let lower = text.lowercased()
        let kind: CaptureError.Kind = lower.contains("permission") ? .notPermitted : lower.contains("no such device") ? .notFound : .system
        return CaptureError(kind, "capture with dumpcap on", interface, String(said))
    }
}
