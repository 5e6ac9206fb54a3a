import Wire

/// One layer of a dissected frame, as a value.
public struct LayerTree: Sendable {
    /// Wireshark's name: "ip".
    public let name: String
    /// The name people use: "IPv4".
    public let title: String
    public let layer: Layer
    /// The layer's header (or all of it) in its source.
    public let byteRange: Range<Int>
    /// 0: the frame itself; else bytes that were put together (see `Dissection.sourceTitle`).
    public let source: Int
    /// What the layer says in one line.
    public let headline: String
    public let fields: [FieldTree]

    /// The first field of that name, at any depth.
    public func field(_ name: String) -> FieldTree? {
        for field in fields {
            if field.name == name { return field }
            if let inner = field.field(name) { return inner }
        }
        return nil
    }
}

/// One field, as a value.
public struct FieldTree: Sendable {
    /// Wireshark's name: "ip.ttl".
    public let name: String
    /// The name people use: "Time to live".
    public let title: String
    /// The value as tshark prints it; empty for a heading.
    public let value: String
    /// The word for the value: "TCP" for 6.
    public let word: String?
    public let byteRange: Range<Int>
    /// What the field tells, in plain language.
    public let meaning: String
    /// Reckoned by the inspector; not in the bytes.
    public let isGenerated: Bool
    public let fields: [FieldTree]

    func field(_ name: String) -> FieldTree? {
        for field in fields {
            if field.name == name { return field }
            if let inner = field.field(name) { return inner }
        }
        return nil
    }
}

extension Dissection {
    /// The frame's layers, outermost first, with all their fields. The first is the frame itself.
    public var layers: [LayerTree] {
        var byLayer = [[Int]](repeating: [], count: layerRecords.count)
        for index in 0..<records.count {
            let layer = Int(records[index].layer)
            if layer < byLayer.count { byLayer[layer].append(index) }
        }
        return (0..<layerRecords.count).map { index in
            let record = layerRecords[index]
            var at = 0
            return LayerTree(
                name: Dissection.text(of: record.name), title: title(ofLayer: index), layer: layer(ofLayer: index), byteRange: Int(record.start)..<Int(record.start) + Int(record.length), source: Int(record.source),
                headline: headline(index), fields: tree(byLayer[index], &at, depth: 0))
        }
    }

    private func tree(_ indices: [Int], _ at: inout Int, depth: UInt8) -> [FieldTree] {
        var fields: [FieldTree] = []
        while at < indices.count {
            let record = records[indices[at]]
            if record.depth < depth { break }
            at += 1
            let children = at < indices.count && records[indices[at]].depth > record.depth ? tree(indices, &at, depth: record.depth &+ 1) : []
            if record.flags.contains(.hidden) { continue }
            let definition = Registry.shared[record.id]
            fields.append(FieldTree(
                name: definition.name, title: definition.title, value: definition.format == .group ? "" : valueText(record), word: valueWord(record), byteRange: Int(record.start)..<Int(record.start) + Int(record.length),
                meaning: definition.meaning, isGenerated: record.flags.contains(.generated), fields: children))
        }
        return fields
    }

    func title(ofLayer index: Int) -> String {
        let record = layerRecords[index]
        return record.proto == .foreign ? Dissection.text(of: record.name).uppercased() : Registry.shared.protocols[Int(record.proto.rawValue)].title
    }

    /// The floor of the house that a layer stands on. Known by name only, it is what stands on the layer below.
    func layer(ofLayer index: Int) -> Layer {
        let record = layerRecords[index]
        guard record.proto == .foreign || record.proto == .data, index > 0 else { return Registry.shared.protocols[Int(record.proto.rawValue)].layer }
        switch layer(ofLayer: Int(record.parent)) {
        case .physical, .link: return .link
        case .network: return layerRecords[Int(record.parent)].proto == .icmp || layerRecords[Int(record.parent)].proto == .icmpv6 ? .network : .transport
        case .transport, .application: return .application
        }
    }

    /// The first field of that kind in a layer.
    func first<Field: FieldSet>(_ field: Field, inLayer index: Int) -> FieldRecord? {
        for at in Int(layerRecords[index].firstField)..<max(records.count, Int(layerRecords[index].firstField)) {
            let record = records[at]
            if Int(record.layer) == index, record.id == field.id { return record }
        }
        return nil
    }

    /// What a source of bytes is called: "Reassembled IPv4".
    public func sourceTitle(_ source: Int) -> String { source < sources.blocks.count ? "\(sources.blocks[source].title)" : "" }
}
