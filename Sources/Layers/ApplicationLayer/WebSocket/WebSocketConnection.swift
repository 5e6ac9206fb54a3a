/// One end of a WebSocket connection after its handshake (RFC 6455): bytes in, messages out; messages in, bytes out.
///
/// Rules: a client masks what it sends, a server does not, and each refuses the other's breach. Control frames may come
/// between the fragments of a message. After a close frame was sent nothing else is sent; after one was received
/// nothing else is read. Text is judged as it arrives, not when its message is whole.
public struct WebSocketConnection: Sendable {
    public enum Role: Sendable { case client, server }

    public enum Message: Hashable, Sendable {
        case text(String)
        case binary([UInt8])
    }

    /// What the peer did.
    public enum Event: Hashable, Sendable {
        case message(Message)
        /// Answer with ``sendPong(_:into:)`` and the same bytes.
        case ping([UInt8])
        case pong([UInt8])
        /// Answer with ``sendClose(_:into:)``, unless this end has closed first; then end the stream (the server first).
        case close(WebSocketClose)
        case needData
        /// The peer has closed, or the stream has ended: nothing more will come.
        case ended
    }

    /// Limits on what the peer may send.
    public struct Limits: Sendable, Hashable {
        /// Bytes in one message, after decompression.
        public var message = 16 << 20
        /// Fragments in one message: a million empty ones would cost time and carry nothing.
        public var fragments = 1 << 20
        public init() {}
    }

    private enum State: Sendable {
        case header
        case payload(WebSocketFrameHeader, done: Int)
        case ended
        case failed
    }

    public let role: Role
    public let limits: Limits
    private var buffer = ReceiveBuffer()
    private var state = State.header
    private var streamEnded = false
    /// The message whose fragments are arriving.
    private var messageOpcode: WebSocketFrameHeader.Opcode?
    private var messageIsCompressed = false
    private var message: [UInt8] = []
    private var fragments = 0
    private var validator = UTF8Validator()
    private var control: [UInt8] = []
    private var sendingFragments: WebSocketFrameHeader.Opcode?
    private var random: any RandomNumberGenerator & Sendable
    private let deflate: (any WebSocketDeflate)?

    /// Whether this end has sent its close frame.
    public private(set) var isCloseSent = false
    /// Whether the peer's close frame has come.
    public private(set) var isCloseReceived = false

    /// - Parameters:
    ///   - random: where a client's masking keys come from.
    ///   - deflate: permessage-deflate as it was agreed on in the handshake; nil for none.
    public init(role: Role, limits: Limits = Limits(), random: any RandomNumberGenerator & Sendable, deflate: (any WebSocketDeflate)? = nil) {
        self.role = role
        self.limits = limits
        self.random = random
        self.deflate = deflate
    }

    /// Whether a frame made by ``WebSocketFrameHeader/frame(_:_:)`` may be sent on this connection as it is.
    public var takesSharedFrames: Bool { role == .server && !isCloseSent && sendingFragments == nil }

    // MARK: - In

    public mutating func receive(_ bytes: [UInt8]) {
        switch state {
        case .ended, .failed: return
        default: buffer.append(bytes)
        }
    }
    public mutating func receive(_ bytes: some Collection<UInt8>) { receive(Array(bytes)) }

    /// The stream has ended.
    public mutating func receiveEnd() { streamEnded = true }

    /// The next thing the peer did.
    ///
    /// - Throws: `replyCode` is the close code for the peer; the connection reads nothing more.
    public mutating func nextEvent() throws(RemoteProtocolError) -> Event {
        do { return try parse() } catch {
            state = .failed
            message = []
            throw error
        }
    }

