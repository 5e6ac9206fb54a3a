import Wire

// What the two ends of an exchange need of a message: EDNS, replies that fit their query, and the framing over TCP.
extension DNSMessage {
    /// The UDP payload that we offer to take (RFC 6891 section 6.2.5): what passes every ordinary link without fragments.
    public static let offeredPayload: UInt16 = 1232
    /// What everybody takes (RFC 1035 section 2.3.4).
    public static let plainPayload = 512

    /// The OPT record (RFC 6891); nil: the sender does not speak EDNS.
    public var extensions: DNSRecord? { additional.first { $0.type == .opt } }

    /// Bytes of UDP payload that the sender of this message takes.
    public var payloadLimit: Int { extensions.map { max(Self.plainPayload, Int($0.class)) } ?? Self.plainPayload }

    /// Says that we speak EDNS.
    public mutating func offerExtensions(payload: UInt16 = offeredPayload) {
        guard extensions == nil else { return }
        additional.append(DNSRecord(.root, .opt([]), timeToLive: 0, class: payload))
    }

    /// Whether this is the answer to `query`: same identifier, same question, as the case of the letters was asked.
    public func answers(_ query: DNSMessage) -> Bool {
        guard isResponse, id == query.id, opcode == query.opcode else { return false }
        // A server that did not understand the question may leave it out.
        if questions.isEmpty { return responseCode == ResponseCode.formatError.rawValue }
        return questions == query.questions && zip(questions, query.questions).allSatisfy { $0.name.labels == $1.name.labels }
    }

    /// The beginning of a reply: the query's identifier, opcode, question and wish for recursion.
    public func reply(_ code: ResponseCode = .noError) -> DNSMessage {
        var reply = DNSMessage(id: id)
        reply.isResponse = true
        reply.opcode = opcode
        reply.recursionDesired = recursionDesired
        reply.checkingDisabled = checkingDisabled
        reply.responseCode = code.rawValue
        reply.questions = questions
        if extensions != nil { reply.offerExtensions() }
        return reply
    }

    /// A reply to bytes that are no message, if their first twelve look like a query's header; nil: nothing is said.
    public static func formatError(answering bytes: [UInt8]) -> DNSMessage? {
        guard bytes.count >= 12, bytes[2] & 0x80 == 0 else { return nil }
        var reply = DNSMessage(id: UInt16(bytes[0]) << 8 | UInt16(bytes[1]))
        reply.isResponse = true
        reply.opcode = bytes[2] >> 3 & 15
        reply.responseCode = ResponseCode.formatError.rawValue
        return reply
    }
}

/// Messages in a TCP stream: each behind two bytes with its length (RFC 1035 section 4.2.2, RFC 7766).
public struct DNSStreamReader: Sendable {
    private var buffer: [UInt8] = []

    public init() {}

    public mutating func feed(_ bytes: [UInt8]) { buffer += bytes }

    /// The next whole message's bytes; nil: more is needed.
    public mutating func next() -> [UInt8]? {
        guard buffer.count >= 2 else { return nil }
        let length = Int(buffer[0]) << 8 | Int(buffer[1])
        guard buffer.count >= 2 + length else { return nil }
        let message = Array(buffer[2..<2 + length])
        buffer.removeFirst(2 + length)
        return message
    }

    /// A message with its length in front.
    public static func framed(_ message: [UInt8]) -> [UInt8] {
        let length = UInt16(clamping: message.count)
        return [UInt8(length >> 8), UInt8(length & 255)] + message.prefix(65_535)
    }
}
