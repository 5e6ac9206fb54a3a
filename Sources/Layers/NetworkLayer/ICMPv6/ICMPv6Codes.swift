/// Why a destination is unreachable (RFC 4443 section 3.1).
public struct ICMPv6UnreachableCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let noRoute = Self(rawValue: 0)
    public static let administrativelyProhibited = Self(rawValue: 1)
    public static let beyondScope = Self(rawValue: 2)
    public static let address = Self(rawValue: 3)
    public static let port = Self(rawValue: 4)
    public static let sourcePolicy = Self(rawValue: 5)
    public static let rejectRoute = Self(rawValue: 6)
}

extension ICMPv6UnreachableCode: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noRoute: "no route to destination"
        case .administrativelyProhibited: "administratively prohibited"
        case .beyondScope: "beyond the source address's scope"
        case .address: "address unreachable"
        case .port: "port unreachable"
        case .sourcePolicy: "source address failed policy"
        case .rejectRoute: "route rejected"
        default: "unreachable, code \(rawValue)"
        }
    }
}

/// What ran out (RFC 4443 section 3.3).
public struct ICMPv6TimeExceededCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The hop limit, on the way.
    public static let hopLimit = Self(rawValue: 0)
    /// The time to wait for missing fragments, at the destination.
    public static let reassembly = Self(rawValue: 1)
}

/// What cannot be handled (RFC 4443 section 3.4).
public struct ICMPv6ParameterProblemCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let erroneousHeader = Self(rawValue: 0)
    public static let unrecognizedNextHeader = Self(rawValue: 1)
    public static let unrecognizedOption = Self(rawValue: 2)
    /// The first fragment lacks a part of the header chain (RFC 7112).
    public static let incompleteHeaderChain = Self(rawValue: 3)
}
