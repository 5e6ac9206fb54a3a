import Wire

/// One frame for people, in more than a line.
extension Dissection {
    /// `--detail layers`: one or two lines for each layer, with the bytes that it takes.
    public mutating func writeLayers(since start: Instant, into out: inout OutputBuffer) {
        writeFrameHeading(since: start, into: &out)
        for index in 1..<max(1, layerRecords.count) {
            writeLayerLine(index, into: &out)
            if let second = secondHeadline(index) {
                out.text("                        ")
                out.text(second)
                out.byte(0x0a)
            }
        }
        writeProblems(into: &out)
    }

    /// `--detail fields`: every field with its bytes, value and meaning.
    public mutating func writeFields(since start: Instant, into out: inout OutputBuffer) {
        writeFrameHeading(since: start, into: &out)
        for index in 1..<max(1, layerRecords.count) {
            writeLayerLine(index, into: &out)
            for at in 0..<records.count where Int(records[at].layer) == index && !records[at].flags.contains(.hidden) { writeField(records[at], into: &out) }
        }
        writeProblems(into: &out)
    }

    func writeFrameHeading(since start: Instant, into out: inout OutputBuffer) {
        out.colour(.bold)
        out.text("frame ")
        out.decimal(packet.number)
        out.colour(.plain)
        out.text("   ")
        out.text("\(Nanoseconds(packet.time.nanoseconds &- start.nanoseconds))")
        out.text("   ")
        out.address(packet.source)
        out.text(" → ")
        out.address(packet.destination)
        out.text("   ")
        out.decimal(packet.originalLength)
        out.text(" bytes")
        if packet.capturedLength < packet.originalLength {
            out.text(", ")
            out.decimal(packet.capturedLength)
            out.text(" captured")
        }
        out.byte(0x0a)
    }

    func writeLayerLine(_ index: Int, into out: inout OutputBuffer) {
        let record = layerRecords[index]
        let layer = layer(ofLayer: index)
        out.byte(0x20)
        var start = out.count
        out.text(layer.rawValue)
        out.pad(from: start, to: 12)
        var range = OutputBuffer()
        range.decimal(Int(record.start))
        range.byte(UInt8(ascii: "-"))
        range.decimal(max(Int(record.start), Int(record.start) + Int(record.length) - 1))
        if record.source != 0 { range.byte(UInt8(ascii: "*")) }
        start = out.count
        for _ in 0..<max(0, 9 - range.count) { out.byte(0x20) }
        range.drain { out.raw($0) }
        out.text("  ")
        out.colour(layer.colour)
        start = out.count
        out.text(title(ofLayer: index))
        out.colour(.plain)
        out.pad(from: start, to: out.isColoured ? 15 : 11)
        out.text(headline(index))
        if record.source != 0 {
            out.text("  (* in: ")
            out.text(sourceTitle(Int(record.source)))
            out.text(")")
        }
        out.trimTrailingSpaces()
        out.byte(0x0a)
    }

    private func writeField(_ record: FieldRecord, into out: inout OutputBuffer) {
        let definition = Registry.shared[record.id]
        out.text("             ")
        var range = OutputBuffer()
        if record.length > 0 {
            range.decimal(Int(record.start))
            if record.length > 1 {
                range.byte(UInt8(ascii: "-"))
                range.decimal(Int(record.start) + Int(record.length) - 1)
            }
        }
        for _ in 0..<max(0, 9 - range.count) { out.byte(0x20) }
        range.drain { out.raw($0) }
        out.text("  ")
        let start = out.count
        for _ in 0..<record.depth { out.text("  ") }
        out.text(definition.title)
        out.pad(from: start, to: 30)
        out.byte(0x20)
        var value = OutputBuffer()
        if definition.format != .group && definition.format != .presence { writeValue(record, definition.format, into: &value, json: false) }
        var text = value.takeString()
        if text.utf8.count > 64 { text = String(text.prefix(60)) + "…" }
        if let word = valueWord(record) { text += " (\(word))" }
        out.text(text)
        out.pad(from: start, to: 52)
        out.text("  ")
        out.colour(.dim)
        out.text(definition.meaning)
        out.colour(.plain)
        out.trimTrailingSpaces()
        out.byte(0x0a)
    }

    func writeProblems(into out: inout OutputBuffer) {
        for problem in problems {
            out.colour(.red)
            out.text(" problem     ")
            out.text(problem.text)
            out.colour(.plain)
            out.byte(0x0a)
        }
    }

    /// `--detail bytes`: a hex dump in which each layer's bytes are told apart.
    public mutating func writeBytes(into out: inout OutputBuffer) {
        var owners: [(Int, Int)] = []
        for index in 1..<max(1, layerRecords.count) where layerRecords[index].source == 0 { owners.append((index, Int(layerRecords[index].start))) }
        let count = packet.capturedLength
        // Which layer each byte belongs to: the innermost that has begun.
        func owner(_ at: Int) -> Int { owners.last { at >= $0.1 }?.0 ?? 0 }
        let bytes = sources.bytes(0, 0, count)
        var line = 0
        while line < count {
            out.hex(UInt64(line), digits: 4)
            out.text("  ")
            var colour = -1
            for column in 0..<16 {
                let at = line + column
                guard at < count else {
                    out.text(column == 8 ? "    " : "   ")
                    continue
                }
                let now = owner(at)
                if column > 0 {
                    let isNew = now != owner(at - 1)
                    out.byte(isNew ? UInt8(ascii: "|") : 0x20)
                    if column == 8 && !isNew { out.byte(0x20) }
                    if column == 8 && isNew { out.byte(0x20) }
                }
                if out.isColoured, now != colour, now > 0 { out.colour(layer(ofLayer: now).colour) }
                colour = now
                out.hex(UInt64(bytes[at]), digits: 2)
            }
            out.colour(.plain)
            out.text("  ")
            var names: [String] = []
            for column in 0..<16 {
                let at = line + column
                guard at < count else {
                    out.byte(0x20)
                    continue
                }
                let value = bytes[at]
                out.byte(value >= 0x20 && value < 0x7f ? value : UInt8(ascii: "."))
                let now = owner(at)
                if column == 0 || now != owner(at - 1) { names.append(now == 0 ? "frame" : title(ofLayer: now)) }
            }
            out.text("  ")
            out.text(names.joined(separator: " | "))
            out.byte(0x0a)
            line += 16
        }
    }
}
