import Wire

/// All protocols and fields, made once.
///
/// The tables are made when the first frame is dissected and stay: plain memory, so that looking something up for every
/// field of every frame costs no reference counting.
struct Registry: @unchecked Sendable {
    static let shared = Registry()

    let protocols: [ProtocolDefinition]
    /// The protocols' titles in UTF-8 and their layers, by protocol number, for a line per frame.
    let titles: UnsafePointer<UnsafeRawBufferPointer>
    let layers: UnsafePointer<Layer>
    /// By protocol number, then by the field's number in its protocol.
    let fields: [[FieldDefinition]]
    /// `FieldID.rawValue` to the field's place in one dense row of all fields.
    let denseIndex: UnsafePointer<UInt16>
    /// How the field's value is written, by `FieldID.rawValue`.
    let formats: UnsafePointer<FieldFormat>
    /// `"name":` in UTF-8, by dense index, for the JSON encoder.
    let keys: UnsafePointer<UnsafeRawBufferPointer>
    let keyCount: Int
    /// Names to all fields of that name (a name may have more than one kind of field).
    private let byName: [String: [FieldID]]

    private init() {
        protocols = ProtocolID.allCases.map(\.definition)
        titles = Self.kept(protocols.map { UnsafeRawBufferPointer(start: Self.kept(Array($0.title.utf8)), count: $0.title.utf8.count) })
        layers = Self.kept(protocols.map(\.layer))
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
        var formats = [FieldFormat](repeating: .group, count: dense.count)
        for (proto, row) in fields.enumerated() {
            for (index, field) in row.enumerated() { formats[proto << 8 | index] = field.format }
        }
        denseIndex = Self.kept(dense)
        self.formats = Self.kept(formats)
        self.keys = Self.kept(keys.map { UnsafeRawBufferPointer(start: Self.kept($0), count: $0.count) })
        keyCount = keys.count
        self.byName = byName
    }

    /// A table that is never freed.
    private static func kept<Element>(_ table: [Element]) -> UnsafePointer<Element> {
        let room = UnsafeMutablePointer<Element>.allocate(capacity: max(1, table.count))
        room.initialize(from: table, count: table.count)
        return UnsafePointer(room)
    }

    subscript(id: FieldID) -> FieldDefinition { fields[Int(id.proto)][Int(id.index)] }

    func ids(named name: String) -> [FieldID] { byName[name] ?? [] }

    var allNames: [String] { fields.flatMap { $0.map(\.name) } }
}
