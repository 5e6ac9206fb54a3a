import Capture
import Foundation
import Testing
import Wire
@testable import layerlab

/// A source whose frames are there from the start; its descriptor is always readable.
private final class PreparedSource: FrameSource {
    let interface = "lo", linkType = LinkType.ethernet
    let drainInterval: Nanoseconds? = nil
    let selectableDescriptor: Int32
    private(set) var isOver = false
    var mayHoldMore: Bool { !isOver }
    let longestDelay = Nanoseconds.zero
    var statistics: CaptureStatistics { CaptureStatistics(received: given, dropped: dropped) }
    private var frames: [CapturedFrame], given = 0
    private let dropped: Int
    private let descriptor = FileHandle(forReadingAtPath: "/dev/zero")!

    init(_ frames: [CapturedFrame], dropped: Int = 0) {
        self.frames = frames
        self.dropped = dropped
        selectableDescriptor = descriptor.fileDescriptor
    }

    func drain(atMost maximum: Int, _ body: (FrameHeader, RawSpan) throws(CaptureError) -> Void) throws(CaptureError) -> Int {
        // Two at a time, so that a session must come back for more; over when all are gone.
        let now = Array(frames.prefix(min(2, maximum)))
        frames.removeFirst(now.count)
        given += now.count
        for frame in now { try body(frame.header, frame.bytes.span.bytes) }
        if frames.isEmpty { isOver = true }
        return now.count
    }

    func stop() { isOver = true }
}

@Suite("layerlab capture and layerlab interfaces") struct CaptureCommandTests {
    static let frames = (0..<7).map { CapturedFrame(timestamp: Instant(nanoseconds: Int64($0) * 1_500_000), bytes: [UInt8](repeating: UInt8($0), count: 60 + $0)) }

    @Test("all frames, or as many as were asked for, are in the file; lost ones are told", arguments: [(Int.max, 7), (5, 5), (1, 1)])
    func session(count: Int, expected: Int) throws {
        let path = NSTemporaryDirectory() + "/capture-\(UUID().uuidString).pcap"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var session = CaptureSession(feed: try FrameFeed(PreparedSource(Self.frames, dropped: expected == 7 ? 3 : 0)), writer: try CaptureFile.Writer(path: path), printer: nil, mostFrames: count)
        try session.run()
        var reader = try CaptureFile.Reader(path: path), read: [CapturedFrame] = []
        while let frame = try reader.next() { read.append(frame) }
        #expect(read == Array(Self.frames.prefix(expected)))
        let lost = expected == 7 ? "; 3 dropped by the kernel, because this program fell behind: they are missing" : ", none dropped"
        #expect(session.report == "\(expected) frame\(expected == 1 ? "" : "s") captured on lo\(lost). Written to \(path).\n")
    }

    static let interfaces = [
        Interface(name: "lo", addresses: [(.v4(.loopback), 8), (.v6(.loopback), 128)], isLoopback: true, linkType: .ethernet),
        Interface(name: "wlan0", mac: MACAddress(rawValue: 0x0200_0000_000b), isRunning: false, refusal: CaptureError(.notPermitted, "capture on", "wlan0", "no")),
        Interface(name: "tun0", isUp: false, refusal: CaptureError(.notPermitted, "capture on", "tun0", "no")),
    ]

    @Test("the table's columns stand under one another, without trailing spaces")
    func table() {
        #expect(InterfaceTable(Self.interfaces, dumpcap: .permitted).lines == [
            "NAME   STATE           LINK      HARDWARE ADDRESS   CAPTURE     ADDRESSES",
            "lo     up              Ethernet                     yes         127.0.0.1/8 ::1/128",
            "wlan0  up, no carrier  ?         02:00:00:00:00:0b  by dumpcap",
            "tun0   down            ?                            it is down",
        ])
    }

    @Test("who may not capture is told what works, in lines that fit", arguments: [DumpcapState.none, .notPermitted, .permitted])
    func advice(dumpcap: DumpcapState) {
        let lines = CaptureAdvice(dumpcap, privateNetworkObstacle: nil).lines
        #expect(lines.contains { $0.contains("dumpcap          \(dumpcap == .permitted ? "yes" : "no")") })
        #expect(lines.allSatisfy { $0.count <= 100 }, "\(lines)")
    }
}
