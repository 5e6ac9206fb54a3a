/// Reads a header from the front of some borrowed bytes, one field after another.
///
/// Every read names its field, so that a header that ends too early says which field was cut,
/// at which byte of the frame, how many bytes it needed and how many were there.
///
/// A reader never outlives the bytes it reads (it is `~Escapable`) and never reads outside them.
/// Numbers are big-endian (network byte order, RFC 1700) unless the method says otherwise.
public struct ByteReader: ~Escapable {
    private let bytes: RawSpan
    private var position: Int
    /// Offset in the frame of this reader's first byte, so that errors speak in the frame's terms.
    private let origin: Int
    /// What is being read, for errors.
    public let context: DecodeContext

    /// A reader over `bytes`, which begin `origin` bytes into the frame.
    @inlinable @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, as context: DecodeContext, origin: Int = 0) {
        self.init(unchecked: bytes, context: context, origin: origin)
    }

    @usableFromInline @_lifetime(copy unchecked)
    init(unchecked: RawSpan, context: DecodeContext, origin: Int) {
        self.bytes = unchecked
        self.position = 0
        self.origin = origin
        self.context = context
    }

    /// Bytes not yet read.
    public var remaining: Int { bytes.byteCount - position }
    /// Bytes read so far.
    public var consumed: Int { position }
    /// Where the next byte lies in the frame.
    public var offset: Int { origin + position }
    /// Whether everything has been read.
    public var isAtEnd: Bool { position == bytes.byteCount }

    /// The error for a field that needs `needed` bytes where fewer are left.
    public func truncated(_ field: StaticString, needed: Int) -> DecodeError {
        DecodeError(context, field: field, offset: offset, .truncated(needed: needed, available: remaining))
    }

    /// The error for a field whose value makes no sense. `at` is the field's offset in the frame (default: the next byte).
    public func invalid(_ field: StaticString, found: String, expected: String, at offset: Int? = nil) -> DecodeError {
        DecodeError(context, field: field, offset: offset ?? self.offset, .invalid(found: found, expected: expected))
    }

    @inline(__always)
    private mutating func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ field: StaticString) throws(DecodeError) -> T {
        guard remaining >= MemoryLayout<T>.size else { throw truncated(field, needed: MemoryLayout<T>.size) }
        let value = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: T.self)
        position += MemoryLayout<T>.size
        return value
    }

    /// One octet.
    public mutating func uint8(_ field: StaticString) throws(DecodeError) -> UInt8 { try load(UInt8.self, field) }
    /// Two octets, big-endian.
    public mutating func uint16(_ field: StaticString) throws(DecodeError) -> UInt16 { UInt16(bigEndian: try load(UInt16.self, field)) }
    /// Four octets, big-endian.
    public mutating func uint32(_ field: StaticString) throws(DecodeError) -> UInt32 { UInt32(bigEndian: try load(UInt32.self, field)) }
    /// Eight octets, big-endian.
    public mutating func uint64(_ field: StaticString) throws(DecodeError) -> UInt64 { UInt64(bigEndian: try load(UInt64.self, field)) }
    /// Sixteen octets, big-endian.
    public mutating func uint128(_ field: StaticString) throws(DecodeError) -> UInt128 {
        guard remaining >= 16 else { throw truncated(field, needed: 16) }
        let high = try uint64(field), low = try uint64(field)
        return UInt128(high) << 64 | UInt128(low)
    }
    /// Three octets, big-endian (an organisationally unique identifier, a VXLAN network identifier).
    public mutating func uint24(_ field: StaticString) throws(DecodeError) -> UInt32 {
        guard remaining >= 3 else { throw truncated(field, needed: 3) }
        let high = try uint8(field), low = try uint16(field)
        return UInt32(high) << 16 | UInt32(low)
    }

    /// The next octet, left unread; nil at the end.
    public var peek: UInt8? { isAtEnd ? nil : unsafe bytes.unsafeLoad(fromUncheckedByteOffset: position, as: UInt8.self) }

    /// The next `count` octets, copied.
    public mutating func bytes(_ count: Int, _ field: StaticString) throws(DecodeError) -> [UInt8] {
        guard count >= 0, remaining >= count else { throw truncated(field, needed: count) }
        let start = position
        position += count
        let source = bytes
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            unsafe source.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
            initialized = count
        }
    }

    /// All octets that are left, copied.
    public mutating func rest() -> [UInt8] {
        guard let rest = try? bytes(remaining, "rest") else { return [] }
        return rest
    }

    /// Passes over `count` octets.
    public mutating func skip(_ count: Int, _ field: StaticString) throws(DecodeError) {
        guard count >= 0, remaining >= count else { throw truncated(field, needed: count) }
        position += count
    }

    /// A reader over the next `count` octets only, which this one then passes over: for options and
    /// other parts that carry their own length.
    @_lifetime(copy self)
    public mutating func slice(_ count: Int, _ field: StaticString) throws(DecodeError) -> ByteReader {
        guard count >= 0, remaining >= count else { throw truncated(field, needed: count) }
        let part = ByteReader(bytes.extracting(position..<position + count), as: context, origin: offset)
        position += count
        return part
    }

    /// The octets that are left, borrowed, for a checksum over them.
    public var remainingSpan: RawSpan {
        @_lifetime(copy self) get { bytes.extracting(position..<bytes.byteCount) }
    }

    /// Every octet of this reader, read or not, borrowed, for a checksum over the whole.
    public var wholeSpan: RawSpan {
        @_lifetime(copy self) get { bytes }
    }
}

extension Array where Element == UInt8 {
    /// Decodes a value from these bytes, with a reader that begins at the first of them.
    public func decode<Value, Failure: Error>(as context: DecodeContext, origin: Int = 0, _ body: (inout ByteReader) throws(Failure) -> Value) throws(Failure) -> Value {
        var reader = ByteReader(self.span.bytes, as: context, origin: origin)
        return try body(&reader)
    }
}
