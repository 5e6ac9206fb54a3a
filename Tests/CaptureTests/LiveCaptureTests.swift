@testable import Capture
import Foundation
import Testing
import Wire

/// The loopback interface's name here.
let loopback: String = (try? Interfaces.list())?.first { $0.isLoopback }?.name ?? "lo"
let loopbackRefusal = Interfaces.refusal(on: loopback)

/// Two UDP sockets on 127.0.0.1, and datagrams between them.
private struct Datagrams {
    let receiver = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0), sender = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    let port: UInt16

    init() {
        var address = sockaddr_in(), length = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let receiver = receiver, sender = sender
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(receiver, pointer, length)
                getsockname(receiver, pointer, &length)
                connect(sender, pointer, length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
    }

    func send(_ bytes: [UInt8]) { _ = Foundation.send(sender, bytes, bytes.count, 0) }
    func close() { _ = (Foundation.close(receiver), Foundation.close(sender)) }
}

/// What arrives until `count` frames are there, or two seconds have passed.
private func collect(_ count: Int, from source: any FrameSource) throws -> [CapturedFrame] {
    var frames: [CapturedFrame] = []
    let deadline = monotonicNow() + .seconds(2)
    while frames.count < count, waitUntilReadable([source.selectableDescriptor], until: deadline) { try source.drain(into: &frames) }
    return frames
}

@Suite("Live capture") struct LiveCaptureTests {
    @Test("the interfaces are listed, loopback among them with its address")
    func interfaces() throws {
        let interface = try #require(try Interfaces.list().first { $0.isLoopback })
        #expect(interface.isUp)
        #expect(interface.addresses.contains { $0.address == .v4(.loopback) && $0.prefixLength == 8 }, "\(interface)")
        #expect(interface.mayCapture == (interface.linkType != nil))
    }

    @Test("an interface that is not there is an error that says so", .enabled(if: loopbackRefusal == nil, "this user may not capture"))
    func none() {
        #expect(throws: CaptureError.self) { _ = try LiveCapture(interface: "no-such-if0") }
        #expect(throws: CaptureError.self) { _ = try LiveCapture(interface: "lo\0x") }
        let error = #expect(throws: CaptureError.self) { _ = try LiveCapture(interface: loopback, options: CaptureOptions(filter: "tcp prot 80")) }
        #expect(error?.kind == .filter(column: 4))
    }

    @Test("every frame on loopback arrives once, in order, and wakes the descriptor", .enabled(if: loopbackRefusal == nil, "this user may not capture"), arguments: [true, false])
    func frames(isImmediate: Bool) throws {
        let datagrams = Datagrams()
        defer { datagrams.close() }
        let capture = try LiveCapture(interface: loopback, options: CaptureOptions(filter: "udp dst port \(datagrams.port)", isImmediate: isImmediate))
        let before = Int64(Date().timeIntervalSince1970 * 1e9)
        for index in 0..<20 { datagrams.send([UInt8](repeating: UInt8(index), count: 30 + index)) }
        let frames = try collect(20, from: capture)
        #expect(frames.map { $0.bytes.count - (frames.first?.bytes.count ?? 0) } == Array(0..<20))
        #expect(frames.map { Int($0.bytes.last ?? 255) } == Array(0..<20))
        for frame in frames {
            #expect(frame.originalLength == frame.bytes.count)
            #expect(abs(frame.timestamp.nanoseconds - before) < 10_000_000_000)
        }
        #expect(capture.statistics.received >= 20)
        #expect(capture.statistics.dropped == 0)
    }

    /// The kernel hands blocks over: what lies in one that is not full must not be lost to who stops now.
    @Test("while frames lie with the kernel, the capture says so", .enabled(if: loopbackRefusal == nil, "this user may not capture"))
    func held() throws {
        let datagrams = Datagrams()
        defer { datagrams.close() }
        let capture = try LiveCapture(interface: loopback, options: CaptureOptions(filter: "udp dst port \(datagrams.port)", isImmediate: false))
        var frames: [CapturedFrame] = []
        for round in 1...20 {
            datagrams.send([UInt8(round)])
            let deadline = monotonicNow() + .seconds(2)
            while frames.count < round, monotonicNow() < deadline {
                #expect(capture.mayHoldMore, "\(frames.count) of \(round)")
                try capture.drain(into: &frames)
            }
        }
        #expect(frames.map { $0.bytes.last } == (1...20).map { UInt8($0) })
        capture.stop()
        #expect(!capture.mayHoldMore)
    }

