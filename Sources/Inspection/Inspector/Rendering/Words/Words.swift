/// What a frame says in its line, for protocols whose messages are numbers.
///
/// Each protocol's words are in a file of their own, `write(_:into:)` of the message's bytes. They are written for people: what is
/// asked, told or wanted, not every field.
extension Dissection {
    /// Adds what `write` writes to what the frame says, behind `separator` if it says something already; nothing where a byte of it is
    /// missing, or inside the packet that an ICMP error quotes.
    mutating func say(after separator: StaticString = "; ", _ write: (inout OutputBuffer) throws(Stop) -> Void) {
        guard !packet.isInError, info.count < Self.wordsLimit else { return }
        do throws(Stop) {
            try write(&words)
            if words.count > 0 {
                if info.count > 0 { info.append(UnsafeRawBufferPointer(start: separator.utf8Start, count: separator.utf8CodeUnitCount)) }
                info.append(words.written)
            }
        } catch {}
        words.removeAll()
    }

    /// Bytes from which on nothing more is said in one line.
    private static let wordsLimit = 300
}

extension OutputBuffer {
    mutating func ipv6(_ data: Octets, _ at: Int) throws(Stop) {
        let value = try data.u128(at)
        ipv6(UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value))
    }
    mutating func ipv4(_ data: Octets, _ at: Int) throws(Stop) { ipv4(UInt32(truncatingIfNeeded: try data.u32(at))) }
    mutating func mac(_ data: Octets, _ at: Int) throws(Stop) { mac(try data.u48(at)) }

    /// "3 senders", "1 sender".
    mutating func count(_ number: Int, _ one: StaticString) {
        decimal(number)
        byte(0x20)
        text(one)
        if number != 1 { byte(UInt8(ascii: "s")) }
    }

    /// Text from the wire, not more of it than a line takes. What cannot be printed is taken care of where the line is written.
    mutating func quoted(_ data: Octets, _ at: Int, _ length: Int, limit: Int = 60) throws(Stop) {
        try data.require(at, length)
        raw(UnsafeRawBufferPointer(rebasing: data.buffer[at..<at + min(length, limit)]))
        if length > limit { text("…") }
    }
}
