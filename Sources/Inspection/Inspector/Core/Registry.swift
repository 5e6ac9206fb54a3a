/// All protocols and fields, made once.
struct Registry: Sendable {
    static let shared = Registry()

    let protocols: [ProtocolDefinition]
    /// By protocol number, then by the field's number in its protocol.
    let fields: [[FieldDefinition]]
    /// `FieldID.rawValue` to the field's place in one dense row of all fields.
    let denseIndex: [UInt16]
    /// `"name":` in UTF-8, by dense index, for the JSON encoder.
    let keys: [[UInt8]]
    /// `FieldID.rawValue` to whether the field is only a heading.
    let isGroup: [Bool]
    /// Names to all fields of that name (a name may have more than one kind of field).
    private let byName: [String: [FieldID]]

    private init() {
        protocols = ProtocolID.allCases.map(\.definition)
        fields = ProtocolID.allCases.map(\.fields)
        var dense = [UInt16](repeating: 0, count: fields.count << 8), keys: [[UInt8]] = [], byName: [String: [FieldID]] = [:], slots: [String: UInt16] = [:]
        for (proto, row) in fields.enumerated() {
            for (index, field) in row.enumerated() {
                let id = FieldID(rawValue: UInt16(proto << 8 | index))
                // Fields of one name share a slot: they are one key of the JSON object.
                if let slot = slots[field.name] {
                    dense[Int(id.rawValue)] = slot
                } else {
                    slots[field.name] = UInt16(keys.count)
                    dense[Int(id.rawValue)] = UInt16(keys.count)
                    keys.append(Array("\"\(field.name)\":".utf8))
                }
                byName[field.name, default: []].append(id)
            }
        }
        denseIndex = dense
        var groups = [Bool](repeating: false, count: dense.count)
        for (proto, row) in fields.enumerated() {
            for (index, field) in row.enumerated() where field.format == .group { groups[proto << 8 | index] = true }
        }
        isGroup = groups
        self.keys = keys
        self.byName = byName
    }

    subscript(id: FieldID) -> FieldDefinition { fields[Int(id.proto)][Int(id.index)] }

    func ids(named name: String) -> [FieldID] { byName[name] ?? [] }

    var allNames: [String] { fields.flatMap { $0.map(\.name) } }
}
