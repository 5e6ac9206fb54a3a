@testable import ApplicationLayer
import Testing

@Suite struct WebSocketConnectionTests {
    /// Frames as a client sends them, and what a server is told: pings are answered, closes too.
    struct Vector: CustomStringConvertible {
        let name: String
        let wire: [UInt8]
        let story: [String]
        var description: String { name }
    }

    static func frame(_ first: UInt8, _ payload: [UInt8], mask: [UInt8]? = [0x37, 0xfa, 0x21, 0x3d]) -> [UInt8] {
        var out = [first]
        let bit: UInt8 = mask == nil ? 0 : 0x80
        if payload.count < 126 { out.append(bit | UInt8(payload.count)) } else if payload.count < 65536 { out += [bit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)] } else {
            out.append(bit | 127)
            for shift in stride(from: 56, through: 0, by: -8) { out.append(UInt8(truncatingIfNeeded: payload.count >> shift)) }
        }
        guard let mask else { return out + payload }
        return out + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    static let owl = bytes("🦉")
    static let accepted: [Vector] = [
        // RFC 6455 section 5.7.
        .init(name: "masked Hello of the RFC", wire: [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58], story: ["text Hello"]),
        .init(name: "empty text", wire: frame(0x81, []), story: ["text "]),
        .init(name: "binary", wire: frame(0x82, [0, 255, 128]), story: ["binary [0, 255, 128]"]),
        .init(name: "fragments", wire: frame(0x01, bytes("Hel")) + frame(0x00, []) + frame(0x80, bytes("lo")), story: ["text Hello"]),
        .init(name: "a ping and a pong between fragments", wire: frame(0x01, bytes("Hel")) + frame(0x89, bytes("p")) + frame(0x8a, []) + frame(0x80, bytes("lo")), story: ["ping p", "pong ", "text Hello"]),
        .init(name: "a character cut by fragments", wire: frame(0x01, Array(owl[..<1])) + frame(0x00, Array(owl[1..<3])) + frame(0x80, Array(owl[3...])), story: ["text 🦉"]),
        .init(name: "126 bytes", wire: frame(0x82, [UInt8](repeating: 7, count: 126)), story: ["binary 126 bytes"]),
        .init(name: "65536 bytes", wire: frame(0x82, [UInt8](repeating: 7, count: 65536)), story: ["binary 65536 bytes"]),
        .init(name: "close without a code", wire: frame(0x88, []), story: ["close 1005 ", "ended"]),
        .init(name: "close with a code and a reason; nothing behind it is read", wire: frame(0x88, [0x03, 0xe8] + bytes("bye")) + frame(0x81, bytes("late")), story: ["close 1000 bye", "ended"]),
        .init(name: "close inside a message", wire: frame(0x01, bytes("a")) + frame(0x88, [0x0b, 0xb8]), story: ["close 3000 ", "ended"]),
    ]

    static let refused: [(String, [UInt8], Int)] = [
        ("no mask", frame(0x81, bytes("x"), mask: nil), 1002), ("RSV1 without an extension", frame(0xc1, []), 1002), ("RSV2", frame(0xa1, []), 1002), ("RSV3", frame(0x91, []), 1002),
        ("opcode 3", frame(0x83, []), 1002), ("opcode 11", frame(0x8b, []), 1002), ("a ping in fragments", frame(0x09, []), 1002), ("a ping of 126 bytes", frame(0x89, [UInt8](repeating: 0, count: 126)), 1002),
        ("a continuation of nothing", frame(0x80, []), 1002), ("a message in a message", frame(0x01, []) + frame(0x81, []), 1002),
        ("a close of one byte", frame(0x88, [3]), 1002), ("close 1005", frame(0x88, [0x03, 0xed]), 1002), ("close 999", frame(0x88, [0x03, 0xe7]), 1002), ("close 5000", frame(0x88, [0x13, 0x88]), 1002),
        ("a reason that is not UTF-8", frame(0x88, [0x03, 0xe8, 0xff]), 1007),
        ("text that is not UTF-8", frame(0x81, [0x41, 0xff]), 1007), ("text that ends inside a character", frame(0x81, [0xc3]), 1007), ("text wrong in its second fragment, at once", frame(0x01, [0xc3]) + frame(0x00, [0x41]), 1007),
        ("a length in more bytes than it needs", [0x82, 0xfe, 0, 125], 1002), ("a length of 8 bytes for 65535", [0x82, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff], 1002), ("a length with the highest bit", [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0], 1002),
        ("a frame beyond the limit", [0x82, 0xff, 0, 0, 0, 0, 0, 2, 0, 0, 1, 2, 3, 4], 1009),
        ("fragments beyond the limit", frame(0x02, [UInt8](repeating: 0, count: 60_000)) + frame(0x00, [UInt8](repeating: 0, count: 60_000)), 1009),
    ]

