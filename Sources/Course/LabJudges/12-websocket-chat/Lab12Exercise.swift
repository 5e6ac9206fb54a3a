import ApplicationLayer
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 12, E1: a WebSocket frame.
    static let frames = Exercise("E1", file: "MyFrameReader.swift", pieces: [("FrameTrial", "MyFrameReader()")], steps: [
        step("E1.1", "a short frame from a server", points: 2, likely: "the first byte is FIN and the opcode, the second the length", [frame(.text, "Hello"), frame(.binary, ""), frame(.close, "", isFinal: true)]),
        step("E1.2", "a masked frame from a client", points: 2, likely: "four bytes of key stand before the payload; byte i is XORed with key byte i modulo 4", [
            [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58], frame(.text, "Hello, everyone!", mask: 0x0102_0304), frame(.ping, "", mask: 0xffff_ffff),
        ]),
        step("E1.3", "longer than 125 bytes", points: 2, likely: "126 says that the length is in the next two bytes, 127 that it is in the next eight, the high byte first", [
            frame(.text, String(repeating: "a", count: 200)), frame(.text, String(repeating: "a", count: 126)), frame(.text, String(repeating: "b", count: 65_535), mask: 7), frame(.binary, String(repeating: "c", count: 65_536)),
        ]),
        step("E1.4", "fragments and what follows", points: 1, likely: "FIN is the first byte's highest bit; what stands behind the frame is not part of it", [frame(.text, "Hel", isFinal: false), frame(.continuation, "lo") + frame(.text, "next")]),
        step("E1.5", "a frame that is not all there", points: 2, likely: "nil until the whole frame has come: first look whether the bytes are there, then read them", {
            let whole = frame(.text, "Hi", mask: 0x1234_5678), long = frame(.text, String(repeating: "a", count: 200), mask: 9)
            return (0..<whole.count).map { Array(whole[..<$0]) } + [2, 3, 4, 7, 8, 207].map { Array(long[..<$0]) } + [[0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]]
        }()),
    ])

    private static func frame(_ opcode: WebSocketFrameHeader.Opcode, _ text: String, isFinal: Bool = true, mask: UInt32? = nil) -> [UInt8] {
        var out: [UInt8] = []
        WebSocketFrameHeader(opcode, length: text.utf8.count, isFinal: isFinal, mask: mask).serialize(into: &out)
        return out + text.utf8.enumerated().map { index, byte in byte ^ UInt8(truncatingIfNeeded: (mask ?? 0) >> UInt32(24 - 8 * (index % 4))) }
    }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [[UInt8]]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: FrameTrial.self, likely: likely, inputs: inputs, show: { Shown.bytes($0, limit: 12) }, say: say) { input, came in
            let wanted = reference(input)
            guard came != wanted else { return nil }
            return Fault(wanted: say(wanted), came: say(came), likely: misconception(input, wanted.frame, came.frame))
        }
    }

    private static func misconception(_ input: [UInt8], _ wanted: PlainWebSocketFrame?, _ came: PlainWebSocketFrame?) -> String? {
        guard let wanted, let came else { return nil }
        if came.opcode != wanted.opcode { return "the opcode is the first byte's lower half" }
        if came.isFinal != wanted.isFinal { return "FIN is the first byte's highest bit" }
        if came.payload == wanted.payload { return "length counts the whole frame: header, key and payload" }
        if input[1] & 0x80 != 0, came.payload.elementsEqual(input.dropFirst(wanted.length - wanted.payload.count).prefix(wanted.payload.count)) { return "the payload is still masked: XOR byte i with key byte i modulo 4" }
        if came.payload.count == 126 || came.payload.count == 127, came.payload.count != wanted.payload.count { return "126 and 127 are no lengths: they say how many bytes the length has" }
        return nil
    }

    /// What RFC 6455 says; nil while it is not whole.
    private static func reference(_ bytes: [UInt8]) -> FrameTrial.Output {
        guard bytes.count >= 2 else { return .init(nil) }
        let short = Int(bytes[1] & 0x7f), extra = short < 126 ? 0 : short == 126 ? 2 : 8, isMasked = bytes[1] >= 0x80
        let header = 2 + extra + (isMasked ? 4 : 0)
        guard bytes.count >= header else { return .init(nil) }
        let length = extra == 0 ? UInt64(short) : bytes[2..<2 + extra].reduce(0) { $0 << 8 | UInt64($1) }
        guard length <= bytes.count - header else { return .init(nil) }
        let payload = (0..<Int(length)).map { bytes[header + $0] ^ (isMasked ? bytes[header - 4 + $0 % 4] : 0) }
        return .init(PlainWebSocketFrame(isFinal: bytes[0] & 0x80 != 0, opcode: bytes[0] & 15, payload: payload, length: header + Int(length)))
    }

    private static func say(_ output: FrameTrial.Output) -> String {
        guard let frame = output.frame else { return "nil" }
        return "\(frame.isFinal ? "FIN, " : "")opcode \(frame.opcode), \(frame.payload.count) bytes \(Shown.text(frame.payload, limit: 16)), \(frame.length) in all"
    }
}
