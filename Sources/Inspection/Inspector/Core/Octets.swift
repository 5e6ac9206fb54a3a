#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A window on the bytes of a frame (or of something put together from several frames) that a dissector may look at.
///
/// A window knows two lengths. `count` is how many bytes are really there; `reported` is how many the enclosing
/// headers say there were on the wire. They differ when the capture kept only the front of each frame. Every read is
/// checked against `count`; a read that fails says which of the two lengths it broke.
struct Octets {
    /// The window's first byte.
    let base: UnsafePointer<UInt8>
    /// Bytes that can be read.
    let count: Int
    /// Bytes that should have been there; never less than `count`.
    let reported: Int
    /// Where the window begins in its source.
    let offset: Int
    /// Which source of bytes this is a window on: 0 is the frame, others were put together (see `Dissection.addSource`).
    let source: UInt8
    /// A length field says that there are `reported` bytes, which is more than what it stands in has.
    var isOverclaimed = false

    @inline(__always) var isEmpty: Bool { count == 0 }

    @inline(__always) private func check(_ at: Int, _ size: Int) throws(Stop) {
        guard at >= 0, size <= count &- at else { throw stop(at, size) }
    }

    /// What a read of `size` bytes at `at` failed with.
    @inline(never) func stop(_ at: Int, _ size: Int) -> Stop {
        let (end, overflow) = at.addingReportingOverflow(size)
        let isWithin = !overflow && at >= 0 && end <= reported
        return Stop(offset: offset &+ at, needed: size, available: max(0, min(count, count &- at)), source: source, isCut: isWithin && !isOverclaimed, isOverclaimed: isWithin && isOverclaimed)
    }

    /// Throws unless `size` bytes follow `at`.
    @inline(__always) func require(_ at: Int, _ size: Int) throws(Stop) { try check(at, size) }

    @inline(__always) func u8(_ at: Int) throws(Stop) -> Int {
        try check(at, 1)
        return Int(base[at])
    }
    @inline(__always) func u16(_ at: Int) throws(Stop) -> Int {
        try check(at, 2)
        return Int(UInt16(bigEndian: load(at)))
    }
    @inline(__always) func u24(_ at: Int) throws(Stop) -> Int {
        try check(at, 3)
        return Int(base[at]) << 16 | Int(base[at + 1]) << 8 | Int(base[at + 2])
    }
    @inline(__always) func u32(_ at: Int) throws(Stop) -> Int {
        try check(at, 4)
        return Int(UInt32(bigEndian: load(at)))
    }
    @inline(__always) func u48(_ at: Int) throws(Stop) -> UInt64 {
        try check(at, 6)
        return UInt64(UInt16(bigEndian: load(at))) << 32 | UInt64(UInt32(bigEndian: load(at + 2)))
    }
    @inline(__always) func u64(_ at: Int) throws(Stop) -> UInt64 {
        try check(at, 8)
        return UInt64(bigEndian: load(at))
    }
    @inline(__always) func u128(_ at: Int) throws(Stop) -> UInt128 {
        try check(at, 16)
        return UInt128(UInt64(bigEndian: load(at))) << 64 | UInt128(UInt64(bigEndian: load(at + 8)))
    }
    @inline(__always) func u16le(_ at: Int) throws(Stop) -> Int {
        try check(at, 2)
        return Int(UInt16(littleEndian: load(at)))
    }
    @inline(__always) func u32le(_ at: Int) throws(Stop) -> Int {
        try check(at, 4)
        return Int(UInt32(littleEndian: load(at)))
    }
    @inline(__always) func u64le(_ at: Int) throws(Stop) -> UInt64 {
        try check(at, 8)
        return UInt64(littleEndian: load(at))
    }

    /// The byte at `at`, or nil outside the window.
    @inline(__always) subscript(at: Int) -> UInt8? { at >= 0 && at < count ? base[at] : nil }

