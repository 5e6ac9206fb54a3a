import Wire

/// Rows as lines of text: aligned, within 100 columns, readable without colour.
struct TextTeller {
    /// No line is wider, but for the program's own output, which is never cut.
    static let width = 100

    private let paint: Paint
    /// The time of the first row, or of the chapter's beginning: lines count from it.
    private var start: Instant?
    private var origin: Instant?

    init(paint: Paint) { self.paint = paint }

    static let heading = "       µs   #"

    private enum Width {
        static let time = 9, number = 3, who = 15, call = 9, segment = 13, size = 6, numbers = 15
    }

    mutating func line(_ row: Row) -> String {
        let start = self.start ?? row.time
        self.start = start
        if origin == nil { origin = start }
        let left = "\(Columns.right(Self.time(row.time - start), Width.time)) \(Columns.right(row.number.map(String.init) ?? "", Width.number))  "
        let who = Columns.left(row.who, Width.who)
        switch row.kind {
        case .output:
            // What a program prints is never cut.
            return paint.faint(left) + "\(who) \(Columns.left(row.what, Width.call)) " + paint.bold(row.words)
        case .note:
            return paint.faint(left) + "\(who) " + paint.warning(Columns.left(row.what, Width.call)) + " " + row.words
        case .chapter:
            let begun = Self.time(row.time - (origin ?? row.time))
            self.start = row.time
            return "\n" + paint.bold(row.words) + paint.faint("   from \(begun)\(begun.hasSuffix("s") ? "" : " µs") on")
        case .call, .device:
            var line = "\(who) \(Columns.left(row.what, Width.call)) "
            if !row.size.isEmpty { line += Columns.field(row.size, Width.size) }
            if !row.facts.isEmpty { line += row.facts + "  " }
            return paint.faint(left) + finish(line, row, left.count)
        case .message:
            let line = "\(who) \(Columns.left(row.what, Width.call)) \(Columns.left(row.facts, Width.size)) "
            return paint.faint(left) + paint.layer(.application, finish(line, row, left.count))
        case .frame(let layer):
            let line = "\(who) \(Columns.field(row.what, Width.segment))\(Columns.field(row.size, Width.size))\(Columns.left(row.facts, Width.numbers)) "
            return paint.faint(left) + paint.layer(layer, finish(line, row, left.count))
        }
    }

    /// What happened in a connection, and its variables below.
    mutating func lines(_ moment: ConnectionMoment) -> [String] {
        let start = self.start ?? moment.time
        self.start = start
        if origin == nil { origin = start }
        let left = "\(Columns.right(Self.time(moment.time - start), Width.time)) \(Columns.right("", Width.number))  "
        let indent = String(repeating: " ", count: left.count + 4)
        var lines: [String] = []
        for (index, happening) in moment.happenings.enumerated() {
            let who = Columns.left(index == 0 ? moment.host : "", Width.who)
            lines.append((index == 0 ? paint.faint(left) : String(repeating: " ", count: left.count)) + paint.layer(.transport, Columns.cut("\(who) \(happening)", Self.width - left.count)))
        }
        return lines + moment.variables.lines(width: Self.width - indent.count).map { paint.faint(indent + $0) }
    }

    /// The words, and as much of the message as there is room for.
    private func finish(_ start: String, _ row: Row, _ margin: Int) -> String {
        let room = Self.width - margin
        var line = start + Columns.cut(row.words, max(12, room - start.count))
        if let message = row.message, !message.isEmpty {
            if !row.words.isEmpty { line += "  " }
            let space = room - line.count
            if space >= 10 { line += TLSRecords.words(message).map { Columns.cut($0, space) } ?? Printable.quoted(message, width: space) }
        }
        return Columns.trimmed(line)
    }

    /// "45.0": microseconds; from 10 s on in seconds, so that the column holds a year.
    static func time(_ span: Nanoseconds) -> String {
        let count = max(0, span.count)
        if count < 10_000_000_000 {
            let tenths = (count + 50) / 100
            return "\(tenths / 10).\(tenths % 10)"
        }
        return "\(fixed(count, unit: 1_000_000_000, digits: 3)) s"
    }

    private static func fixed(_ count: Int64, unit: Int64, digits: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = (count + unit / scale / 2) / (unit / scale)
        return "\(scaled / scale).\(Columns.right("\(scaled % scale)", digits).map { $0 == " " ? "0" : $0 }.reduce(into: "") { $0.append($1) })"
    }
}
