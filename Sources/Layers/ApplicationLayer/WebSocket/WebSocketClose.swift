/// Why a WebSocket connection ends (RFC 6455 section 7.4).
public struct WebSocketCloseCode: Hashable, Sendable, RawRepresentable {
    public var rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let normal = WebSocketCloseCode(rawValue: 1000)
    public static let goingAway = WebSocketCloseCode(rawValue: 1001)
    public static let protocolError = WebSocketCloseCode(rawValue: 1002)
    public static let unsupportedData = WebSocketCloseCode(rawValue: 1003)
    /// A close frame that had no code. Never sent.
    public static let noStatus = WebSocketCloseCode(rawValue: 1005)
    /// The connection ended without a close frame. Never sent.
    public static let abnormal = WebSocketCloseCode(rawValue: 1006)
    public static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
    public static let policyViolation = WebSocketCloseCode(rawValue: 1008)
    public static let tooBig = WebSocketCloseCode(rawValue: 1009)
    public static let internalError = WebSocketCloseCode(rawValue: 1011)

    /// Whether the code may stand in a close frame: registered ones, and 3000 to 4999.
    public var maySend: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

extension WebSocketCloseCode: CustomStringConvertible {
    public var description: String {
        let words: String? = switch rawValue {
        case 1000: "normal closure"
        case 1001: "going away"
        case 1002: "protocol error"
        case 1003: "unsupported data"
        case 1005: "no status"
        case 1006: "abnormal closure"
        case 1007: "invalid payload"
        case 1008: "policy violation"
        case 1009: "message too big"
        case 1010: "extension missing"
        case 1011: "internal error"
        default: nil
        }
        return words.map { "\(rawValue) \($0)" } ?? "\(rawValue)"
    }
}

/// What a close frame carries.
public struct WebSocketClose: Hashable, Sendable {
    public var code: WebSocketCloseCode
    public var reason: String
    public init(_ code: WebSocketCloseCode, _ reason: String = "") {
        self.code = code
        self.reason = reason
    }

    init(payload: [UInt8]) throws(RemoteProtocolError) {
        if payload.isEmpty { self.init(.noStatus); return }
        guard payload.count >= 2 else { throw .webSocket("sent a close frame of one byte") }
        let code = WebSocketCloseCode(rawValue: Int(payload[0]) << 8 | Int(payload[1]))
        guard code.maySend else { throw .webSocket("closed with the code \(code.rawValue), which nobody may send") }
        var validator = UTF8Validator()
        guard validator.validate(payload[2...]), validator.isComplete else { throw .webSocket("gave a reason that is not UTF-8", code: 1007) }
        self.init(code, String(decoding: payload[2...], as: UTF8.self))
    }

    var payload: [UInt8] {
        if code == .noStatus { return [] }
        // 125 bytes at most, not cut inside a character.
        var text = Array(reason.utf8.prefix(123))
        var validator = UTF8Validator()
        if !(validator.validate(text) && validator.isComplete) {
            while let last = text.last, last & 0xc0 == 0x80 { text.removeLast() }
            text = text.dropLast()
        }
        return [UInt8(truncatingIfNeeded: code.rawValue >> 8), UInt8(truncatingIfNeeded: code.rawValue)] + text
    }
}
