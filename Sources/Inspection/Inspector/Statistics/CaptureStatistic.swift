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

extension CaptureStatistic {
    public func write(into out: inout OutputBuffer) { write(into: &out, names: nil) }
}

/// An address, or the name that is known for it; with a port as people write it.
func shown(_ address: AddressKey, port: UInt16? = nil, names: NameTable?) -> String {
    var out = OutputBuffer(capacity: 64)
    let name = names?[address].map { shortened($0, 32) }
    if let name { out.text(name) } else if port != nil, address.kind == .v6 { out.text("[") }
    if name == nil { out.address(address) }
    if name == nil, port != nil, address.kind == .v6 { out.text("]") }
    if let port { out.text(":\(port)") }
    return out.takeString()
}

/// A table in plain text: columns as wide as their widest cell, numbers to the right.
struct TextTable {
    private let headings: [String]
    private let isNumber: [Bool]
    private var rows: [[String]] = []

    /// A heading that begins with ">" is a column of numbers.
    init(_ headings: [String]) {
        self.headings = headings.map { $0.hasPrefix(">") ? String($0.dropFirst()) : $0 }
        isNumber = headings.map { $0.hasPrefix(">") }
    }

    var isEmpty: Bool { rows.isEmpty }
    mutating func add(_ cells: [String]) { rows.append(cells) }

    func write(into out: inout OutputBuffer, indent: Int = 2) { write(count: rows.count, into: &out, indent: indent) { rows[$0] } }

    /// Writes `count` rows that are made as they are needed, twice each: a table of tens of thousands need not be held as text.
    func write(count: Int, into out: inout OutputBuffer, indent: Int = 2, _ row: (Int) -> [String]) {
        var widths = headings.map(Self.width)
        for index in 0..<count {
            for (column, cell) in row(index).enumerated() { widths[column] = max(widths[column], Self.width(cell)) }
        }
        out.colour(.dim)
        writeRow(headings, widths, indent, into: &out)
        out.colour(.plain)
        for index in 0..<count { writeRow(row(index), widths, indent, into: &out) }
    }

    /// Columns that a text takes; nearly all are of ASCII, where those are its bytes.
    private static func width(_ cell: String) -> Int {
        let bytes = cell.utf8
        return bytes.allSatisfy { $0 < 0x80 } ? bytes.count : cell.count
    }

    private func writeRow(_ cells: [String], _ widths: [Int], _ indent: Int, into out: inout OutputBuffer) {
        out.spaces(indent)
        for (column, cell) in cells.enumerated() {
            let room = widths[column] - Self.width(cell)
            if isNumber[column] { out.spaces(room) }
            out.text(cell)
            out.spaces((isNumber[column] ? 0 : room) + 2)
        }
        out.trimTrailingSpaces()
        out.newLine()
        out.handOnIfFull()
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
