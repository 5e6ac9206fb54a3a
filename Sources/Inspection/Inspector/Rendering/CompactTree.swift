/// One frame's layers and fields as JSON that is small, for pages that hold tens of thousands of frames.
///
///     [["Ethernet","eth","link",0,14,0,"… → …",[[1025,0,0,6,0,0,"02:00:00:00:00:0c"], …]], …]
///
/// A layer is `[title, name, floor, start, length, source, headline, fields]`, a field `[definition, depth, start, length, source,
/// generated, value, word]`; the word is left out where there is none. Definitions are told once a page (``definition(_:)``). Text is made fit
/// to be shown: control characters and marks that turn the direction of text are escapes.
extension Dissection {
    /// Values beyond this many characters are cut: the bytes themselves are on the page.
    private static let valueLimit = 400
    /// Of values that are bytes, so many are shown.
    private static let byteLimit = 48

    /// Writes the layers from the outermost on, the frame itself first; `use` is told of each field's definition.
    public mutating func writeCompactTree(into out: inout OutputBuffer, use: (Int) -> Void) {
        out.byte(UInt8(ascii: "["))
        for index in 0..<layerRecords.count {
            if index > 0 { out.byte(UInt8(ascii: ",")) }
            let record = layerRecords[index]
            out.text("[\"")
            out.jsonEscaped(title(ofLayer: index))
            out.text("\",\"")
            out.jsonEscaped(Dissection.text(of: record.name))
            out.text("\",\"")
            out.text(layer(ofLayer: index).rawValue)
            out.text("\",")
            out.decimal(Int(record.start))
            out.byte(UInt8(ascii: ","))
            out.decimal(Int(record.length))
            out.byte(UInt8(ascii: ","))
            out.decimal(Int(record.source))
            out.text(",\"")
            if index > 0 { out.jsonEscaped(Self.shown(headline(index))) }
            out.text("\",[")
            var isFirst = true
            // A layer's fields are those that were recorded while it was the current one: never before its first.
            for at in Int(record.firstField)..<max(records.count, Int(record.firstField)) where Int(records[at].layer) == index && !records[at].flags.contains(.hidden) {
                if !isFirst { out.byte(UInt8(ascii: ",")) }
                isFirst = false
                write(records[at], into: &out)
                use(Int(records[at].id.rawValue))
            }
            out.text("]]")
        }
        out.byte(UInt8(ascii: "]"))
    }

    private func write(_ record: FieldRecord, into out: inout OutputBuffer) {
        out.byte(UInt8(ascii: "["))
        for number in [Int(record.id.rawValue), Int(record.depth), Int(record.start), Int(record.length), Int(record.source), record.flags.contains(.generated) ? 1 : 0] {
            out.decimal(number)
            out.byte(UInt8(ascii: ","))
        }
        out.byte(UInt8(ascii: "\""))
        let format = FieldForms.shared.all[Int(record.id.rawValue)].format
        switch format {
        case .group, .presence: break
        case .bytes where !record.flags.contains(.text):
            out.hex(sources.bytes(record.source, Int(record.start), min(Int(record.length), Self.byteLimit)))
            if Int(record.length) > Self.byteLimit { out.text("…") }
        case .text, .bytes: out.jsonEscaped(Self.shown(valueText(record)))
        default:
            if record.flags.contains(.text) { out.jsonEscaped(Self.shown(valueText(record))) } else { writeValue(record, format, into: &out, json: true) }
        }
        out.byte(UInt8(ascii: "\""))
        if let word = valueWord(record) {
            out.text(",\"")
            out.jsonEscaped(word)
            out.byte(UInt8(ascii: "\""))
        }
        out.byte(UInt8(ascii: "]"))
    }

    private static func shown(_ text: String) -> String { text.utf8.count > valueLimit ? String(text.prefix(valueLimit)) + "…" : text }

    /// What is known of a field by its number: Wireshark's name, people's name, and what it tells.
    public static func definition(_ number: Int) -> (name: String, title: String, meaning: String) {
        let definition = Registry.shared[FieldID(rawValue: UInt16(truncatingIfNeeded: number))]
        return (definition.name, definition.title, definition.meaning)
    }

    /// Bytes that were put together from several frames or decoded, with what they are called; the frame itself is not among them.
    public var furtherSources: [(title: String, bytes: [UInt8])] {
        guard sources.count > 1 else { return [] }
        return (1..<sources.count).map { index in
            let block = sources.blocks[index]
            return ("\(block.title)", Array(sources.bytes(UInt8(index), 0, block.count)))
        }
    }
}
