import Capture
import Foundation
import Wire

/// Capture files made octet by octet, so that the reader is not tested with our own writer only.
struct HandMade {
    enum ByteOrder: CaseIterable { case little, big }
    var bytes: [UInt8] = []
    let order: ByteOrder

    init(_ order: ByteOrder) { self.order = order }

    mutating func number(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: order == .little ? value.littleEndian : value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// A pcap file with the frames.
    static func pcap(_ frames: [CapturedFrame], order: ByteOrder, precision: CaptureFile.Precision, linkType: UInt32 = 1) -> [UInt8] {
        var file = HandMade(order)
        file.number(UInt32(precision == .nanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4))
        file.number(UInt16(2))
        file.number(UInt16(4))
        file.number(UInt64(0))
        file.number(UInt32(65535))
        file.number(linkType)
        for frame in frames {
            let time = frame.timestamp.nanoseconds
            file.number(UInt32(time / 1_000_000_000))
            file.number(UInt32(time % 1_000_000_000 / (precision == .nanoseconds ? 1 : 1000)))
            file.number(UInt32(frame.bytes.count))
            file.number(UInt32(frame.originalLength))
            file.bytes += frame.bytes
        }
        return file.bytes
    }

    mutating func block(type: UInt32, _ body: [UInt8]) {
        let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
        number(type)
        number(UInt32(padded.count + 12))
        bytes += padded
        number(UInt32(padded.count + 12))
    }

    /// A pcapng file: a section, an interface for each link type, the frames each on the interface it names.
    static func pcapng(_ frames: [CapturedFrame], order: ByteOrder, precision: CaptureFile.Precision, linkTypes: [UInt16] = [1]) -> [UInt8] {
        func body(_ fill: (inout HandMade) -> Void) -> [UInt8] {
            var body = HandMade(order)
            fill(&body)
            return body.bytes
        }
        var file = HandMade(order)
        file.block(type: 0x0a0d_0d0a, body {
            $0.number(UInt32(0x1a2b_3c4d))
            $0.number(UInt16(1))
            $0.number(UInt16(0))
            $0.number(UInt64.max)
        })
        for linkType in linkTypes {
            file.block(type: 1, body {
                $0.number(linkType)
                $0.number(UInt16(0))
                $0.number(UInt32(65535))
                // if_tsresol: a power of ten; the end of the options.
                $0.number(UInt16(9))
                $0.number(UInt16(1))
                $0.bytes += [precision == .nanoseconds ? 9 : 6, 0, 0, 0]
                $0.number(UInt32(0))
            })
        }
        for frame in frames {
            file.block(type: 6, body {
                let units = UInt64(frame.timestamp.nanoseconds / (precision == .nanoseconds ? 1 : 1000))
                $0.number(UInt32(frame.interface))
                $0.number(UInt32(units >> 32))
                $0.number(UInt32(truncatingIfNeeded: units))
                $0.number(UInt32(frame.bytes.count))
                $0.number(UInt32(frame.originalLength))
                $0.bytes += frame.bytes
            })
        }
        return file.bytes
    }

    /// Three frames: whole microseconds, so that every format can hold them; the last one cut.
    static let frames = [
        CapturedFrame(timestamp: Instant(nanoseconds: 1_700_000_000_000_001_000), bytes: Array(0..<60)),
        CapturedFrame(timestamp: Instant(nanoseconds: 1_700_000_000_999_999_000), bytes: [0xff]),
        CapturedFrame(timestamp: Instant(nanoseconds: 1_700_000_001_000_000_000), bytes: Array(repeating: 7, count: 97), originalLength: 1514),
    ]
}

/// A folder of its own for one test, removed at its end.
final class Scratch {
    let path: String
    init() {
        path = NSTemporaryDirectory() + "/capture-tests-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ bytes: [UInt8]) -> String {
        let file = path + "/" + name
        _ = FileManager.default.createFile(atPath: file, contents: Data(bytes))
        return file
    }

    static func bytes(of path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map(Array.init) ?? [] }
}

/// Everything that a file holds, and the error at which reading ended.
func readAll(_ path: String) -> (frames: [CapturedFrame], error: CaptureError?) {
    var frames: [CapturedFrame] = []
    do throws(CaptureError) {
        var reader = try CaptureFile.Reader(path: path)
        while let frame = try reader.next() { frames.append(frame) }
        return (frames, nil)
    } catch {
        return (frames, error)
    }
}
