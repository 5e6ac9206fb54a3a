/// Names of addresses, as the capture's own DNS and mDNS answers tell them. Nobody is asked, so looking at a capture
/// tells nobody that it is looked at.
public final class NameTable {
    private var names: [AddressKey: String] = [:]
    private static let limit = 16_384
    private static let length = 60

    public init() {}

    subscript(_ address: AddressKey) -> String? { names.isEmpty ? nil : names[address] }

    /// Takes in what the frame's answers say. Needs a dissection with recorded fields.
    public func learn(_ d: borrowing Dissection) {
        guard names.count < Self.limit else { return }
        // The name that was asked for, rather than what it is an alias of. An answer also tells other hosts' addresses, such as name servers'.
        var asked: String?, owner: String?, isAsked = true, aliasOf: Set<String> = []
        func name() -> String? { isAsked || owner == nil ? asked ?? owner : owner }
        for index in 0..<d.records.count {
            let record = d.records[index]
            switch record.id {
            case DNSField.queryName.id: asked = d.valueText(record)
            case DNSField.name.id:
                owner = d.valueText(record)
                isAsked = owner == asked || owner.map(aliasOf.contains) ?? false
            case DNSField.cname.id: if isAsked { aliasOf.insert(d.valueText(record)) }
            case DNSField.a.id: note(.v4(UInt32(truncatingIfNeeded: record.value)), name())
            case DNSField.aaaa.id:
                let bytes = d.sources.bytes(record.source, Int(record.start), 16)
                guard bytes.count == 16 else { continue }
                note(AddressKey(high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)), low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), kind: .v6), name())
            default: break
            }
        }
    }

    private func note(_ address: AddressKey, _ name: String?) {
        guard let name, !name.isEmpty, name != "<Root>", names[address] == nil else { return }
        names[address] = shortened(name, Self.length)
    }
}