    /// A big-endian number of `size` bytes (1 to 8).
    @inline(__always) func number(_ at: Int, _ size: Int) throws(Stop) -> UInt64 {
        try check(at, size)
        switch size {
        case 1: return UInt64(base[at])
        case 2: return UInt64(UInt16(bigEndian: load(at)))
        case 4: return UInt64(UInt32(bigEndian: load(at)))
        case 8: return UInt64(bigEndian: load(at))
        default:
            var value: UInt64 = 0
            for index in 0..<min(size, 8) { value = value << 8 | UInt64(base[at + index]) }
            return value
        }
    }

    /// A load whose place has been checked.
    @inline(__always) private func load<T: FixedWidthInteger & BitwiseCopyable>(_ at: Int) -> T {
        UnsafeRawPointer(base + at).loadUnaligned(as: T.self)
    }

    /// What follows the first `at` bytes. `at` may be at the end (an empty window) but not beyond it.
    func dropping(_ at: Int) throws(Stop) -> Octets {
        try check(at, 0)
        return Octets(base: base + at, count: count - at, reported: reported - at, offset: offset + at, source: source, isOverclaimed: isOverclaimed)
    }

    /// `length` bytes from `at` on, all of which must have been on the wire, though not all need have been captured.
    func slice(_ at: Int, _ length: Int) throws(Stop) -> Octets {
        guard at >= 0, length >= 0, at <= count, length <= reported &- at else { throw stop(at, max(length, 0)) }
        return Octets(base: base + at, count: min(length, count - at), reported: length, offset: offset + at, source: source, isOverclaimed: isOverclaimed)
    }

    /// `length` bytes from `at` on, as a length field has it, though there may not be so many: reading what is missing then fails
    /// because the contained is longer than its container.
    func claimed(_ at: Int, _ length: Int) throws(Stop) -> Octets {
        guard at >= 0, length >= 0, at <= count else { throw stop(at, max(length, 0)) }
        let isMore = length > reported - at && count == reported
        return Octets(base: base + at, count: min(length, count - at), reported: length, offset: offset + at, source: source, isOverclaimed: isMore || isOverclaimed)
    }

    /// At most the first `length` bytes: what a length field leaves of the window.
    func prefix(_ length: Int) -> Octets {
        let length = max(0, length)
        return Octets(base: base, count: min(count, length), reported: min(reported, length), offset: offset, source: source, isOverclaimed: isOverclaimed)
    }

    /// A window of exactly `length` bytes from `at` on as far as they are there; never fails.
    func clamped(_ at: Int, _ length: Int) -> Octets {
        let start = min(max(at, 0), count)
        return Octets(base: base + start, count: max(0, min(length, count - start)), reported: max(0, min(length, reported - start)), offset: offset + start, source: source, isOverclaimed: isOverclaimed)
    }

    var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// The offset of the first `byte` at or behind `start`, or nil.
    func firstIndex(of byte: UInt8, from start: Int = 0, limit: Int = .max) -> Int? {
        let from = max(0, start), end = min(count, limit)
        guard from < end, let found = memchr(base + from, Int32(byte), end - from) else { return nil }
        return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
    }

    /// Whether the window has exactly these ASCII bytes at `at`.
    func matches(_ text: StaticString, at: Int = 0) -> Bool {
        let size = text.utf8CodeUnitCount
        guard at >= 0, size <= count - at else { return false }
        for index in 0..<size where base[at + index] != text.utf8Start[index] { return false }
        return true
    }

    /// The bytes as text, anything that is not UTF-8 replaced.
    func text(_ at: Int, _ length: Int) -> String {
        let part = clamped(at, length)
        return String(decoding: part.buffer, as: UTF8.self)
    }
}

/// Why a dissector could not go on: the bytes ended before a field did.
struct Stop: Error {
    /// Where the field begins in its source.
    var offset: Int
    /// Bytes that the field takes.
    var needed: Int
    /// Bytes that were there.
    var available: Int
    var source: UInt8
    /// The bytes were on the wire, but the capture did not keep them: the frame itself is not at fault.
    var isCut: Bool
    /// A length field promised the bytes, but what it stands in is shorter.
    var isOverclaimed = false
    /// What is wrong, where it isn't the number of bytes.
    var reason: StaticString? = nil
}
