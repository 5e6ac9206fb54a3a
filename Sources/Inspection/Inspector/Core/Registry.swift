import Wire

/// All protocols and fields, made once.
///
/// The tables are made when the first frame is dissected and stay: what is looked up for every frame is plain memory, which costs no
/// reference counting.
struct Registry: @unchecked Sendable {
    static let shared = Registry()

    let protocols: [ProtocolDefinition]
    /// The protocols' titles in UTF-8 and their layers, by protocol number, for a line per frame.
    let titles: UnsafePointer<UnsafeRawBufferPointer>
    let layers: UnsafePointer<Layer>
    /// By protocol number, then by the field's number in its protocol.
    let fields: [[FieldDefinition]]

    private init() {
        protocols = ProtocolID.allCases.map(\.definition)
        titles = keptForever(protocols.map { UnsafeRawBufferPointer(start: keptForever(Array($0.title.utf8)), count: $0.title.utf8.count) })
        layers = keptForever(protocols.map(\.layer))
        fields = ProtocolID.allCases.map(\.fields)
    }

    subscript(id: FieldID) -> FieldDefinition { fields[Int(id.proto)][Int(id.index)] }

    func ids(named name: String) -> [FieldID] { FieldForms.shared.ids(named: name) }

    var allNames: [String] { fields.flatMap { $0.map(\.name) } }
}