    static func story(_ wire: [UInt8], _ feeding: Feeding) -> (story: [String], error: RemoteProtocolError?) {
        var limits = WebSocketConnection.Limits()
        limits.message = 100_000
        var connection = WebSocketConnection(role: .server, limits: limits, random: SeededGenerator(state: 1)), story: [String] = []
        for piece in feeding.pieces(wire) {
            connection.receive(piece)
            events: while true {
                do {
                    switch try connection.nextEvent() {
                    case .needData: break events
                    case .message(.text(let text)): story.append("text \(text)")
                    case .message(.binary(let octets)): story.append("binary " + (octets.count > 100 ? "\(octets.count) bytes" : "\(octets)"))
                    case .ping(let octets): story.append("ping \(text(octets))")
                    case .pong(let octets): story.append("pong \(text(octets))")
                    case .close(let close): story.append("close \(close.code.rawValue) \(close.reason)")
                    case .ended:
                        if story.last != "ended" { story.append("ended") }
                        break events
                    }
                } catch { return (story, error) }
            }
        }
        return (story, nil)
    }

    @Test(arguments: accepted, Feeding.allCases)
    func accepts(_ vector: Vector, _ feeding: Feeding) {
        let (story, error) = Self.story(vector.wire, feeding)
        #expect(error == nil)
        #expect(story == vector.story)
    }

    @Test(arguments: accepted)
    func acceptsWithTrailingData(_ vector: Vector) {
        let (story, error) = Self.story(vector.wire + [0x82], .whole)
        #expect(error == nil)
        #expect(story == vector.story)
    }

    @Test(arguments: accepted.filter { $0.wire.count < 1000 })
    func everyTruncationWaits(_ vector: Vector) {
        for length in 0..<vector.wire.count {
            let (story, error) = Self.story(Array(vector.wire[..<length]), .whole)
            #expect(error == nil)
            #expect(vector.story.starts(with: story))
        }
    }

    @Test(arguments: refused, [Feeding.whole, .byteByByte])
    func refuses(_ vector: (name: String, wire: [UInt8], code: Int), _ feeding: Feeding) {
        let (story, error) = Self.story(vector.wire, feeding)
        #expect(error?.replyCode == vector.code, "\(vector.name): told \(story), \(String(describing: error))")
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 1000, 65535, 65536, 70_000])
    func clientToServerAndBack(_ size: Int) throws {
        var client = WebSocketConnection(role: .client, random: SeededGenerator(state: UInt64(size)))
        var server = WebSocketConnection(role: .server, random: SeededGenerator(state: 0)), out: [UInt8] = []
        let message = WebSocketConnection.Message.binary((0..<size).map { UInt8(truncatingIfNeeded: $0) })
        try client.send(message, into: &out)
        server.receive(out)
        #expect(try server.nextEvent() == .message(message))
        out = []
        try server.send(message, into: &out)
        client.receive(out)
        #expect(try client.nextEvent() == .message(message))
        #expect(try client.nextEvent() == .needData)
    }

    @Test func serverMustNotMask() {
        var client = WebSocketConnection(role: .client, random: SeededGenerator(state: 1))
        client.receive(Self.frame(0x81, bytes("x")))
        #expect(throws: RemoteProtocolError.self) { try client.nextEvent() }
    }

    @Test func maskingIsByteByByte() {
        var random = SeededGenerator(state: 5)
        for phase in 0..<5 {
            for length in 0..<40 {
                let plain = (0..<length + 3).map { _ in UInt8.random(in: 0...255, using: &random) }, key = UInt32.random(in: 1...(.max), using: &random)
                let keyBytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: key >> UInt32($0)) }
                var masked = plain
                WebSocketMask.apply(key, to: &masked, 3..<length + 3, phase: phase)
                #expect(masked == plain[..<3] + plain[3...].enumerated().map { $1 ^ keyBytes[($0 + phase) % 4] })
            }
        }
    }

    @Test func refusesLocalMistakes() throws {
        var server = WebSocketConnection(role: .server, random: SeededGenerator(state: 1)), out: [UInt8] = []
        #expect(throws: LocalProtocolError.self) { try server.sendPing([UInt8](repeating: 0, count: 126), into: &out) }
        #expect(throws: LocalProtocolError.self) { try server.sendClose(WebSocketClose(.abnormal), into: &out) }
        try server.send(fragment: bytes("a"), of: .text, isFinal: false, into: &out)
        #expect(throws: LocalProtocolError.self) { try server.send(.text("x"), into: &out) }
        try server.sendPing(into: &out)
        try server.send(fragment: bytes("b"), of: .text, isFinal: true, into: &out)
        #expect(out == [0x01, 1, 0x61, 0x89, 0, 0x80, 1, 0x62])
        try server.sendClose(into: &out)
        #expect(throws: LocalProtocolError.self) { try server.send(.text("x"), into: &out) }
        #expect(throws: LocalProtocolError.self) { try server.sendClose(into: &out) }
    }

    @Test func longReasonsAreCutBetweenCharacters() throws {
        var server = WebSocketConnection(role: .server, random: SeededGenerator(state: 1)), out: [UInt8] = []
        try server.sendClose(WebSocketClose(.normal, String(repeating: "é", count: 100)), into: &out)
        var client = WebSocketConnection(role: .client, random: SeededGenerator(state: 1))
        client.receive(out)
        #expect(try client.nextEvent() == .close(WebSocketClose(.normal, String(repeating: "é", count: 61))))
    }
}
