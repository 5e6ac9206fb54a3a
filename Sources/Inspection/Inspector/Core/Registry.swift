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
    /// How each field is written, by `FieldID.rawValue`.
    let forms: UnsafePointer<FieldForm>
    /// How many keys a JSON object can have.
    let keyCount: Int
    /// Names to all fields of that name (a name may have more than one kind of field).
    private let byName: [String: [FieldID]]

    private init() {
        protocols = ProtocolID.allCases.map(\.definition)
        titles = Self.kept(protocols.map { UnsafeRawBufferPointer(start: Self.kept(Array($0.title.utf8)), count: $0.title.utf8.count) })
        layers = Self.kept(protocols.map(\.layer))
        fields = ProtocolID.allCases.map(\.fields)
        var forms = [FieldForm](repeating: FieldForm(), count: fields.count << 8), byName: [String: [FieldID]] = [:], first: [String: FieldForm] = [:]
        for (proto, row) in fields.enumerated() {
            for (index, field) in row.enumerated() {
                let id = FieldID(rawValue: UInt16(proto << 8 | index))
                // Fields of one name share a slot: they are one key of the JSON object.
                var form = first[field.name] ?? FieldForm(key: field.name, slot: first.count)
                first[field.name] = form
                form.format = field.format
                forms[Int(id.rawValue)] = form
                byName[field.name, default: []].append(id)
            }
        }
        self.forms = Self.kept(forms)
        keyCount = first.count
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

/// How a field is written: what the JSON encoder looks up for each.
struct FieldForm: BitwiseCopyable {
    /// `"name":` in UTF-8, with room behind it for a copy of `keyRoom` bytes.
    var key: UnsafeRawPointer
    var keyLength = 0
    /// The key's place among all keys.
    var slot: UInt16 = 0
    var format = FieldFormat.group

    /// The most bytes that a key has.
    static let keyRoom = 64

    /// Of a number that no field has.
    init() { key = UnsafeRawPointer(bitPattern: 1)! }

    init(key name: String, slot: Int) {
        let text = Array("\"\(name)\":".utf8)
        precondition(text.count <= Self.keyRoom, "a field's name is too long: \(name)")
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.keyRoom, alignment: 16)
        room.initializeMemory(as: UInt8.self, repeating: 0)
        room.copyBytes(from: text)
        key = UnsafeRawPointer(room.baseAddress!)
        keyLength = text.count
        self.slot = UInt16(slot)
    }
}
