/// Explicit congestion notification's two bits in every IP header (RFC 3168 section 5).
public enum ECN: UInt8, Sendable {
    /// The ends do not speak ECN: routers drop where they would mark.
    case notCapable = 0b00
    /// ECT(1), today low-latency traffic's (RFC 9331).
    case capable1 = 0b01
    /// ECT(0).
    case capable0 = 0b10
    /// CE: a router on the way had a queue.
    case congestionExperienced = 0b11

    /// The low two bits of `trafficClass`.
    @inlinable public init(trafficClass: UInt8) {
        switch trafficClass & 3 {
        case 0: self = .notCapable
        case 1: self = .capable1
        case 2: self = .capable0
        default: self = .congestionExperienced
        }
    }
}

extension ECN: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notCapable: "Not-ECT"
        case .capable1: "ECT(1)"
        case .capable0: "ECT(0)"
        case .congestionExperienced: "CE"
        }
    }
}