    private mutating func parse() throws(RemoteProtocolError) -> Event {
        while true {
            switch state {
            case .ended, .failed: return .ended
            case .header:
                guard let (header, count) = try WebSocketFrameHeader.parse(buffer.storage.span, at: buffer.start) else {
                    guard streamEnded else { return .needData }
                    state = .ended
                    return .ended
                }
                try check(header)
                buffer.skip(count)
                state = .payload(header, done: 0)
            case .payload(let header, let done):
                let here = min(header.length - done, buffer.count)
                try take(here, header, done)
                if done + here < header.length {
                    state = .payload(header, done: done + here)
                    guard streamEnded else { return .needData }
                    state = .ended
                    return .ended
                }
                state = .header
                if let event = try finish(header) { return event }
            }
        }
    }

    /// What can be refused before the payload comes.
    private mutating func check(_ header: WebSocketFrameHeader) throws(RemoteProtocolError) {
        switch role {
        case .server: if header.mask == nil { throw .webSocket("sent a frame without a mask") }
        case .client: if header.mask != nil { throw .webSocket("masked a frame, which only a client does") }
        }
        if header.isCompressed, deflate == nil || header.opcode.isControl || header.opcode == .continuation { throw .webSocket("set RSV1 where nothing is compressed") }
        if header.opcode.isControl { return }
        if header.opcode == .continuation {
            if messageOpcode == nil { throw .webSocket("continued a message that has not begun") }
        } else {
            if messageOpcode != nil { throw .webSocket("began a message inside another") }
            messageOpcode = header.opcode
            messageIsCompressed = header.isCompressed
            fragments = 0
            validator = UTF8Validator()
        }
        fragments += 1
        if fragments > limits.fragments || header.length > limits.message || !messageIsCompressed && header.length > limits.message - message.count { throw tooBig() }
    }

    /// Takes `count` bytes of a frame's payload, unmasked, into the message.
    private mutating func take(_ count: Int, _ header: WebSocketFrameHeader, _ done: Int) throws(RemoteProtocolError) {
        if count == 0 { return }
        let source = buffer.storage[buffer.start..<buffer.start + count]
        defer { buffer.skip(count) }
        if header.opcode.isControl {
            let start = control.count
            control.append(contentsOf: source)
            if let mask = header.mask { WebSocketMask.apply(mask, to: &control, start..<start + count, phase: done) }
            return
        }
        let start = message.count
        if messageIsCompressed, let deflate {
            var part = Array(source)
            if let mask = header.mask { WebSocketMask.apply(mask, to: &part, 0..<count, phase: done) }
            try inflate(part, deflate)
        } else {
            if message.isEmpty { message.reserveCapacity(min(header.length, 1 << 20)) }
            message.append(contentsOf: source)
            if let mask = header.mask { WebSocketMask.apply(mask, to: &message, start..<start + count, phase: done) }
        }
        try validateText(from: start)
    }

    private mutating func inflate(_ part: [UInt8], _ deflate: any WebSocketDeflate) throws(RemoteProtocolError) {
        switch deflate.inflate(part, into: &message, limit: limits.message) {
        case .done: break
        case .tooBig: throw tooBig()
        case .invalid: throw .webSocket("sent compressed data that is invalid", code: 1007)
        }
    }

    private mutating func validateText(from start: Int) throws(RemoteProtocolError) {
        guard messageOpcode == .text, start < message.count else { return }
        if !validator.validate(message[start...]) { throw .webSocket("sent text that is not UTF-8", code: 1007) }
    }

    /// A frame is whole.
    private mutating func finish(_ header: WebSocketFrameHeader) throws(RemoteProtocolError) -> Event? {
        switch header.opcode {
        case .ping, .pong, .close:
            let payload = control
            control = []
            switch header.opcode {
            case .ping: return .ping(payload)
            case .pong: return .pong(payload)
            default:
                let close = try WebSocketClose(payload: payload)
                isCloseReceived = true
                state = .ended
                return .close(close)
            }
        case .continuation, .text, .binary:
            guard header.isFinal, let opcode = messageOpcode else { return nil }
            if messageIsCompressed, let deflate {
                let start = message.count
                // The sender leaves out the last four bytes of a flush (RFC 7692 section 7.2.1).
                try inflate([0x00, 0x00, 0xff, 0xff], deflate)
                deflate.endInflatedMessage()
                try validateText(from: start)
            }
            messageOpcode = nil
            let whole = message
            message = []
            if opcode == .binary { return .message(.binary(whole)) }
            guard validator.isComplete else { throw .webSocket("ended text inside a character", code: 1007) }
            return .message(.text(String(decoding: whole, as: UTF8.self)))
        }
    }

