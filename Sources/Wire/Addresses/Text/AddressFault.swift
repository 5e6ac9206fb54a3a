/// What a parser found wrong in bytes and where; small enough to be thrown at no cost. With the text it becomes an ``AddressError``.
public struct AddressFault: Error, Hashable, Sendable {
    public let reason: AddressError.Reason
    /// Bytes from the start of the text.
    public let offset: Int

    @usableFromInline init(_ reason: AddressError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension StringProtocol {
    /// Hands the text's UTF-8 bytes to a parser without copying them (a bridged string is copied first), and
    /// turns its fault into an error that shows the text.
    @inlinable
    func parse<Value>(as kind: AddressError.Kind, _ parser: (Span<UInt8>) throws(AddressFault) -> Value) throws(AddressError) -> Value {
        do throws(AddressFault) {
            let fast = utf8.withContiguousStorageIfAvailable { bytes in
                Result { () throws(AddressFault) in try parser(unsafe bytes.span) }
            }
            if let fast { return try fast.get() }
            return try parser(Array(utf8).span)
        } catch {
            throw AddressError(kind, error.reason, in: self, at: error.offset)
        }
    }

    /// Like ``parse(as:_:)`` where nobody asks why not: makes no error.
    @inlinable
    func parse<Value>(_ parser: (Span<UInt8>) throws(AddressFault) -> Value) -> Value? {
        let fast = utf8.withContiguousStorageIfAvailable { bytes in try? parser(unsafe bytes.span) }
        if let fast { return fast }
        return try? parser(Array(utf8).span)
    }
}
