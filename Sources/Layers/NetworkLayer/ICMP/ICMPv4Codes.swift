/// Why a destination is unreachable (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1).
public struct ICMPv4UnreachableCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let network = Self(rawValue: 0)
    public static let host = Self(rawValue: 1)
    public static let `protocol` = Self(rawValue: 2)
    public static let port = Self(rawValue: 3)
    /// Too big for a link on the way, and fragmentation was not allowed: path MTU discovery's signal (RFC 1191).
    public static let fragmentationNeeded = Self(rawValue: 4)
    public static let sourceRouteFailed = Self(rawValue: 5)
    public static let networkUnknown = Self(rawValue: 6)
    public static let hostUnknown = Self(rawValue: 7)
    public static let networkProhibited = Self(rawValue: 9)
    public static let hostProhibited = Self(rawValue: 10)
    public static let networkForTypeOfService = Self(rawValue: 11)
    public static let hostForTypeOfService = Self(rawValue: 12)
    public static let administrativelyProhibited = Self(rawValue: 13)
}

extension ICMPv4UnreachableCode: CustomStringConvertible {
    public var description: String {
        switch self {
        case .network: "network unreachable"
        case .host: "host unreachable"
        case .protocol: "protocol unreachable"
        case .port: "port unreachable"
        case .fragmentationNeeded: "fragmentation needed"
        case .sourceRouteFailed: "source route failed"
        case .networkUnknown: "network unknown"
        case .hostUnknown: "host unknown"
        case .networkProhibited: "network prohibited"
        case .hostProhibited: "host prohibited"
        case .networkForTypeOfService: "network unreachable for this type of service"
        case .hostForTypeOfService: "host unreachable for this type of service"
        case .administrativelyProhibited: "administratively prohibited"
        default: "unreachable, code \(rawValue)"
        }
    }
}

/// What ran out (RFC 792).
public struct ICMPv4TimeExceededCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The time to live, on the way: traceroute's signal.
    public static let timeToLive = Self(rawValue: 0)
    /// The time to wait for missing fragments, at the destination.
    public static let reassembly = Self(rawValue: 1)
}

/// Which packets should go another way (RFC 792).
public struct ICMPv4RedirectCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let network = Self(rawValue: 0)
    public static let host = Self(rawValue: 1)
    public static let networkAndTypeOfService = Self(rawValue: 2)
    public static let hostAndTypeOfService = Self(rawValue: 3)
}
