/// WebSocket frames (RFC 6455 section 5).
///
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |F|  RSV|opcode |M| Payload len |    Extended payload length    |
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |                Masking key (4), if M is set                   |
///     +---------------------------------------------------------------+
enum WebSocketField: UInt8, FieldSet {
    case fin, reserved, opcode, mask, length, length16, length64, key, payload, text, closeCode, closeReason

    static var proto: ProtocolID { .websocket }
    var definition: FieldDefinition {
        switch self {
        case .fin: .init("websocket.fin", "Last fragment", .boolean, "The message ends with this frame.")
        case .reserved: .init("websocket.rsv", "Reserved", .hex(2), "4 marks a compressed message.")
        case .opcode: .init("websocket.opcode", "Opcode", .decimal, "What kind of frame this is.", WebSocketDissector.opcode)
        case .mask: .init("websocket.mask", "Masked", .boolean, "The payload is masked: always from the client, never from the server.")
        case .length: .init("websocket.payload_length", "Payload length", .decimal, "Bytes of payload; 126 and 127 say that the length follows.")
        case .length16: .init("websocket.payload_length_ext_16", "Payload length (16 bits)", .decimal, "Bytes of payload.")
        case .length64: .init("websocket.payload_length_ext_64", "Payload length (64 bits)", .decimal, "Bytes of payload.")
        case .key: .init("websocket.masking_key", "Masking key", .bytes, "What the payload is exclusive-ored with, over and over.")
        case .payload: .init("websocket.payload", "Payload", .bytes, "The payload, without its mask.")
        case .text: .init("websocket.payload.text", "Text", .text, "The message.")
        case .closeCode: .init("websocket.payload.close.status_code", "Close code", .decimal, "Why the connection is closed; 1000 is well.")
        case .closeReason: .init("websocket.payload.close.reason", "Close reason", .text, "The same in words.")
        }
    }
}

final class WebSocketState {
    /// The opcode of the message whose fragments are under way, and the fragments, from the lower and the higher end.
    var firstOpcode: [Int] = [0, 0]
    var fragments: [[UInt8]] = [[], []]
    /// The message whose fragments are under way is compressed.
    var isCompressed: [Bool] = [false, false]
    var compression = MessageCompression()
}

enum WebSocketDissector {
    @Sendable static func opcode(_ value: UInt64) -> String? {
        switch value {
        case 0: "continuation"
        case 1: "text"
        case 2: "binary"
        case 8: "close"
        case 9: "ping"
        case 10: "pong"
        default: nil
        }
    }

    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) -> Outcome {
        var at = 0
        while at < data.count {
            let left = data.count - at
            guard left >= 2 else {
                if context.canReassemble { return .needs(offset: at, .segment) }
                throw data.stop(at, 2)
            }
            let second = try data.u8(at + 1)
            let short = second & 127, isMasked = second >> 7 == 1
            let lengthSize = short == 126 ? 2 : short == 127 ? 8 : 0
            guard left >= 2 + lengthSize else {
                if context.canReassemble { return .needs(offset: at, .segment) }
                throw data.stop(at + 2, lengthSize)
            }
            let told = lengthSize == 0 ? UInt64(short) : try data.number(at + 2, lengthSize)
            guard told < 1 << 31 else {
                d.layer(.websocket, data, left)
                d.report(.invalid, field: WebSocketField.length64.id, offset: data.offset + at + 2, reason: "is \(told)")
                return .done
            }
            let header = 2 + lengthSize + (isMasked ? 4 : 0), total = header + Int(told)
            if context.canReassemble, left < total, data.count >= data.reported { return .needs(offset: at, .bytes(total - left)) }
            try frame(data.clamped(at, total), isFirst: at == 0, header, lengthSize, isMasked, Int(told), context, &d)
            at += total
        }
        return .done
    }

    private static func frame(_ data: Octets, isFirst: Bool, _ header: Int, _ lengthSize: Int, _ isMasked: Bool, _ length: Int, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        d.layer(.websocket, data, header, isChained: isFirst)
        let first = try data.u8(0)
        d.add(WebSocketField.fin, first >> 7, data, 0, 1)
        d.add(WebSocketField.reserved, first >> 4 & 7, data, 0, 1)
        let opcode = first & 15
        d.add(WebSocketField.opcode, opcode, data, 0, 1)
        d.add(WebSocketField.mask, isMasked ? 1 : 0, data, 1, 1)
        d.add(WebSocketField.length, try data.u8(1) & 127, data, 1, 1)
        if lengthSize == 2 { try d.read(WebSocketField.length16, data, 2, 2) }
        if lengthSize == 8 { try d.read(WebSocketField.length64, data, 2, 8) }
        if isMasked { try d.bytes(WebSocketField.key, data, 2 + lengthSize, 4) }
        d.packet.foundSomething = true
        if d.info.count > 0 { d.info.append(", ") }
        d.info.append(self.opcode(UInt64(opcode)) ?? "opcode \(opcode)")
        guard length > 0 else { return }
        var payload = try data.slice(header, length)
        if isMasked {
            guard let index = d.sources.makeRoom(payload.count, title: "Unmasked data") else { return }
            let room = d.sources.room(index)
            let key = data.base + (2 + lengthSize)
            for at in 0..<payload.count { room[at] = payload.base[at] ^ key[at & 3] }
            payload = d.sources.octets(index, reported: length)
        }
        d.add(WebSocketField.payload, 0, payload, 0, payload.count)
        if opcode >= 8 {
            if opcode == 8, length >= 2 {
                try d.read(WebSocketField.closeCode, payload, 0, 2)
                if length > 2 { d.add(WebSocketField.closeReason, 0, payload, 2, payload.count - 2) }
            }
            return
        }
        message(payload, opcode: opcode, isFinal: first >> 7 == 1, isCompressed: first >> 6 & 1 == 1, context, &d)
    }

    private static func message(_ payload: Octets, opcode: Int, isFinal: Bool, isCompressed: Bool, _ context: StreamContext, _ d: inout Dissection) {
        guard !d.packet.isFragment else { return }
        let side = context.isFromLow ? 0 : 1
        var content = payload, opcode = opcode, isCompressed = isCompressed
        let state = context.messages
        if !isFinal || opcode == 0 {
            if opcode != 0 {
                state.webSocket.firstOpcode[side] = opcode
                state.webSocket.fragments[side] = []
                state.webSocket.isCompressed[side] = isCompressed
            }
            guard state.webSocket.fragments[side].count + payload.count <= 1 << 20 else { return }
            state.webSocket.fragments[side].append(contentsOf: payload.buffer)
            guard isFinal else { return }
            let whole = state.webSocket.fragments[side]
            state.webSocket.fragments[side] = []
            guard let index = whole.withUnsafeBytes({ d.sources.add($0, title: "Reassembled message") }) else { return }
            content = d.sources.octets(index)
            opcode = state.webSocket.firstOpcode[side]
            isCompressed = state.webSocket.isCompressed[side]
        }
        if isCompressed, state.webSocket.compression.isOn, d.recordsFields {
            guard let whole = state.webSocket.compression.inflate(content, side: side), let index = whole.withUnsafeBytes({ d.sources.add($0, title: "Decompressed message") }) else {
                return d.report(.invalid, offset: content.offset, reason: "the message cannot be decompressed")
            }
            content = d.sources.octets(index)
        }
        if opcode == 1 {
            d.add(WebSocketField.text, 0, content, 0, content.count)
            d.layer(.textLines, content, content.count)
        } else {
            DataDissector.dissect(content, &d)
        }
    }
}
