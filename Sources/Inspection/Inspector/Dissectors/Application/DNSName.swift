/// Names in DNS messages: labels, and pointers back to labels that came before (RFC 1035 section 4.1.4).
enum DNSName {
    /// The longest name, in bytes as it is shown.
    private static let limit = 255
    /// Labels of one frame that are walked over without need.
    private static let idleLimit = 10_000

    /// How many bytes the name at `at` takes there; of other protocols, in which no pointers occur, too.
    static func skip(_ data: Octets, _ at: Int) throws(Stop) -> Int {
        var place = at
        while true {
            let length = try data.u8(place)
            if length == 0 { return place + 1 - at }
            if length >= 0xc0 { return place + 2 - at }
            place += 1 + length
        }
    }

    /// Writes the name at `at` into the dissection's text; where its text begins and how many bytes it takes there.
    static func read(_ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> (text: Int, size: Int) {
        let text = d.textArena.count
        var at = at
        let start = at
        var size = -1, pointers = 0, room = limit
        var labels = 0
        while true {
            // Behind a pointer nothing more is to be learned of a name that is too long than whether it ends within the message; who
            // always walked on might be led through the whole message for each of its names.
            labels += 1
            if size >= 0, room <= 0 || labels > limit + pointers {
                d.packet.idleLabels += 1
                if d.packet.idleLabels > idleLimit { break }
            }
            let length = try data.u8(at)
            at += 1
            if length == 0 { break }
            switch length & 0xc0 {
            case 0:
                if d.textArena.count > text, room > 0 {
                    d.textArena.append(UInt8(ascii: "."))
                    room -= 1
                } else if d.textArena.count == text {
                    room -= 1
                }
                try data.require(at, length)
                let shown = min(length, max(0, room))
                append(UnsafeRawBufferPointer(start: data.base + at, count: shown), &d)
                room -= shown
                at += length
            case 0xc0:
                let target = (length & 0x3f) << 8 | (try data.u8(at))
                at += 1
                pointers += 1
                if size < 0 { size = at - start }
                // Round and round; Wireshark, whose sentence this is, knows at once of one place that it takes for a loop.
                if target == at + 2 || pointers > limit {
                    d.textArena.count = text
                    d.textArena.append("<Name contains a pointer that loops>")
                    return (text, size)
                }
                at = target
            case 0x40:
                guard length & 0x3f == 1 else {
                    d.textArena.count = text
                    d.textArena.append("<Unknown extended label>")
                    if size < 0 { size = at - start }
                    guard size >= 2 else { throw Stop(offset: data.offset + start, needed: 1, available: 0, source: data.source, isCut: false, reason: "an unknown kind of label") }
                    return (text, size)
                }
                let bits = try data.u8(at)
                let bytes = (bits + 7) / 8
                try data.require(at + 1, bytes)
                at += 1 + (bits == 0 ? 32 : bytes)
            default: throw Stop(offset: data.offset + at - 1, needed: 1, available: data.count - at, source: data.source, isCut: false, reason: "a label's length byte begins with the bits 10, which mean nothing")
            }
        }
        if size < 0 { size = at - start }
        if d.textArena.count == text {
            if size > 2 { throw Stop(offset: data.offset + start, needed: 1, available: 0, source: data.source, isCut: false, reason: "the name has no label that could be shown") }
            d.textArena.append("<Root>")
        } else if room <= 0 {
            d.textArena.count = text
            d.textArena.append("<Name too long>")
        }
        return (text, size)
    }

    /// Printable bytes as they are, others as three octal digits, as zone files write them.
    private static func append(_ label: UnsafeRawBufferPointer, _ d: inout Dissection) {
        // Nearly all labels are plain.
        var isPlain = true
        for byte in label where byte < 0x20 || byte == 0x7f { isPlain = false }
        if isPlain { return d.textArena.append(label) }
        for byte in label { append(byte, &d) }
    }

    private static func append(_ byte: UInt8, _ d: inout Dissection) {
        if byte >= 0x20 && byte != 0x7f { return d.textArena.append(byte) }
        d.textArena.append(UInt8(ascii: "\\"))
        d.textArena.append(0x30 + byte / 64)
        d.textArena.append(0x30 + byte / 8 % 8)
        d.textArena.append(0x30 + byte % 8)
    }
}
