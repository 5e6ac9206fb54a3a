/// A field's values in a frame.
extension FilterField {
    func isThere(_ d: borrowing Dissection) -> Bool {
        if layers.isEmpty {
            if case .records(let ids) = source { for index in 0..<d.records.count where ids.contains(d.records[index].id) { return true } }
            if case .derived(let derived) = source { return !derived.values(d).isEmpty }
            guard let proto else { return false }
            // A name in the chain alone doesn't count, without a byte that is the protocol's: "http" stands in front of a WebSocket's frames.
            for index in 0..<d.layerRecords.count where isThere(d.layerRecords[index], index) && Dissection.text(of: d.layerRecords[index].name) == proto { return true }
            return false
        }
        return !values(d).isEmpty
    }

    /// Compares each of its values with one that stands in the question: the usual case, without a list of them.
    func compare(_ d: borrowing Dissection, _ comparison: FilterComparison, _ literal: FilterLiteral, isOfAll: Bool) -> Bool {
        guard case .records(let ids) = source, layers.isEmpty, !isRaw, literal.prefix == nil, case .number(let wanted) = literal.value else {
            let values = values(d)
            return !values.isEmpty && (isOfAll ? values.allSatisfy { comparison.holds($0, literal.value, prefix: literal.prefix) } : values.contains { comparison.holds($0, literal.value, prefix: literal.prefix) })
        }
        var isFound = false
        for index in 0..<d.records.count where ids.contains(d.records[index].id) {
            guard case .number(let number) = value(d, d.records[index]) else { continue }
            isFound = true
            if comparison.holds(number < wanted ? -1 : number == wanted ? 0 : 1) != isOfAll { return !isOfAll }
        }
        return isFound && isOfAll
    }

    func values(_ d: borrowing Dissection) -> [FilterValue] {
        switch source {
        case .records(let ids):
            var values: [FilterValue] = []
            for index in 0..<d.records.count where ids.contains(d.records[index].id) {
                let record = d.records[index]
                if !layers.isEmpty, !isIn(layer: Int(record.layer), d) { continue }
                if isRaw {
                    values.append(.bytes(Array(d.sources.bytes(record.source, Int(record.start), Int(record.length)))))
                } else if let value = value(d, record) {
                    values.append(value)
                }
            }
            if values.isEmpty, kind == .proto, let proto { return protocolBytes(proto, d) }
            return values
        case .proto(let name): return protocolBytes(name, d)
        case .derived(let derived): return derived.values(d)
        }
    }

    private func value(_ d: borrowing Dissection, _ record: FieldRecord) -> FilterValue? {
        if record.flags.contains(.text) {
            guard kind == .text else { return FilterLiteral(word: d.valueText(record), as: kind)?.value }
            return .bytes(Array(UnsafeRawBufferPointer(start: d.textArena.base + Int(record.value >> 32), count: Int(record.value & 0xffff_ffff))))
        }
        switch kind {
        case .none: return nil
        case .number, .boolean:
            return .number(FieldForms.shared.all[Int(record.id.rawValue)].format == .signed ? Int128(Int64(bitPattern: record.value)) : FieldForms.shared.all[Int(record.id.rawValue)].format == .presence ? 1 : Int128(record.value))
        case .time: return .number(Int128(Int64(bitPattern: record.value)))
        case .ipv4: return .ipv4(UInt32(truncatingIfNeeded: record.value))
        case .ipv6:
            let bytes = d.sources.bytes(record.source, Int(record.start), 16)
            return bytes.count == 16 ? .ipv6(bytes.reduce(0) { $0 << 8 | UInt128($1) }) : nil
        case .mac: return .bytes((0..<6).map { UInt8(truncatingIfNeeded: record.value >> UInt64(40 - 8 * $0)) })
        case .bytes, .text, .proto: return .bytes(Array(d.sources.bytes(record.source, Int(record.start), Int(record.length))))
        }
    }

    /// The bytes of each of a protocol's layers, with what the protocol carries: so has Wireshark it.
    private func protocolBytes(_ name: String, _ d: borrowing Dissection) -> [FilterValue] {
        layers(name, d).map { .bytes(Array(d.sources.bytes($0.source, Int($0.start), .max))) }
    }

    /// How many bytes each of a protocol's layers has, without what it carries; nil for what is no protocol.
    func lengths(_ d: borrowing Dissection) -> [FilterValue]? {
        guard kind == .proto, let proto else { return nil }
        return layers(proto, d).map { .number(Int128($0.length)) }
    }

    /// Whether a layer has a byte of its own, or is the link's, which may have none ("raw").
    private func isThere(_ layer: LayerRecord, _ index: Int) -> Bool { layer.length > 0 || index <= 1 }

    private func layers(_ name: String, _ d: borrowing Dissection) -> [LayerRecord] {
        var found: [LayerRecord] = []
        for index in 0..<d.layerRecords.count where isThere(d.layerRecords[index], index) && Dissection.text(of: d.layerRecords[index].name) == name && (layers.isEmpty || isIn(layer: index, d)) { found.append(d.layerRecords[index]) }
        return found
    }

    /// Whether the frame's layer of this index is one of those that are meant.
    private func isIn(layer index: Int, _ d: borrowing Dissection) -> Bool {
        guard index < d.layerRecords.count else { return false }
        let proto = d.layerRecords[index].proto
        var place = 0, all = 0
        for other in 0..<d.layerRecords.count where d.layerRecords[other].proto == proto {
            all += 1
            if other <= index { place += 1 }
        }
        return layers.contains { ($0.first < 0 ? all + 1 + $0.first : $0.first) <= place && place <= ($0.last < 0 ? all + 1 + $0.last : $0.last) }
    }
}
