/// The parts of a byte or word, each a field of its own: flags, and numbers of a few bits.
///
/// Made once per kind of word from the fields' definitions, which say where in the word each stands.
struct FlagBits<Field: FieldSet>: Sendable {
    private let parts: [(field: Field, shift: Int, mask: UInt64)]
    /// Bytes of the word.
    let size: Int

    init(bytes size: Int, _ fields: Field...) {
        self.size = size
        parts = fields.map { field in
            let bits = field.definition.bits ?? 0..<size * 8
            return (field, size * 8 - bits.upperBound, (1 << UInt64(bits.count)) - 1)
        }
    }

    fileprivate func add(_ word: UInt64, _ data: Octets, _ at: Int, to d: inout Dissection) {
        for part in parts { d.add(part.field, word >> UInt64(part.shift) & part.mask, data, at, size) }
    }
}

extension Dissection {
    /// Records the parts of the word at `at`.
    mutating func parts<Field: FieldSet>(_ bits: FlagBits<Field>, _ data: Octets, _ at: Int) throws(Stop) {
        guard recordsFields else { return }
        bits.add(try data.number(at, bits.size), data, at, to: &self)
    }

    /// Reads a word and its parts, which stand below it; the word.
    @discardableResult
    mutating func read<Field: FieldSet>(_ field: Field, _ bits: FlagBits<Field>, _ data: Octets, _ at: Int) throws(Stop) -> Int {
        let word = try read(field, data, at, bits.size)
        open()
        try parts(bits, data, at)
        close()
        return word
    }
}