    @Test("when the capture falls behind, drops are counted and nothing waits", .enabled(if: loopbackRefusal == nil, "this user may not capture"))
    func drops() throws {
        let datagrams = Datagrams()
        defer { datagrams.close() }
        let capture = try LiveCapture(interface: loopback, options: CaptureOptions(filter: "udp dst port \(datagrams.port)", bufferSize: 1 << 20))
        // What passed before the filter was in place, of whatever else uses the loopback, may have been dropped as well.
        let before = capture.statistics.dropped
        for _ in 0..<1000 { datagrams.send([1, 2, 3]) }
        // On a loopback a frame is in the buffer before `send` returns.
        var frames: [CapturedFrame] = []
        try capture.drain(into: &frames)
        let kept = frames.count
        #expect(kept < 1000)
        #expect(capture.statistics.dropped - before + kept == 1000, "kept \(kept), \(before) dropped before, \(capture.statistics)")
    }

    @Test("the snapshot length cuts frames, and says how long they were", .enabled(if: loopbackRefusal == nil, "this user may not capture"))
    func cut() throws {
        let datagrams = Datagrams()
        defer { datagrams.close() }
        let capture = try LiveCapture(interface: loopback, options: CaptureOptions(filter: "udp dst port \(datagrams.port)", snapLength: 60))
        datagrams.send([UInt8](repeating: 1, count: 500))
        let frame = try #require(try collect(1, from: capture).first)
        #expect(frame.bytes.count == 60)
        #expect(frame.header.isCut)
        #expect(frame.originalLength >= 528)
    }
}

@Suite("Capture by dumpcap") struct DumpcapCaptureTests {
    /// Why dumpcap cannot be used here; nil: it can.
    static let refusal: String? = {
        do { _ = try DumpcapCapture(interface: loopback) } catch { return "\(error)" }
        return nil
    }()

    @Test("frames come through the pipe, and its count of drops when it is stopped", .enabled(if: refusal == nil, "dumpcap is not installed, or may not capture"))
    func frames() throws {
        let datagrams = Datagrams()
        defer { datagrams.close() }
        let capture = try DumpcapCapture(interface: loopback, options: CaptureOptions(filter: "udp dst port \(datagrams.port)"))
        datagrams.send([1])
        var frames = try collect(1, from: capture)
        #expect(frames.count == 1)
        for index in 2...10 { datagrams.send([UInt8(index)]) }
        frames += try collect(9, from: capture)
        capture.stop()
        try capture.drain(into: &frames)
        #expect(frames.map { $0.bytes.last } == (1...10).map { UInt8($0) })
        #expect(capture.isOver)
        #expect(capture.statistics == CaptureStatistics(received: 10))
    }

    @Test("what dumpcap refuses comes with its own words", .enabled(if: refusal == nil, "dumpcap is not installed, or may not capture"))
    func refused() {
        let error = #expect(throws: CaptureError.self) { _ = try DumpcapCapture(interface: "no-such-if0") }
        #expect(error?.reason.isEmpty == false)
        #expect(throws: CaptureError.self) { _ = try DumpcapCapture(interface: loopback, options: CaptureOptions(filter: "tcp prot 80")) }
    }

    @Test("its report is read", arguments: [
        ("Packets received/dropped on interface 'Loopback: lo': 12/3 (pcap:3/dumpcap:0/flushed:0/ps_ifdrop:0) (80.0%)\n", 12, 3),
        ("File: -\nPackets captured: 2\nPackets received/dropped on interface 'it's': 2/0 (pcap:0)\n", 2, 0),
    ])
    func report(text: String, received: Int, dropped: Int) {
        #expect(DumpcapCapture.report(text)?.received == received)
        #expect(DumpcapCapture.report(text)?.dropped == dropped)
        #expect(DumpcapCapture.report("Packets received/dropped on interface 'x': a/b") == nil)
    }
}
