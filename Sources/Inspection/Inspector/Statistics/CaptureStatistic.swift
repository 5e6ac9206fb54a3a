/// What can be counted over a whole capture.
public enum StatisticsKind: String, CaseIterable, Sendable {
    case conversations, endpoints, protocols, lengths, io, http, dns, smtp, ftp, flow, expert

    /// Whether the fields of frames are needed, not only what a line about them says.
    public var needsFields: Bool { [.http, .dns, .smtp, .ftp, .expert].contains(self) }
    /// Whether it matters what UDP and TCP carry.
    public var needsApplications: Bool { ![.conversations, .endpoints, .lengths, .io].contains(self) }

    /// Whether conversations must be followed (`DissectionSession.followsStreams`): for whatever looks above the addresses and ports.
    public var needsStreams: Bool { needsFields || needsApplications }

    /// A new count, to be shown each frame of the capture.
    ///
    /// - Parameter interval: Nanoseconds of a step of `io`; nil: as wide as it takes for the whole to be seen at a glance.
    public func begin(interval: Int64? = nil) -> any CaptureStatistic {
        switch self {
        case .conversations: ConversationStatistic()
        case .endpoints: EndpointStatistic()
        case .protocols: ProtocolStatistic()
        case .lengths: LengthStatistic()
        case .io: RateStatistic(interval: interval)
        case .http: ExchangeStatistic(.http)
        case .dns: ExchangeStatistic(.dns)
        case .smtp: ExchangeStatistic(.smtp)
        case .ftp: ExchangeStatistic(.ftp)
        case .flow: FlowStatistic()
        case .expert: ExpertStatistic()
        }
    }
}

/// Something that is counted over a capture, frame by frame, in bounded memory, and told at the end.
public protocol CaptureStatistic: AnyObject {
    func see(_ dissection: borrowing Dissection)
    /// - Parameter names: What is shown instead of addresses.
    func write(into out: inout OutputBuffer, names: NameTable?)
}

/// Several counts, shown each frame as one: looking at a frame then costs no bookkeeping of who else might be looking.
public final class CaptureStatistics: CaptureStatistic {
    private let first: any CaptureStatistic
    private let second: any CaptureStatistic

    private init(_ first: any CaptureStatistic, _ second: any CaptureStatistic) {
        self.first = first
        self.second = second
    }

    /// One count of all that are to be kept; nil when there is none.
    public static func of(_ all: [any CaptureStatistic]) -> (any CaptureStatistic)? {
        guard let first = all.first else { return nil }
        return of(Array(all.dropFirst())).map { CaptureStatistics(first, $0) } ?? first
    }

    public func see(_ dissection: borrowing Dissection) {
        first.see(dissection)
        second.see(dissection)
    }

    /// One below the other, an empty line between them.
    public func write(into out: inout OutputBuffer, names: NameTable?) {
        first.write(into: &out, names: names)
        out.newLine()
        second.write(into: &out, names: names)
    }
}

extension CaptureStatistic {
    public func write(into out: inout OutputBuffer) { write(into: &out, names: nil) }
}

extension OutputBuffer {
    /// An address, or the name that is known for it; with a port as people write it.
    mutating func end(_ address: AddressKey, port: UInt16? = nil, names: NameTable?) {
        if let name = names?[address] {
            text(shortened(name, 32))
        } else if port != nil, address.kind == .v6 {
            text("[")
            self.address(address)
            text("]")
        } else {
            self.address(address)
        }
        guard let port else { return }
        byte(UInt8(ascii: ":"))
        decimal(Int(port))
    }
}

/// Nanoseconds as people read them: "1.234 ms".
func duration(_ nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude
    let (unit, name): (UInt64, String) = magnitude < 1_000_000 ? (1_000, "µs") : magnitude < 1_000_000_000 ? (1_000_000, "ms") : (1_000_000_000, "s")
    let thousandths = magnitude / (unit / 1000)
    let fraction = String(thousandths % 1000)
    return (nanoseconds < 0 ? "-" : "") + "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) \(name)"
}

/// Nanoseconds as seconds with so many digits.
func seconds(_ nanoseconds: Int64, digits: Int = 6) -> String {
    var out = OutputBuffer(capacity: 32)
    out.seconds(nanoseconds, digits: digits)
    return out.takeString()
}
