/// How fields are written and which have the same name: made once, for whoever writes or asks for fields.
struct FieldForms: @unchecked Sendable {
    static let shared = FieldForms()

    /// How each field is written, by `FieldID.rawValue`.
    let all: UnsafePointer<FieldForm>
    /// How many keys a JSON object can have.
    let keyCount: Int
    /// Names to all fields of that name (a name may have more than one kind of field).
    private let byName: [String: [FieldID]]

    private init() {
        let fields = Registry.shared.fields
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
        all = keptForever(forms)
        keyCount = first.count
        self.byName = byName
    }

    func ids(named name: String) -> [FieldID] { byName[name] ?? [] }
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
