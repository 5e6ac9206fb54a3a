import Capture
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Frames as they pass an interface, from the moment that capturing begins until Ctrl-C.
struct FrameFeed {
    let source: any FrameSource
    /// How many frames were handed on.
    private(set) var frames = 0
    private let interrupt: Interrupt

    /// Opens an interface. A Ctrl-C from here on ends the capture as it ought to, and not the program.
    init(on interface: String, options: CaptureOptions) throws {
        interrupt = try Interrupt()
        source = try CaptureAccess.open(interface, options: options)
    }

    init(_ source: any FrameSource) throws {
        interrupt = try Interrupt()
        self.source = source
    }

    /// Says on standard error that frames are taken in from now on: what is sent behind this line will be shown.
    func announce(filter: String) {
        standardError("Capturing on \(source.interface) (\(source.linkType))\(filter.isEmpty ? "" : ", \(filter)"). Ctrl-C ends it.\n")
    }

    /// Lends every frame to `body` until it answers false, the capture ends or Ctrl-C is pressed; frames that had come by then are lent as well.
    /// `idle` is called when no frame waits; where it answers false (nobody reads any more), that is the end.
    mutating func run(idle: () throws(CaptureError) -> Bool, _ body: (FrameHeader, RawSpan) throws(CaptureError) -> Bool) throws(CaptureError) {
        var wantsMore = true, isInterrupted = false
        while wantsMore, !isInterrupted, !source.isOver {
            isInterrupted = interrupt.wait(orReadable: source.selectableDescriptor, atMost: source.drainInterval)
            try take(&wantsMore, idle, body)
        }
        // The kernel's last block: it is handed over when its time has come, whether it is full or not.
        let last = SuspendingClock.now + .nanoseconds(source.longestDelay.count)
        while isInterrupted, wantsMore, source.mayHoldMore, SuspendingClock.now < last {
            usleep(1_000)
            try take(&wantsMore, idle, body)
        }
        source.stop()
        while wantsMore, try take(&wantsMore, idle, body) > 0 {}
    }

    @discardableResult
    private mutating func take(_ wantsMore: inout Bool, _ idle: () throws(CaptureError) -> Bool, _ body: (FrameHeader, RawSpan) throws(CaptureError) -> Bool) throws(CaptureError) -> Int {
        let taken = try source.drain(atMost: 1024) { header, bytes throws(CaptureError) in
            guard wantsMore else { return }
            frames += 1
            wantsMore = try body(header, bytes)
        }
        if try !idle() { wantsMore = false }
        return taken
    }

    /// What was captured and lost: for standard error.
    func report(writtenTo file: String? = nil) -> String {
        let statistics = source.statistics
        var text = "\(frames) frame\(frames == 1 ? "" : "s") captured on \(source.interface)"
        text += statistics.dropped == 0 ? ", none dropped" : "; \(statistics.dropped) dropped by the kernel, because this program fell behind: they are missing"
        if statistics.droppedByInterface > 0 { text += "; \(statistics.droppedByInterface) dropped by the interface" }
        if let file { text += ". Written to \(file)" }
        return text + ".\n"
    }
}
