@testable import Capture
import Foundation
import Testing
import Wire

@Suite("Captures through pipes and gzip") struct CompressedCaptureTests {
    static let capture = HandMade.pcap(HandMade.frames + HandMade.frames, order: .little, precision: .microseconds)

    /// A gzip member (RFC 1952) whose bytes are stored as they are (RFC 1951 section 3.2.4).
    static func gzip(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let length = UInt16(bytes.count)
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
        }
        func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }
        return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(length) + little(~length) + bytes + little(~crc) + little(UInt32(bytes.count))
    }

    /// Members may be cut anywhere, between frames and in the midst of them; padding may follow.
    @Test("compressed captures are read as they are", arguments: [[capture.count], [24, capture.count - 24], [1, 50, capture.count - 51]], [0, 7])
    func whole(members: [Int], padding: Int) throws {
        let scratch = Scratch()
        var bytes: [UInt8] = [], at = 0
        for length in members {
            bytes += Self.gzip(Self.capture[at..<at + length])
            at += length
        }
        let read = readAll(scratch.file("a.pcap.gz", bytes + [UInt8](repeating: 0, count: padding)))
        #expect(read.error == nil)
        #expect(read.frames == HandMade.frames + HandMade.frames)
        let pcapng = readAll(scratch.file("b.pcapng.gz", Self.gzip(HandMade.pcapng(HandMade.frames, order: .little, precision: .nanoseconds))))
        #expect(pcapng.frames == HandMade.frames)
    }

    @Test("one that is cut gives what can be read, and says that it ends early")
    func cut() throws {
        let scratch = Scratch(), whole = Self.gzip(Self.capture)
        for length in 2..<whole.count {
            let read = readAll(scratch.file("a", Array(whole[..<length])))
            #expect((HandMade.frames + HandMade.frames).starts(with: read.frames), "cut to \(length)")
            let error = try #require(read.error, "cut to \(length)")
            #expect(error.kind == .damaged || error.kind == .notACapture, "cut to \(length): \(error)")
            if length > 40 { #expect(error.description.contains("ends early"), "cut to \(length): \(error)") }
        }
    }

    @Test("one that is damaged never crashes the reader, and gives no more than it holds")
    func damaged() throws {
        let scratch = Scratch(), whole = Self.gzip(Self.capture)
        var told = 0
        for position in 0..<whole.count {
            var bytes = whole
            bytes[position] ^= 0x55
            let read = readAll(scratch.file("a", bytes))
            #expect(read.frames.reduce(0) { $0 + $1.bytes.count } <= whole.count)
            if read.error != nil { told += 1 }
        }
        // Whatever is wrong, gzip's own sum tells.
        #expect(told > whole.count / 2)
    }

    @Test("what is no capture inside is refused by what it begins with")
    func noCapture() throws {
        let scratch = Scratch()
        let error = try #require(readAll(scratch.file("a", Self.gzip(Array("Hello, server!".utf8)))).error)
        #expect(error.kind == .notACapture && error.description.contains("decompressed, it begins with 48 65 6c 6c"), "\(error)")
    }

    @Test("a pipe's next frame is waited for only while it has not come")
    func waiting() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let writer = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        let first = 24 + 16 + HandMade.frames[0].bytes.count
        try writer.write(contentsOf: Data(Self.capture[..<first]))
        var reader = try CaptureFile.Reader(descriptor: ends[0], name: "pipe")
        var waits = reader.isWaiting
        #expect(!waits)
        let next = try reader.next()
        #expect(next == HandMade.frames[0])
        waits = reader.isWaiting
        #expect(waits)
        try writer.write(contentsOf: Data(Self.capture[first...]))
        waits = reader.isWaiting
        #expect(!waits)
        try writer.close()
        var frames: [CapturedFrame] = []
        while let frame = try reader.next() { frames.append(frame) }
        #expect(frames == Array((HandMade.frames + HandMade.frames).dropFirst()))
        waits = reader.isWaiting
        #expect(!waits)
    }
}
