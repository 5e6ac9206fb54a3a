import Capture
import Inspector
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Capture files and streams, of any bytes.
enum FuzzFiles {
    /// Reads a file's bytes through a pipe, dissects the frames, and writes them into a file that nobody keeps.
    static func read(_ bytes: [UInt8]) {
        var ends: [Int32] = [-1, -1]
        // A pipe holds 64 KiB: the writer never waits.
        guard bytes.count < 60_000, pipe(&ends) == 0 else { return }
        bytes.withUnsafeBytes { _ = write(ends[1], $0.baseAddress, $0.count) }
        close(ends[1])
        guard var reader = try? CaptureFile.Reader(descriptor: ends[0], name: "input") else { return }
        let writer = try? CaptureFile.Writer(path: "/dev/null", linkType: reader.linkType, snapLength: max(1, reader.snapLength))
        let filter = try? CaptureFilter("ip or arp or greater 100", linkType: reader.linkType, snapLength: max(1, reader.snapLength))
        var session = FuzzTarget.session(), dissection = Dissection(), out = OutputBuffer(), number = 0
        try? reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            number += 1
            precondition(header.capturedLength == bytes.byteCount, "a frame of \(bytes.byteCount) bytes that says it has \(header.capturedLength)")
            _ = filter?.matches(header, bytes)
            try writer?.write(header, bytes)
            session.dissect(header, bytes, number: number, into: &dissection)
            dissection.writeJSONLine(into: &out)
            out.drain { _ in }
            return number < 200
        }
        try? writer?.close()
    }

    /// Feeds a stream in pieces of one length; it must give the same frames as the whole at once.
    static func stream(_ input: [UInt8]) {
        guard let step = input.first.map({ max(1, Int($0)) }) else { return }
        let bytes = Array(input.dropFirst())
        func frames(_ step: Int) -> (frames: [Int], failed: Bool) {
            var decoder = PcapStreamDecoder(name: "input"), frames: [Int] = [], at = 0
            while at < bytes.count {
                bytes[at..<min(bytes.count, at + step)].withUnsafeBytes { decoder.append($0) }
                at += step
                do {
                    while try decoder.next({ (_, frame) throws(CaptureError) in frames.append(frame.byteCount) }) {}
                } catch {
                    return (frames, true)
                }
            }
            return (frames, false)
        }
        let drop = frames(step), whole = frames(max(1, bytes.count))
        precondition(drop == whole, "in pieces of \(step): \(drop), at once: \(whole)")
    }

    // MARK: Where it begins

    private static let frame = samples.first { $0.linkType == 1 }?.bytes ?? []

    static var seeds: [[UInt8]] { pcaps + pcapngs }

    /// Each magic number in each byte order.
    private static var pcaps: [[UInt8]] {
        var files: [[UInt8]] = []
        for magic in [0xa1b2_c3d4, 0xa1b2_3c4d] as [UInt32] {
            for isBig in [false, true] {
                func numbers(_ values: UInt32...) -> [UInt8] { values.flatMap { word32($0, isBig) } }
                let header = numbers(magic) + word16(2, isBig) + word16(4, isBig) + numbers(0, 0, 262_144, 1), length = UInt32(frame.count)
                files.append(header + numbers(1, 5, length, length) + frame + numbers(2, 5, length, length) + frame)
            }
        }
        let header = Array(files[0].prefix(24)), none = word32(0, false)
        // Every kind of frame.
        for sample in samples where sample.linkType == 1 {
            let length = word32(UInt32(sample.bytes.count), false)
            files.append(header + none + none + length + length + sample.bytes)
        }
        return files
    }

    /// Every kind of block, in each byte order (draft-ietf-opsawg-pcapng).
    private static var pcapngs: [[UInt8]] {
        [false, true].flatMap { isBig -> [[UInt8]] in
            func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
                let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4), length = word32(UInt32(12 + padded.count), isBig)
                return word32(type, isBig) + length + padded + length
            }
            func option(_ code: UInt16, _ value: [UInt8]) -> [UInt8] { word16(code, isBig) + word16(UInt16(value.count), isBig) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4) }
            func long(_ values: UInt32...) -> [UInt8] { values.flatMap { word32($0, isBig) } }
            func short(_ values: UInt16...) -> [UInt8] { values.flatMap { word16($0, isBig) } }
            let end = option(0, []), length = UInt32(frame.count), eight: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 1]
            let start: [UInt8] = long(0x1a2b_3c4d) + short(1, 0) + long(.max, .max) + option(4, Array("fuzz".utf8)) + end
            let section = block(0x0a0d_0d0a, start)
            let fine: [UInt8] = short(1, 0) + long(262_144) + option(9, [9]) + option(14, eight) + end, coarse: [UInt8] = short(1, 0) + long(0) + option(9, [0x83]) + end
            let interface = block(1, fine), other = block(1, coarse)
            let whole: [UInt8] = long(0, 1, 2, length, length) + frame + option(2, [0, 0, 0, 1]) + end, old: [UInt8] = short(1, 3) + long(0, 9, length, length) + frame
            let enhanced = block(6, whole), simple = block(3, long(length) + frame), packet = block(2, old)
            let record: [UInt8] = short(1, 6) + [10, 0, 0, 1, 0x61, 0, 0, 0] + end, counts: [UInt8] = long(0, 0, 0) + option(4, eight)
            let names = block(4, record), statistics = block(5, counts), secrets = block(10, long(0x544c_534b, 4, 0x6162_6364)), custom = block(0xbad, long(32_473, 7))
            let rest: [UInt8] = names + statistics + secrets + custom
            return [section + interface + enhanced + simple, section + interface + other + rest + packet + enhanced, section + interface + enhanced + section + interface + simple, section + enhanced]
        }
    }

    private static func word16(_ value: UInt16, _ isBig: Bool) -> [UInt8] { isBig ? [UInt8(value >> 8), UInt8(value & 0xff)] : [UInt8(value & 0xff), UInt8(value >> 8)] }
    private static func word32(_ value: UInt32, _ isBig: Bool) -> [UInt8] {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
        return isBig ? bytes : bytes.reversed()
    }
}
