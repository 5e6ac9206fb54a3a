import ApplicationLayer
import Applications
import LabJudges
import LabSolutions

extension Mutant {
    static let lines: [Mutant] = [
        Mutant(.asyncEcho, "the end belongs to the line", caughtAt: "E1.1", saying: "the end is not part of it", WithEnds.self),
        Mutant(.asyncEcho, "nothing is kept", caughtAt: "E1.2", saying: "what has no end yet is kept", Forgetful.self),
        Mutant(.asyncEcho, "empty lines are dropped", caughtAt: "E1.1", saying: "an empty line is a line", NoEmpty.self),
        Mutant(.asyncEcho, "each piece is a line", caughtAt: "E1.2", saying: "what has no end yet is kept", Pieces.self),
        Mutant(.asyncEcho, "the CR stays", caughtAt: "E1.3", saying: "a CR belongs to the line's end", KeepsCR.self),
        Mutant(.asyncEcho, "through text", caughtAt: "E1.4", saying: "keep them as [UInt8]", ThroughText.self),
        Mutant(.asyncEcho, "no limit", caughtAt: "E1.5", saying: "a peer fills your memory", NoLimit.self),
        Mutant(.asyncEcho, "the limit counts the end", caughtAt: "E1.5", saying: "without its end", TightLimit.self),
    ]

    static let frames: [Mutant] = [
        Mutant(.webSocketChat, "still masked", caughtAt: "E1.2", saying: "still masked", WrongFrame { bytes in
            guard var frame = try MyFrameReader().read(bytes), bytes[1] & 0x80 != 0 else { return try MyFrameReader().read(bytes) }
            frame.payload = Array(bytes[frame.length - frame.payload.count..<frame.length])
            return frame
        }),
        Mutant(.webSocketChat, "126 is a length", caughtAt: "E1.3", saying: "are no lengths", WrongFrame { bytes in
            guard bytes.count >= 2, bytes[1] & 0x7f >= 126 else { return try MyFrameReader().read(bytes) }
            let header = bytes[1] & 0x80 == 0 ? 2 : 6, count = Int(bytes[1] & 0x7f)
            guard bytes.count >= header + count else { return nil }
            return PlainWebSocketFrame(isFinal: true, opcode: bytes[0] & 15, payload: Array(bytes[header..<header + count]), length: header + count)
        }),
        Mutant(.webSocketChat, "the whole first byte", caughtAt: "E1.1", saying: "lower half", WrongFrame { bytes in
            var frame = try MyFrameReader().read(bytes)
            frame?.opcode = bytes[0]
            return frame
        }),
        Mutant(.webSocketChat, "always final", caughtAt: "E1.4", saying: "highest bit", WrongFrame { bytes in
            var frame = try MyFrameReader().read(bytes)
            frame?.isFinal = true
            return frame
        }),
        Mutant(.webSocketChat, "the payload's length", caughtAt: "E1.1", saying: "header, key and payload", WrongFrame { bytes in
            var frame = try MyFrameReader().read(bytes)
            if let count = frame?.payload.count { frame?.length = count }
            return frame
        }),
        Mutant(.webSocketChat, "all that came", caughtAt: "E1.4", saying: "WRONG", WrongFrame { bytes in
            guard var frame = try MyFrameReader().read(bytes) else { return nil }
            frame.payload += bytes[frame.length...]
            frame.length = bytes.count
            return frame
        }),
        Mutant(.webSocketChat, "half a frame is a frame", caughtAt: "E1.5", saying: "nil until the whole frame", WrongFrame { bytes in
            try MyFrameReader().read(bytes) ?? (bytes.count >= 2 ? PlainWebSocketFrame(isFinal: true, opcode: bytes[0] & 15, payload: Array(bytes[2...]), length: bytes.count) : nil)
        }),
    ]
}

private struct WrongFrame: PlainFrameReader {
    let body: @Sendable ([UInt8]) throws -> PlainWebSocketFrame?
    func read(_ bytes: [UInt8]) throws -> PlainWebSocketFrame? { try body(bytes) }
}

private struct WithEnds: LineAssembler {
    private var right: MyLines
    init(limit: Int) { right = MyLines(limit: limit) }
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] { try right.take(bytes).map { $0 + [0x0a] } }
}

private struct Forgetful: LineAssembler {
    private let limit: Int
    init(limit: Int) { self.limit = limit }
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] {
        var fresh = MyLines(limit: limit)
        return try fresh.take(bytes)
    }
}

private struct NoEmpty: LineAssembler {
    private var right: MyLines
    init(limit: Int) { right = MyLines(limit: limit) }
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] { try right.take(bytes).filter { !$0.isEmpty } }
}

private struct Pieces: LineAssembler {
    init(limit: Int) {}
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] { bytes.split(separator: 0x0a).map(Array.init) }
}

private struct KeepsCR: LineAssembler {
    private var unfinished: [UInt8] = []
    init(limit: Int) {}
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] {
        var parts = (unfinished + bytes).split(separator: 0x0a, omittingEmptySubsequences: false).map(Array.init)
        unfinished = parts.removeLast()
        return parts
    }
}

private struct ThroughText: LineAssembler {
    private var right: MyLines
    init(limit: Int) { right = MyLines(limit: limit) }
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] { try right.take(bytes).map { Array(String(decoding: $0, as: UTF8.self).utf8) } }
}

private struct NoLimit: LineAssembler {
    private var right: MyLines
    init(limit: Int) { right = MyLines(limit: 1 << 30) }
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] { try right.take(bytes) }
}

private struct TightLimit: LineAssembler {
    private var right: MyLines
    private let limit: Int
    private var count = 0
    init(limit: Int) { (right, self.limit) = (MyLines(limit: limit), limit) }
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]] {
        for byte in bytes {
            count += 1
            if count > limit { throw LineTooLong() }
            if byte == 0x0a { count = 0 }
        }
        return try right.take(bytes)
    }
}
