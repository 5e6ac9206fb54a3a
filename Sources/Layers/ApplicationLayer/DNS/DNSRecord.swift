public import Wire

/// The types of records that are understood; others are carried as they are.
public struct DNSType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public static let a = DNSType(rawValue: 1), ns = DNSType(rawValue: 2), cname = DNSType(rawValue: 5), soa = DNSType(rawValue: 6), ptr = DNSType(rawValue: 12), mx = DNSType(rawValue: 15)
    public static let txt = DNSType(rawValue: 16), aaaa = DNSType(rawValue: 28), srv = DNSType(rawValue: 33), opt = DNSType(rawValue: 41), any = DNSType(rawValue: 255)

    public var description: String {
        switch self {
        case .a: "A"
        case .ns: "NS"
        case .cname: "CNAME"
        case .soa: "SOA"
        case .ptr: "PTR"
        case .mx: "MX"
        case .txt: "TXT"
        case .aaaa: "AAAA"
        case .srv: "SRV"
        case .opt: "OPT"
        case .any: "ANY"
        default: "TYPE\(rawValue)"
        }
    }
}

/// A resource record (RFC 1035 section 3.2.1).
///
///     +--+--+--+--+--+--+--+--+
///     /         NAME          /
///     |   TYPE    |   CLASS   |
///     |          TTL          |
///     | RDLENGTH  |  RDATA    /
///     +--+--+--+--+--+--+--+--+
public struct DNSRecord: Hashable, Sendable {
    public enum Data: Hashable, Sendable {
        case a(IPv4Address)
        case aaaa(IPv6Address)
        case ns(DNSName)
        case cname(DNSName)
        case ptr(DNSName)
        case mx(preference: UInt16, DNSName)
        /// Strings of at most 255 bytes.
        case txt([[UInt8]])
        case soa(primary: DNSName, mailbox: DNSName, serial: UInt32, refresh: UInt32, retry: UInt32, expire: UInt32, minimum: UInt32)
        case srv(priority: UInt16, weight: UInt16, port: UInt16, DNSName)
        /// EDNS (RFC 6891): options, each a code and its bytes.
        case opt([Option])
        case other(DNSType, [UInt8])
    }
    public struct Option: Hashable, Sendable {
        public var code: UInt16
        public var bytes: [UInt8]
        public init(code: UInt16, bytes: [UInt8]) {
            self.code = code
            self.bytes = bytes
        }
    }

    public var name: DNSName
    /// 1 for the Internet. In an OPT record: the UDP payload that the sender takes.
    public var `class`: UInt16
    /// Seconds that the record may be kept. In an OPT record: extended code, version and flags.
    public var timeToLive: UInt32
    public var data: Data

    public init(_ name: DNSName, _ data: Data, timeToLive: UInt32, class: UInt16 = 1) {
        (self.name, self.data, self.timeToLive, self.class) = (name, data, timeToLive, `class`)
    }

    public var type: DNSType {
        switch data {
        case .a: .a
        case .aaaa: .aaaa
        case .ns: .ns
        case .cname: .cname
        case .ptr: .ptr
        case .mx: .mx
        case .txt: .txt
        case .soa: .soa
        case .srv: .srv
        case .opt: .opt
        case .other(let type, _): type
        }
    }

    init(parsing reader: inout ByteReader, message: borrowing Span<UInt8>, names: (any PlainNameReader)? = nil) throws(DecodeError) {
        name = try DNSName(parsing: &reader, message: message, names: names)
        let type = DNSType(rawValue: try reader.uint16("type"))
        `class` = try reader.uint16("class")
        timeToLive = try reader.uint32("TTL")
        let length = Int(try reader.uint16("RDLENGTH"))
        guard reader.remaining >= length else { throw reader.truncated("RDATA", needed: length) }
        let start = reader.consumed, end = start + length
        switch type {
        case .a where length == 4: data = .a(try IPv4Address(parsing: &reader, "address"))
        case .aaaa where length == 16: data = .aaaa(try IPv6Address(parsing: &reader, "address"))
        case .a, .aaaa: throw reader.invalid("RDLENGTH", found: "\(length)", expected: type == .a ? "4" : "16")
        case .ns: data = .ns(try DNSName(parsing: &reader, message: message, names: names))
        case .cname: data = .cname(try DNSName(parsing: &reader, message: message, names: names))
        case .ptr: data = .ptr(try DNSName(parsing: &reader, message: message, names: names))
        case .mx: data = .mx(preference: try reader.uint16("preference"), try DNSName(parsing: &reader, message: message, names: names))
        case .soa:
            let primary = try DNSName(parsing: &reader, message: message, names: names), mailbox = try DNSName(parsing: &reader, message: message, names: names)
            data = .soa(primary: primary, mailbox: mailbox, serial: try reader.uint32("serial"), refresh: try reader.uint32("refresh"), retry: try reader.uint32("retry"), expire: try reader.uint32("expire"), minimum: try reader.uint32("minimum"))
        case .srv: data = .srv(priority: try reader.uint16("priority"), weight: try reader.uint16("weight"), port: try reader.uint16("port"), try DNSName(parsing: &reader, message: message, names: names))
        case .txt:
            var strings: [[UInt8]] = []
            while reader.consumed < end { strings.append(try reader.bytes(Int(try reader.uint8("length")), "string")) }
            data = .txt(strings)
        case .opt:
            var options: [Option] = []
            while reader.consumed < end { options.append(Option(code: try reader.uint16("option code"), bytes: try reader.bytes(Int(try reader.uint16("option length")), "option"))) }
            data = .opt(options)
        default: data = .other(type, try reader.bytes(length, "RDATA"))
        }
        guard reader.consumed == end else { throw reader.invalid("RDLENGTH", found: "\(length)", expected: "\(reader.consumed - start), which \(type)'s data has", at: start) }
    }

    func serialize(into writer: inout ByteWriter, names: inout DNSNameWriter) {
        names.write(name, into: &writer)
        writer.uint16(type.rawValue)
        writer.uint16(`class`)
        writer.uint32(timeToLive)
        let lengthAt = writer.count
        writer.uint16(0)
        switch data {
        case .a(let address): address.serialize(into: &writer)
        case .aaaa(let address): address.serialize(into: &writer)
        case .ns(let name), .cname(let name), .ptr(let name): names.write(name, into: &writer)
        case .mx(let preference, let name):
            writer.uint16(preference)
            names.write(name, into: &writer)
        case .soa(let primary, let mailbox, let serial, let refresh, let retry, let expire, let minimum):
            names.write(primary, into: &writer)
            names.write(mailbox, into: &writer)
            for number in [serial, refresh, retry, expire, minimum] { writer.uint32(number) }
        case .srv(let priority, let weight, let port, let name):
            for number in [priority, weight, port] { writer.uint16(number) }
            names.write(name, into: &writer, compresses: false)
        case .txt(let strings):
            for string in strings {
                writer.uint8(UInt8(min(255, string.count)))
                writer.write(string.prefix(255))
            }
        case .opt(let options):
            for option in options {
                writer.uint16(option.code)
                writer.uint16(UInt16(min(65_535, option.bytes.count)))
                writer.write(option.bytes.prefix(65_535))
            }
        case .other(_, let bytes): writer.write(bytes.prefix(65_535))
        }
        writer.patch(uint16: UInt16(truncatingIfNeeded: writer.count - lengthAt - 2), at: lengthAt)
    }
}