    private func tooBig() -> RemoteProtocolError { .webSocket("sent a message of more than \(limits.message) bytes", code: 1009) }

    // MARK: - Out

    public mutating func send(_ message: Message, into out: inout [UInt8]) throws(LocalProtocolError) {
        switch message {
        case .text(let text): try data(.text, Array(text.utf8), into: &out)
        case .binary(let bytes): try data(.binary, bytes, into: &out)
        }
    }

    private mutating func data(_ opcode: WebSocketFrameHeader.Opcode, _ payload: [UInt8], into out: inout [UInt8]) throws(LocalProtocolError) {
        try mayStartMessage()
        if let deflate, let compressed = deflate.deflate(payload) {
            frame(WebSocketFrameHeader(opcode, length: compressed.count, isCompressed: true), compressed, into: &out)
        } else {
            frame(WebSocketFrameHeader(opcode, length: payload.count), payload, into: &out)
        }
    }

    /// Sends one fragment of a message; `opcode` (text or binary) counts for the first. Fragments are not compressed, and text
    /// is the caller's to cut.
    public mutating func send(fragment: [UInt8], of opcode: WebSocketFrameHeader.Opcode, isFinal: Bool, into out: inout [UInt8]) throws(LocalProtocolError) {
        if sendingFragments == nil {
            try mayStartMessage()
            guard opcode == .text || opcode == .binary else { throw .webSocket("a message is text or binary") }
        } else if isCloseSent { throw .webSocket("the connection is closing") }
        frame(WebSocketFrameHeader(sendingFragments == nil ? opcode : .continuation, length: fragment.count, isFinal: isFinal), fragment, into: &out)
        sendingFragments = isFinal ? nil : opcode
    }

    public mutating func sendPing(_ payload: [UInt8] = [], into out: inout [UInt8]) throws(LocalProtocolError) { try sendControl(.ping, payload, into: &out) }
    public mutating func sendPong(_ payload: [UInt8] = [], into out: inout [UInt8]) throws(LocalProtocolError) { try sendControl(.pong, payload, into: &out) }

    /// Sends the close frame. To a peer's close it is the answer, with the same code.
    public mutating func sendClose(_ close: WebSocketClose = WebSocketClose(.normal), into out: inout [UInt8]) throws(LocalProtocolError) {
        guard close.code == .noStatus || close.code.maySend else { throw .webSocket("\(close.code.rawValue) is no code that can be sent") }
        try sendControl(.close, close.payload, into: &out)
        isCloseSent = true
    }

    private mutating func sendControl(_ opcode: WebSocketFrameHeader.Opcode, _ payload: [UInt8], into out: inout [UInt8]) throws(LocalProtocolError) {
        if isCloseSent { throw .webSocket("the close frame was the last") }
        guard payload.count <= 125 else { throw .webSocket("a control frame has at most 125 bytes") }
        frame(WebSocketFrameHeader(opcode, length: payload.count), payload, into: &out)
    }

    private func mayStartMessage() throws(LocalProtocolError) {
        if isCloseSent { throw .webSocket("the connection is closing") }
        if sendingFragments != nil { throw .webSocket("the message before is not finished") }
    }

    private mutating func frame(_ header: WebSocketFrameHeader, _ payload: [UInt8], into out: inout [UInt8]) {
        var header = header
        if role == .client { header.mask = UInt32(truncatingIfNeeded: random.next()) }
        header.serialize(into: &out)
        let start = out.count
        out.append(contentsOf: payload)
        if let mask = header.mask { WebSocketMask.apply(mask, to: &out, start..<out.count, phase: 0) }
    }
}
