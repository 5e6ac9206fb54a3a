/// Some fields of each frame, as a line of comma-separated values (RFC 4180).
public struct FieldColumns: Sendable {
    public let names: [String]
    private let ids: [[FieldID]]

    /// The columns of these fields; nil with the first name that is no field.
    public static func named(_ names: [String]) -> (columns: FieldColumns?, unknown: String?) {
        for name in names where FilterField.ids(name).isEmpty && name != "frame.protocols" { return (nil, name) }
        return (FieldColumns(names: names, ids: names.map { FilterField.ids($0) }), nil)
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
        for column in names.indices {
            if column > 0 { out.byte(UInt8(ascii: ",")) }
            var cell = OutputBuffer(capacity: 64)
            if names[column] == "frame.protocols" {
                dissection.writeProtocols(into: &cell)
            } else {
                for index in 0..<dissection.records.count where ids[column].contains(dissection.records[index].id) {
                    if cell.count > 0 { cell.byte(UInt8(ascii: ";")) }
                    let record = dissection.records[index]
                    dissection.writeValue(record, Registry.shared.formats[Int(record.id.rawValue)], into: &cell, json: false)
                }
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
        for column in names.indices {
            let isChain = names[column] == "frame.protocols"
            var places: [Int] = []
            if !isChain { for index in 0..<dissection.records.count where ids[column].contains(dissection.records[index].id) { places.append(index) } }
            guard isChain || !places.isEmpty else { continue }
            if !isFirst { out.byte(UInt8(ascii: ",")) }
            isFirst = false
            out.text("\"\(names[column])\":")
            if places.count > 1 { out.byte(UInt8(ascii: "[")) }
            if isChain {
                out.byte(0x22)
                dissection.writeProtocols(into: &out)
                out.byte(0x22)
            }
            for (at, index) in places.enumerated() {
                if at > 0 { out.byte(UInt8(ascii: ",")) }
                let record = dissection.records[index]
                out.byte(0x22)
                dissection.writeValue(record, Registry.shared.formats[Int(record.id.rawValue)], into: &out, json: true)
                out.byte(0x22)
            }
            if places.count > 1 { out.byte(UInt8(ascii: "]")) }
        }
        out.text("}\n")
    }
}
