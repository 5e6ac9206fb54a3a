import Wire

/// A link layer discovery packet (IEEE 802.1AB section 9): what a station tells its neighbour about itself.
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - -
///     |    Type     |      Length     |  Value            one after another, up to type 0
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - -
public struct LLDPPacket: Hashable, Sendable {
    public static let context = DecodeContext(.link, "LLDP")
    /// Where it is sent: to the nearest bridge.
    public static let destination = MACAddress(rawValue: 0x0180_c200_000e)
    /// The most values that are read.
    public static let limit = 64

    /// One value.
    public enum Value: Hashable, Sendable {
        /// Type 1: who; subtype 4 is a link-layer address, 7 is a name of the station's own making.
        case chassis(subtype: UInt8, [UInt8])
        /// Type 2: which port; subtype 5 is the interface's name, 3 its link-layer address.
        case port(subtype: UInt8, [UInt8])
        /// Type 3: seconds for which all this is true; 0: no longer.
        case timeToLive(UInt16)
        /// Types 4, 5 and 6, UTF-8.
        case portDescription([UInt8])
        case systemName([UInt8])
        case systemDescription([UInt8])
        /// Type 7: what the station could do and what it does: bit 2 bridge, bit 4 router, bit 7 station only.
        case capabilities(available: UInt16, enabled: UInt16)
        /// Type 8: where to manage it, not looked into.
        case managementAddress([UInt8])
        /// Type 127: an organisation's own.
        case organization(UInt32, subtype: UInt8, [UInt8])
        case unknown(type: UInt8, [UInt8])
    }

    /// In their order: chassis, port and time to live first.
    public var values: [Value]

    public init(values: [Value]) { self.values = values }

    /// What every station tells.
    public init(chassis: MACAddress, port: String, timeToLive: UInt16 = 120, systemName: String? = nil, capabilities: UInt16? = nil) {
        values = [.chassis(subtype: 4, chassis.octets), .port(subtype: 5, Array(port.utf8)), .timeToLive(timeToLive)]
        if let systemName { values.append(.systemName(Array(systemName.utf8))) }
        if let capabilities { values.append(.capabilities(available: capabilities, enabled: capabilities)) }
    }

    /// Reads up to the end of the packet (type 0); what is behind is padding and left. Throws `truncated`, and `invalid` where the first three values are not
    /// chassis, port and time to live, and for lengths that a type cannot have.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        values = []
        while true {
            let start = reader.offset
            let head = try reader.uint16("type and length")
            let type = UInt8(head >> 9), length = Int(head & 0x1ff)
            if values.count < 3, Int(type) != values.count + 1 {
                throw reader.invalid("type", found: "\(type)", expected: "\(values.count + 1): chassis, port and time to live come first", at: start)
            }
            var part = try reader.slice(length, "value")
            if type == 0 { return }
            guard values.count < Self.limit else { throw reader.invalid("values", found: "more than \(Self.limit)", expected: "at most \(Self.limit)", at: start) }
            switch type {
            case 1, 2:
                guard length >= 2 else { throw reader.invalid("length", found: "\(length)", expected: "at least 2", at: start) }
                let subtype = try part.uint8("subtype")
                values.append(type == 1 ? .chassis(subtype: subtype, part.rest()) : .port(subtype: subtype, part.rest()))
            case 3: values.append(.timeToLive(try part.uint16("time to live")))
            case 4: values.append(.portDescription(part.rest()))
            case 5: values.append(.systemName(part.rest()))
            case 6: values.append(.systemDescription(part.rest()))
            case 7: values.append(.capabilities(available: try part.uint16("capabilities"), enabled: try part.uint16("capabilities")))
            case 8: values.append(.managementAddress(part.rest()))
            case 127: values.append(.organization(try part.uint24("organization"), subtype: try part.uint8("subtype"), part.rest()))
            default: values.append(.unknown(type: type, part.rest()))
            }
        }
    }

    /// Writes the values and the end. What a length cannot count (more than 511 bytes) is cut.
    public func serialize(into writer: inout ByteWriter) {
        func put(_ type: UInt8, _ value: [UInt8]) {
            writer.uint16(UInt16(type & 0x7f) << 9 | UInt16(min(value.count, 511)))
            writer.write(value.prefix(511))
        }
        func octets(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }
        for value in values {
            switch value {
            case .chassis(let subtype, let bytes): put(1, [subtype] + bytes)
            case .port(let subtype, let bytes): put(2, [subtype] + bytes)
            case .timeToLive(let seconds): put(3, octets(seconds))
            case .portDescription(let text): put(4, text)
            case .systemName(let text): put(5, text)
            case .systemDescription(let text): put(6, text)
            case .capabilities(let available, let enabled): put(7, octets(available) + octets(enabled))
            case .managementAddress(let bytes): put(8, bytes)
            case .organization(let identifier, let subtype, let bytes): put(127, [UInt8(truncatingIfNeeded: identifier >> 16), UInt8(truncatingIfNeeded: identifier >> 8), UInt8(truncatingIfNeeded: identifier), subtype] + bytes)
            case .unknown(let type, let bytes): put(type, bytes)
            }
        }
        put(0, [])
    }
}

extension LLDPPacket: CustomStringConvertible {
    public var description: String {
        var parts: [String] = []
        for value in values {
            switch value {
            case .systemName(let name): parts.append(String(decoding: name, as: UTF8.self))
            case .port(5, let name): parts.append("port " + String(decoding: name, as: UTF8.self))
            case .timeToLive(let seconds): parts.append("for \(seconds) s")
            default: break
            }
        }
        return "LLDP " + parts.joined(separator: " ")
    }
}
