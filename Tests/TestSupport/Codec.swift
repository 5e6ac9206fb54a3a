import Wire

/// A codec under test: what is common to the tests of all of them. Each check answers with what it found wrong, so that a
/// test reads `#expect(codec.faults(in: vector) == [])` and its failure tells the story.
public struct Codec<Value: Equatable & Sendable>: Sendable {
    public let context: DecodeContext
    private let decode: @Sendable (inout ByteReader) throws(DecodeError) -> Value
    private let encode: @Sendable (Value, inout ByteWriter) -> Void

    public init(_ context: DecodeContext, decode: @escaping @Sendable (inout ByteReader) throws(DecodeError) -> Value, encode: @escaping @Sendable (Value, inout ByteWriter) -> Void) {
        self.context = context
        self.decode = decode
        self.encode = encode
    }

    /// Decodes all of `bytes`.
    public func decoded(_ bytes: [UInt8], origin: Int = 0) -> Result<Value, DecodeError> {
        do throws(DecodeError) {
            return .success(try bytes.decode(as: context, origin: origin, decode))
        } catch {
            return .failure(error)
        }
    }

    public func encoded(_ value: Value) -> [UInt8] {
        var writer = ByteWriter()
        encode(value, &writer)
        return writer.bytes
    }

    /// Decodes and encodes the vector, and decodes every shorter part of it.
    public func faults(in vector: CodecVector<Value>) -> [String] {
        var faults: [String] = []
        switch decoded(vector.bytes) {
        case .success(let value) where value == vector.value: break
        case .success(let value): faults.append("decoded as\n  \(value), not as\n  \(vector.value)")
        case .failure(let error): faults.append("refused: \(error)")
        }
        let written = encoded(vector.value)
        if written != vector.canonical { faults.append("encoded as\n  \(hexText(written)), not as\n  \(hexText(vector.canonical))") }
        if vector.canonical != vector.bytes, case .success(let again) = decoded(vector.canonical), again != vector.value {
            faults.append("what it is encoded as decodes as\n  \(again)")
        }
        for count in 0..<vector.bytes.count {
            // As if the bytes began 1000 bytes into a frame, so that an error that forgets where it is stands out.
            switch decoded(Array(vector.bytes.prefix(count)), origin: 1000) {
            case .success where count < vector.needs: faults.append("cut to \(count) of \(vector.bytes.count) bytes, it is still decoded")
            case .failure(let error) where count >= vector.needs: faults.append("cut to \(count) bytes, where \(vector.needs) are enough, it is refused: \(error)")
            case .failure(let error) where !(1000...1000 + count).contains(error.offset): faults.append("cut to \(count) bytes, the error points elsewhere: \(error)")
            default: break
            }
        }
        return faults
    }

    /// Decodes what must be refused.
    public func faults(in rejection: CodecRejection) -> [String] {
        switch decoded(rejection.bytes) {
        case .success(let value): ["decoded as \(value)"]
        case .failure(let error):
            error.field.description == rejection.field && error.offset == rejection.offset && error.layer == context.layer
                ? [] : ["refused, but not for \(rejection.field) at byte \(rejection.offset): \(error)"]
        }
    }

    /// Decodes `cases` times random bytes and damaged vectors. None may trap; an error must point into the bytes; and what was decoded must survive being
    /// encoded and decoded again, unless the codec's canonical form may lose something (`lossy`).
    public func faults(fuzzing vectors: [CodecVector<Value>], cases: Int = 4000, seed: UInt64 = 1, lossy: Bool = false) -> [String] {
        var generator = SeededGenerator(seed: seed)
        var faults: [String] = []
        var accepted = 0
        for index in 0..<cases where faults.count < 5 {
            let bytes: [UInt8]
            if index % 4 == 0 || vectors.isEmpty {
                bytes = generator.bytes(Int.random(in: 0...96, using: &generator))
            } else {
                bytes = generator.damaged(vectors[Int.random(in: 0..<vectors.count, using: &generator)].bytes)
            }
            switch decoded(bytes) {
            case .failure(let error):
                if !(0...bytes.count).contains(error.offset) { faults.append("seed \(seed), case \(index), \(hexText(bytes)): the error points elsewhere: \(error)") }
                _ = error.description
            case .success(let value):
                accepted += 1
                let again = encoded(value)
                if lossy {
                    _ = decoded(again)
                } else if (try? decoded(again).get()) != value {
                    faults.append("seed \(seed), case \(index), \(hexText(bytes)):\n  decoded as \(value),\n  encoded as \(hexText(again)),\n  decoded as \(decoded(again))")
                }
            }
        }
        if accepted == 0 { faults.append("none of \(cases) cases was ever accepted: the test tests nothing") }
        return faults
    }
}
