/// One frame as one line of JSON:
/// `{"frame":1,"protocols":"eth:ethertype:ip:tcp","fields":{"ip.ttl":"64","tcp.option_kind":["2","4"]}}`
///
/// Fields that occur more than once become lists, in the order of the packet.
extension Dissection {
    public mutating func writeJSONLine(into out: inout OutputBuffer) {
        out.text("{\"frame\":")
        out.decimal(packet.number)
        out.text(",\"protocols\":\"")
        writeProtocols(into: &out)
        out.text("\",\"fields\":{")
        let forms = FieldForms.shared.all
        jsonScratch.prepare(fields: FieldForms.shared.keyCount, records: records.count)
        chainOccurrences(forms)
        var isFirst = true
        for index in 0..<records.count {
            let next = jsonScratch.next[index]
            guard next != JSONScratch.skipped else { continue }
            let form = forms[Int(records[index].id.rawValue)]
            // Empty text that stands alone says nothing.
            if next < 0, isEmptyText(index, form.format) { continue }
            out.write(atMost: FieldForm.keyRoom + 8) { line in
                if !isFirst { line.byte(UInt8(ascii: ",")) }
                line.key(form)
                if next >= 0 { line.byte(UInt8(ascii: "[")) }
            }
            isFirst = false
            writeQuoted(index, form.format, into: &out)
            guard next >= 0 else { continue }
            var other = Int(next)
            while other >= 0 {
                out.byte(UInt8(ascii: ","))
                writeQuoted(other, forms[Int(records[other].id.rawValue)].format, into: &out)
                other = Int(jsonScratch.more[other])
            }
            out.byte(UInt8(ascii: "]"))
        }
        out.text("}}\n")
    }

    @inline(__always) private func writeQuoted(_ index: Int, _ format: FieldFormat, into out: inout OutputBuffer) {
        var isWritten = false
        out.write(atMost: Self.shortValueRoom + 2) { line in
            line.byte(0x22)
            isWritten = writeShortValue(records[index], format, into: &line)
            if isWritten { line.byte(0x22) }
        }
        if isWritten { return }
        writeValue(records[index], format, into: &out, json: true)
        out.byte(0x22)
    }

    @inline(__always) private func isEmptyText(_ index: Int, _ format: FieldFormat) -> Bool {
        if records[index].flags.contains(.text) { return records[index].value & 0xffff_ffff == 0 }
        return records[index].length == 0 && (format == .text || format == .bytes)
    }

    /// Writes `frame.protocols`: the names, outermost first.
    func writeProtocols(into out: inout OutputBuffer) {
        for index in 1..<max(1, chain.count) {
            if index > 1 { out.byte(UInt8(ascii: ":")) }
            out.text(Dissection.text(of: chain[index]))
        }
    }

    /// Strings the occurrences of each field together: `next` of a first one leads to the second, `more` on from there.
    private mutating func chainOccurrences(_ forms: UnsafePointer<FieldForm>) {
        for index in 0..<records.count {
            let form = forms[Int(records[index].id.rawValue)]
            // A heading has no value.
            if form.format == .group {
                jsonScratch.next[index] = JSONScratch.skipped
                continue
            }
            let dense = Int(form.slot)
            jsonScratch.more[index] = -1
            let last = jsonScratch.last(dense)
            if last < 0 {
                jsonScratch.next[index] = -1
            } else {
                jsonScratch.next[index] = JSONScratch.skipped
                if jsonScratch.next[last] == -1 { jsonScratch.next[last] = Int32(index) } else { jsonScratch.more[last] = Int32(index) }
            }
            jsonScratch.setLast(dense, index)
        }
    }
}

/// Room for the encoder, kept from frame to frame.
struct JSONScratch: ~Copyable {
    static let skipped = Int32.min
    /// By record: the second occurrence of a field at its first; -1: there is none; `skipped`: not a first one.
    var next = Arena<Int32>(capacity: 512)
    /// By record: the occurrence after this one.
    var more = Arena<Int32>(capacity: 512)
    /// By dense field number: the last record, valid if the stamp is this frame's.
    private var lasts = Arena<Int32>(capacity: 1024)
    private var stamps = Arena<UInt32>(capacity: 1024)
    private var stamp: UInt32 = 0

    init() {}

    mutating func prepare(fields: Int, records: Int) {
        if lasts.count < fields || stamp == .max {
            lasts.removeAll()
            stamps.removeAll()
            for _ in 0..<fields {
                lasts.append(-1)
                stamps.append(0)
            }
            stamp = 0
        }
        stamp += 1
        next.removeAll()
        more.removeAll()
        next.reserve(records)
        more.reserve(records)
        next.count = records
        more.count = records
    }

    @inline(__always) func last(_ field: Int) -> Int { stamps[field] == stamp ? Int(lasts[field]) : -1 }
    @inline(__always) func setLast(_ field: Int, _ index: Int) {
        lasts[field] = Int32(truncatingIfNeeded: index)
        stamps[field] = stamp
    }
}
