public import Wire

/// A DNS message (RFC 1035 section 4.1).
///
///      0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
///     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
///     |                      ID                       |
///     |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
///     |                    QDCOUNT                    |
///     |                    ANCOUNT                    |
///     |                    NSCOUNT                    |
///     |                    ARCOUNT                    |
///     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
public struct DNSMessage: Hashable, Sendable {
    public struct Question: Hashable, Sendable {
        public var name: DNSName
        public var type: DNSType
        public var `class`: UInt16
        public init(_ name: DNSName, _ type: DNSType, class: UInt16 = 1) { (self.name, self.type, self.class) = (name, type, `class`) }
    }

    /// RCODE, the low four bits.
    public enum ResponseCode: UInt8, Sendable {
        case noError = 0, formatError = 1, serverFailure = 2, nameError = 3, notImplemented = 4, refused = 5
    }

    public var id: UInt16
    public var isResponse = false
    public var opcode: UInt8 = 0
    public var isAuthoritative = false
    /// More did not fit: ask again over TCP.
    public var isTruncated = false
    public var recursionDesired = false
    public var recursionAvailable = false
    public var authenticData = false
    public var checkingDisabled = false
    /// The four bits as they are; ``ResponseCode`` names those of RFC 1035.
    public var responseCode: UInt8 = 0
    public var questions: [Question] = []
    public var answers: [DNSRecord] = []
    public var authorities: [DNSRecord] = []
    public var additional: [DNSRecord] = []

    public init(id: UInt16) { self.id = id }

    /// A query for one name.
    public static func query(_ name: DNSName, _ type: DNSType, id: UInt16, recursionDesired: Bool = true) -> DNSMessage {
        var message = DNSMessage(id: id)
        message.recursionDesired = recursionDesired
        message.questions = [Question(name, type)]
        return message
    }

    /// Reads a whole message. Bytes behind it are refused.
    ///
    /// - Parameter names: reads the names in our place.
    public init(parsing bytes: [UInt8], names: (any PlainNameReader)? = nil) throws(DecodeError) {
        self = try bytes.decode(as: DecodeContext(.application, "DNS")) { (reader: inout ByteReader) throws(DecodeError) -> DNSMessage in
            var message = DNSMessage(id: try reader.uint16("ID"))
            let flags = try reader.uint16("flags")
            func flag(_ bit: UInt16) -> Bool { flags >> bit & 1 == 1 }
            (message.isResponse, message.isAuthoritative, message.isTruncated) = (flag(15), flag(10), flag(9))
            (message.recursionDesired, message.recursionAvailable, message.authenticData, message.checkingDisabled) = (flag(8), flag(7), flag(5), flag(4))
            message.opcode = UInt8(flags >> 11 & 15)
            message.responseCode = UInt8(flags & 15)
            let counts = (try reader.uint16("QDCOUNT"), try reader.uint16("ANCOUNT"), try reader.uint16("NSCOUNT"), try reader.uint16("ARCOUNT"))
            // A count says nothing about memory: each record must be there to be counted.
            for _ in 0..<counts.0 {
                message.questions.append(Question(try DNSName(parsing: &reader, message: bytes.span, names: names), DNSType(rawValue: try reader.uint16("QTYPE")), class: try reader.uint16("QCLASS")))
            }
            for _ in 0..<counts.1 { message.answers.append(try DNSRecord(parsing: &reader, message: bytes.span, names: names)) }
            for _ in 0..<counts.2 { message.authorities.append(try DNSRecord(parsing: &reader, message: bytes.span, names: names)) }
            for _ in 0..<counts.3 { message.additional.append(try DNSRecord(parsing: &reader, message: bytes.span, names: names)) }
            guard reader.isAtEnd else { throw reader.invalid("end", found: "\(reader.remaining) bytes more", expected: "none") }
            return message
        }
    }

    /// The message's bytes, names compressed.
    public func serialized() -> [UInt8] {
        var writer = ByteWriter(capacity: 512), names = DNSNameWriter()
        serialize(into: &writer, names: &names)
        return writer.bytes
    }

    /// As it goes over UDP: at most `limit` bytes. What does not fit is left out, a section's last records first, and the message marked as truncated.
    public func serialized(atMost limit: Int) -> [UInt8] {
        var message = self
        while true {
            let bytes = message.serialized()
            if bytes.count <= limit { return bytes }
            message.isTruncated = true
            // The OPT record stays: it tells the limits themselves.
            if let last = message.additional.lastIndex(where: { $0.type != .opt }) { message.additional.remove(at: last) } else if !message.authorities.isEmpty { message.authorities.removeLast() } else if !message.answers.isEmpty { message.answers.removeLast() } else { return bytes }
        }
    }

    private func serialize(into writer: inout ByteWriter, names: inout DNSNameWriter) {
        writer.uint16(id)
        var flags = UInt16(opcode & 15) << 11 | UInt16(responseCode & 15)
        for (bit, isSet) in [(15, isResponse), (10, isAuthoritative), (9, isTruncated), (8, recursionDesired), (7, recursionAvailable), (5, authenticData), (4, checkingDisabled)] where isSet { flags |= 1 << UInt16(bit) }
        writer.uint16(flags)
        for count in [questions.count, answers.count, authorities.count, additional.count] { writer.uint16(UInt16(clamping: count)) }
        for question in questions.prefix(65_535) {
            names.write(question.name, into: &writer)
            writer.uint16(question.type.rawValue)
            writer.uint16(question.class)
        }
        for section in [answers, authorities, additional] { for record in section.prefix(65_535) { record.serialize(into: &writer, names: &names) } }
    }
}
