@testable import Capture
import Foundation
import Testing
import Wire

@Suite("Long captures, which are read ahead of whoever takes their frames") struct ReadAheadTests {
    /// Frames of all sizes, so many that their file goes around the ring more than once.
    static let frames: [CapturedFrame] = {
        var state: UInt64 = 7, frames: [CapturedFrame] = [], bytes = 0
        while bytes < 3 * ReadAhead.end {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let kind = state >> 60, size = kind == 0 ? 65_535 : kind < 4 ? Int(state >> 32 & 0x3fff) : Int(state >> 32 & 0x3ff)
            let fill = UInt8(truncatingIfNeeded: state >> 40)
            frames.append(CapturedFrame(timestamp: Instant(nanoseconds: Int64(frames.count) * 1000), bytes: (0..<size).map { fill &+ UInt8(truncatingIfNeeded: $0) }, originalLength: size, linkType: .ethernet))
            bytes += 16 + size
        }
        return frames
    }()
    static let file = HandMade.pcap(frames, order: .little, precision: .nanoseconds)

    @Test("every frame comes whole, whoever reads the file", arguments: ["pcap", "pcap by libpcap", "pcapng", "gzip"])
    func whole(form: String) throws {
        let scratch = Scratch()
        let bytes = switch form {
        case "pcapng": HandMade.pcapng(Self.frames, order: .little, precision: .nanoseconds)
        case "gzip": stride(from: 0, to: Self.file.count, by: 65_000).flatMap { CompressedCaptureTests.gzip(Self.file[$0..<min($0 + 65_000, Self.file.count)]) }
        default: Self.file
        }
        let path = scratch.file("long", bytes)
        var reader = try CaptureFile.Reader(descriptor: open(path, O_RDONLY), name: path, readsBlocks: form != "pcap by libpcap"), count = 0
        while let frame = try reader.next() {
            try #require(count < Self.frames.count && frame == Self.frames[count], "frame \(count + 1) of \(Self.frames.count) differs")
            count += 1
        }
        let told = reader.fileBytesRead
        #expect(count == Self.frames.count)
        #expect(told == bytes.count)
    }

    @Test("one that is cut gives what is whole, and says where it ends", arguments: [0, 1, 2, 3, 5, 8, 11, 17, 23])
    func cut(place: Int) throws {
        let scratch = Scratch(), length = ReadAhead.chunk * (place + 1) + 5
        try #require(length < Self.file.count)
        let read = readAll(scratch.file("cut", Array(Self.file[..<length])))
        var end = 24, whole = 0
        while end + 16 + Self.frames[whole].bytes.count <= length {
            end += 16 + Self.frames[whole].bytes.count
            whole += 1
        }
        #expect(read.frames.count == whole)
        let error = try #require(read.error)
        #expect(error.frame == whole + 1, "\(error)")
        #expect(error.description.contains("truncated"), "\(error)")
    }

    @Test("a reader that is given up early leaves nothing behind that reads", arguments: [1, 50, 500])
    func early(frames: Int) throws {
        let scratch = Scratch(), path = scratch.file("long", Self.file)
        for turn in 0..<20 {
            let descriptor = open(path, O_RDONLY)
            do {
                var reader = try CaptureFile.Reader(descriptor: descriptor, name: path)
                for number in 0..<frames {
                    let frame = try reader.next()
                    try #require(frame == Self.frames[number], "turn \(turn), frame \(number + 1)")
                }
            }
        }
    }
}
