/// A key that was pressed.
enum Key: Hashable {
    case character(Character)
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace
    /// Ctrl with a letter: "d".
    case control(Character)
}

/// Bytes from a terminal, made keys: UTF-8, and the sequences of xterm and its kin (ECMA-48, and SS3 in application mode).
struct KeyDecoder {
    private var pending: [UInt8] = []

    /// Takes in bytes that came together. An escape at their end is the key Esc: sequences come in one piece.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while !pending.isEmpty {
            guard let (key, length) = Self.first(in: pending) else { break }
            if let key { keys.append(key) }
            pending.removeFirst(length)
        }
        // A sequence that never ends is none.
        if pending.count > 64 { pending.removeAll() }
        return keys
    }

    /// The first key (nil: bytes that mean none), and how many bytes it took; nil: more bytes are needed.
    private static func first(in bytes: [UInt8]) -> (Key?, Int)? {
        switch bytes[0] {
        case 0x1b: return escape(bytes)
        case 0x0d, 0x0a: return (.enter, 1)
        case 0x09: return (.tab, 1)
        case 0x7f, 0x08: return (.backspace, 1)
        case 0x01...0x1a: return (.control(Character(Unicode.Scalar(bytes[0] + 0x60))), 1)
        case 0..<0x20: return (nil, 1)
        case 0x20..<0x7f: return (.character(Character(Unicode.Scalar(bytes[0]))), 1)
        default:
            let length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : bytes[0] >= 0xc0 ? 2 : 1
            guard bytes.count >= length else { return nil }
            return (String(validating: bytes[..<length], as: UTF8.self)?.first.map { .character($0) }, length)
        }
    }

    private static func escape(_ bytes: [UInt8]) -> (Key?, Int)? {
        guard bytes.count > 1 else { return (.escape, 1) }
        guard bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else { return (.escape, 1) }
        guard let end = bytes[2...].firstIndex(where: { (0x40...0x7e).contains($0) }) else { return bytes.count > 32 ? (nil, bytes.count) : nil }
        let number = String(decoding: bytes[2..<end], as: UTF8.self).split(separator: ";").first.map(String.init) ?? ""
        let key: Key? = switch (bytes[end], number) {
        case (UInt8(ascii: "A"), _): .up
        case (UInt8(ascii: "B"), _): .down
        case (UInt8(ascii: "C"), _): .right
        case (UInt8(ascii: "D"), _): .left
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): .home
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): .end
        case (UInt8(ascii: "Z"), _): .backTab
        case (UInt8(ascii: "~"), "5"): .pageUp
        case (UInt8(ascii: "~"), "6"): .pageDown
        default: nil
        }
        return (key, end + 1)
    }
}
