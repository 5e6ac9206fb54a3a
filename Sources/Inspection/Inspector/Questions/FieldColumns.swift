/// Some fields of each frame, as a line of comma-separated values (RFC 4180) or as a JSON object.
public struct FieldColumns: Sendable {
    public let names: [String]
    private let fields: [FilterField]

    /// The columns of these fields, by the names that a display filter takes.
    /// - Throws: for a name that is no field's.
    public init(_ names: [String]) throws(UnknownField) {
        self.names = names
        fields = try names.map { name throws(UnknownField) in
            guard let field = FilterField(name), field.hasText else { throw UnknownField(name: name) }
            return field
        }
        guard !fields.isEmpty else { throw UnknownField(name: "") }
    }

    /// A name that is no field's.
    public struct UnknownField: Error, CustomStringConvertible {
        public let name: String
        public var description: String {
            if name.isEmpty { return "which fields? Their names, with commas between them" }
            if FilterField(name) != nil { return "\"\(shortened(name, 60))\" is a protocol: it has no value of its own, its fields do" }
            return "there is no field called \"\(shortened(name, 60))\"" + (FilterField.nearest(to: name).map { "; did you mean \($0)?" } ?? "")
        }
    }

    /// The first line: the names.
    public func writeHeading(into out: inout OutputBuffer, json: Bool = false) {
        if json { return }
        out.text(names.joined(separator: ","))
        out.byte(0x0a)
    }

    /// A frame's line. A field that occurs more than once has its values in one column, behind one another with semicolons.
    public func write(_ dissection: borrowing Dissection, into out: inout OutputBuffer, json: Bool = false) {
        if json { return writeJSON(dissection, into: &out) }
        for (column, field) in fields.enumerated() {
            if column > 0 { out.byte(UInt8(ascii: ",")) }
            var cell = OutputBuffer(capacity: 64)
            field.forEachText(dissection) { place in
                if cell.count > 0 { cell.byte(UInt8(ascii: ";")) }
                field.write(place, dissection, into: &cell, json: false)
            }
            cell.drain { value in
                guard value.contains(where: { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }) else { return out.raw(value) }
                out.byte(0x22)
                for byte in value {
                    if byte == 0x22 { out.byte(0x22) }
                    out.byte(byte)
                }
                out.byte(0x22)
            }
        }
        out.byte(0x0a)
    }

    /// A frame's object: the fields that are there; a list where one occurs more than once.
    private func writeJSON(_ dissection: borrowing Dissection, into out: inout OutputBuffer) {
        out.byte(UInt8(ascii: "{"))
        var isFirst = true
        for (column, field) in fields.enumerated() {
            var places: [Int] = []
            field.forEachText(dissection) { places.append($0) }
            guard !places.isEmpty else { continue }
            if !isFirst { out.byte(UInt8(ascii: ",")) }
            isFirst = false
            out.text("\"\(names[column])\":")
            if places.count > 1 { out.byte(UInt8(ascii: "[")) }
            for (at, place) in places.enumerated() {
                if at > 0 { out.byte(UInt8(ascii: ",")) }
                out.byte(0x22)
                field.write(place, dissection, into: &out, json: true)
                out.byte(0x22)
            }
            if places.count > 1 { out.byte(UInt8(ascii: "]")) }
        }
        out.text("}\n")
    }
}

/// A field's values as they are printed.
extension FilterField {
    /// Whether there is something to print: a protocol alone has no value.
    fileprivate var hasText: Bool { if case .proto = source { false } else { true } }

    /// Calls `body` with each place of a value: a record's index, or the value's own of what stands in no record.
    fileprivate func forEachText(_ d: borrowing Dissection, _ body: (Int) -> Void) {
        guard case .records(let ids) = source else {
            if case .derived(let derived) = source { derived.values(d).indices.forEach(body) }
            return
        }
        for index in 0..<d.records.count where ids.contains(d.records[index].id) { body(index) }
    }

    fileprivate func write(_ place: Int, _ d: borrowing Dissection, into out: inout OutputBuffer, json: Bool) {
        switch source {
        case .records:
            let record = d.records[place]
            d.writeValue(record, FieldForms.shared.all[Int(record.id.rawValue)].format, into: &out, json: json)
        case .derived(let derived): derived.write(derived.values(d)[place], into: &out, json: json)
        case .proto: break
        }
    }
}
