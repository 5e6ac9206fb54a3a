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
        let registry = Registry.shared
        jsonScratch.prepare(fields: registry.keyCount, records: records.count)
        chainOccurrences(registry)
        var isFirst = true
        for index in 0..<records.count {
            let next = jsonScratch.next[index]
            guard next != JSONScratch.skipped else { continue }
            let record = records[index]
            // Empty text that stands alone says nothing.
            if next < 0, isEmptyText(record, registry.formats[Int(record.id.rawValue)]) { continue }
            if !isFirst { out.byte(UInt8(ascii: ",")) }
            isFirst = false
            out.raw(registry.keys[Int(registry.denseIndex[Int(record.id.rawValue)])])
            if next < 0 {
                out.byte(0x22)
                writeValue(record, registry.formats[Int(record.id.rawValue)], into: &out, json: true)
                out.byte(0x22)
                continue
            }
            out.text("[\"")
            writeValue(record, registry.formats[Int(record.id.rawValue)], into: &out, json: true)
            var other = Int(next)
            while other >= 0 {
                out.text("\",\"")
                let more = records[other]
                writeValue(more, registry.formats[Int(more.id.rawValue)], into: &out, json: true)
                other = Int(jsonScratch.more[other])
            }
            out.text("\"]")
        }
        out.text("}}\n")
    }

    @inline(__always) private func isEmptyText(_ record: FieldRecord, _ format: FieldFormat) -> Bool {
        if record.flags.contains(.text) { return record.value & 0xffff_ffff == 0 }
        return record.length == 0 && (format == .text || format == .bytes)
    }

    /// Writes `frame.protocols`: the names, outermost first.
    func writeProtocols(into out: inout OutputBuffer) {
        for index in 1..<max(1, chain.count) {
            if index > 1 { out.byte(UInt8(ascii: ":")) }
            out.text(Dissection.text(of: chain[index]))
        }
    }

    /// Strings the occurrences of each field together: `next` of a first one leads to the second, `more` on from there.
    private mutating func chainOccurrences(_ registry: Registry) {
        for index in 0..<records.count {
            let id = records[index].id
            // A heading has no value.
            if registry.formats[Int(id.rawValue)] == .group {
                jsonScratch.next[index] = JSONScratch.skipped
                continue
            }
            let dense = Int(registry.denseIndex[Int(id.rawValue)])
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
