import Capture
import Foundation
import Testing
import Wire
#if canImport(Glibc)
import Glibc
#endif

@Suite("Writing capture files") struct CaptureFileWriterTests {
    @Test("what is written is read back", arguments: CaptureFile.Precision.allCases, [LinkType.ethernet, .raw, .linuxSLL2])
    func roundTrip(precision: CaptureFile.Precision, linkType: LinkType) throws {
        let scratch = Scratch(), path = scratch.path + "/a.pcap"
        let frames = HandMade.frames.map { CapturedFrame(timestamp: $0.timestamp, bytes: $0.bytes, originalLength: $0.originalLength, linkType: linkType) }
        let writer = try CaptureFile.Writer(path: path, linkType: linkType, precision: precision)
        for frame in frames { try writer.write(frame) }
        try writer.close()
        let read = readAll(path)
        #expect(read.error == nil)
        #expect(read.frames == frames)
    }

    @Test("the file is, octet for octet, the little-endian one that the format describes", arguments: CaptureFile.Precision.allCases)
    func octets(precision: CaptureFile.Precision) throws {
        let scratch = Scratch(), path = scratch.path + "/a.pcap"
        let writer = try CaptureFile.Writer(path: path, precision: precision, snapLength: 65535)
        for frame in HandMade.frames { try writer.write(frame) }
        try writer.close()
        #expect(Scratch.bytes(of: path) == HandMade.pcap(HandMade.frames, order: .little, precision: precision))
    }

    @Test("many frames, more than the buffer holds, arrive in order and whole")
    func many() throws {
        let scratch = Scratch(), path = scratch.path + "/a.pcap"
        let writer = try CaptureFile.Writer(path: path)
        let frames = (0..<3000).map { CapturedFrame(timestamp: Instant(nanoseconds: Int64($0)), bytes: Array(repeating: UInt8(truncatingIfNeeded: $0), count: $0 % 200)) }
        for frame in frames { try writer.write(frame) }
        try writer.close()
        #expect(readAll(path).frames == frames)
    }

    @Test("flushed after every frame, the file is whole at any moment")
    func everyFrame() throws {
        let scratch = Scratch(), path = scratch.path + "/a.pcap"
        let writer = try CaptureFile.Writer(path: path, flushing: .everyFrame)
        #expect(readAll(path).frames == [])
        #expect(readAll(path).error == nil)
        for (index, frame) in HandMade.frames.enumerated() {
            try writer.write(frame)
            let read = readAll(path)
            #expect(read.error == nil)
            #expect(read.frames.count == index + 1)
        }
    }

    @Test("a writer that is let go has written all")
    func letGo() throws {
        let scratch = Scratch(), path = scratch.path + "/a.pcap"
        try CaptureFile.Writer(path: path).write(HandMade.frames[0])
        #expect(readAll(path).frames == [HandMade.frames[0]])
    }

    @Test("the file that is being read is not written over, by whatever name")
    func ownInput() throws {
        let scratch = Scratch()
        let original = HandMade.pcap(HandMade.frames, order: .big, precision: .nanoseconds)
        let path = scratch.file("a.pcap", original)
        try FileManager.default.createSymbolicLink(atPath: scratch.path + "/b.pcap", withDestinationPath: path)
        let reader = try CaptureFile.Reader(path: path)
        let identity = reader.identity
        for name in [path, scratch.path + "/b.pcap", scratch.path + "/./a.pcap"] {
            let error = #expect(throws: CaptureError.self) { _ = try CaptureFile.Writer(path: name, inputs: [identity]) }
            #expect(error?.kind == .wouldOverwriteInput)
        }
        #expect(Scratch.bytes(of: path) == original)
        // Another file that is longer is emptied first.
        let other = scratch.file("c.pcap", [UInt8](repeating: 1, count: 10_000))
        try CaptureFile.Writer(path: other, inputs: [identity]).close()
        #expect(Scratch.bytes(of: other).count == 24)
    }

    @Test("frames that the file cannot hold are refused, and the file stays whole")
    func unfitting() throws {
        let scratch = Scratch(), path = scratch.path + "/a.pcap"
        let writer = try CaptureFile.Writer(path: path)
        try writer.write(HandMade.frames[0])
        for frame in [
            CapturedFrame(timestamp: .zero, bytes: [1], linkType: .raw),
            CapturedFrame(timestamp: Instant(nanoseconds: -1), bytes: [1]),
            CapturedFrame(timestamp: .distantFuture, bytes: [1]),
        ] {
            #expect(throws: CaptureError.self) { try writer.write(frame) }
        }
        try writer.close()
        #expect(readAll(path).frames == [HandMade.frames[0]])
        #expect(throws: CaptureError.self, "closed") { try writer.write(HandMade.frames[0]) }
    }

    @Test("a full disk is reported when the frame is written", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
    func fullDisk() throws {
        let writer = try CaptureFile.Writer(path: "/dev/full")
        try writer.write(HandMade.frames[0])
        let error = #expect(throws: CaptureError.self) { try writer.flush() }
        #expect(error?.kind == .noSpace)
        #expect(throws: CaptureError.self) { try writer.write(HandMade.frames[0]) }
    }

    @Test("when the file may not grow, it is cut back to its last whole frame, which can still be read")
    func noSpace() async {
        await #expect(processExitsWith: .success) {
            alarm(20)
            let scratch = Scratch(), path = scratch.path + "/a.pcap"
            // Room for the header, five frames of 116 octets, and part of a sixth.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 24 + 5 * 116 + 50, rlim_max: 1 << 20)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let frame = CapturedFrame(timestamp: .zero, bytes: Array(0..<100))
            let writer = try CaptureFile.Writer(path: path, flushing: .whenFull)
            for _ in 0..<8 { try writer.write(frame) }
            let error = #expect(throws: CaptureError.self) { try writer.flush() }
            #expect(error?.kind == .noSpace)
            #expect(error?.byteOffset == 24 + 5 * 116)
            let read = readAll(path)
            #expect(read.error == nil)
            #expect(read.frames == Array(repeating: frame, count: 5))
        }
    }

    @Test("a folder that is not there, and one that is a folder, are errors of opening")
    func refusals() {
        let scratch = Scratch()
        #expect(throws: CaptureError.self) { _ = try CaptureFile.Writer(path: scratch.path + "/none/a.pcap") }
        #expect(throws: CaptureError.self) { _ = try CaptureFile.Writer(path: scratch.path) }
    }
}
