import Wire

/// How a piece of text looks on a terminal.
struct Look: Equatable {
    enum Colour: UInt8 { case plain = 39, red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36, grey = 90 }

    var colour = Colour.plain
    var isBold = false
    var isReversed = false
    var isUnderlined = false

    static let plain = Look(), bold = Look(isBold: true), faint = Look(colour: .grey), reversed = Look(isReversed: true)

    init(colour: Colour = .plain, isBold: Bool = false, isReversed: Bool = false, isUnderlined: Bool = false) {
        (self.colour, self.isBold, self.isReversed, self.isUnderlined) = (colour, isBold, isReversed, isUnderlined)
    }

    /// The escape sequence (ECMA-48 SGR) that begins it.
    func sequence(coloured: Bool) -> String {
        var codes = ["0"]
        if isBold { codes.append("1") }
        if isUnderlined { codes.append("4") }
        if isReversed { codes.append("7") }
        if coloured, colour != .plain { codes.append("\(colour.rawValue)") }
        return "\u{1b}[\(codes.joined(separator: ";"))m"
    }

    init(_ layer: Layer) {
        let colour: Colour = switch layer {
        case .physical: .grey
        case .link: .yellow
        case .network: .blue
        case .transport: .green
        case .application: .magenta
        }
        self.init(colour: colour)
    }
}

/// A line of a terminal in pieces that look different, cut and filled to a width.
struct TerminalLine {
    private(set) var pieces: [(text: String, look: Look)] = []
    private(set) var width = 0

    init(_ text: String = "", _ look: Look = .plain) { if !text.isEmpty { add(text, look) } }

    mutating func add(_ text: String, _ look: Look = .plain) {
        pieces.append((text, look))
        width += Self.width(of: text)
    }

    /// Spaces up to a column.
    mutating func pad(to column: Int, _ look: Look = .plain) {
        if width < column { add(String(repeating: " ", count: column - width), look) }
    }

    /// Puts `text` into a column of its own: cut with "…" where it is too long.
    mutating func column(_ text: String, _ size: Int, _ look: Look = .plain) {
        let start = width
        add(Self.cut(text, size), look)
        pad(to: start + size, look)
    }

    /// As a terminal is told to draw it, exactly `size` columns wide. `over`: how all of it looks (a chosen line).
    func drawn(_ size: Int, coloured: Bool, over: Look? = nil) -> String {
        var out = "", left = size, last: Look?
        for (text, look) in pieces where left > 0 {
            let shown = Self.width(of: text) > left ? Self.cut(text, left) : text
            left -= Self.width(of: shown)
            var look = look
            if let over { look.isReversed = over.isReversed != look.isReversed; look.isBold = look.isBold || over.isBold; if over.isReversed { look.colour = .plain } }
            if look != last { out += look.sequence(coloured: coloured) }
            last = look
            out += shown
        }
        let rest = over ?? .plain
        if rest != last { out += rest.sequence(coloured: coloured) }
        return out + String(repeating: " ", count: max(0, left)) + "\u{1b}[0m"
    }

    /// The text alone.
    var plain: String { pieces.map(\.text).joined() }

    static func cut(_ text: String, _ size: Int) -> String {
        if width(of: text) <= size { return text }
        var out = "", left = size - 1
        for character in text {
            let wide = width(of: character)
            if wide > left { break }
            left -= wide
            out.append(character)
        }
        return size > 0 ? out + "…" + String(repeating: " ", count: max(0, left)) : ""
    }

    static func width(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + width(of: $1) }
    }

    /// Columns that a character takes: 2 for East Asian wide ones and pictures, 0 for what only changes the one before.
    static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first?.value else { return 0 }
        switch scalar {
        case 0x300...0x36f, 0x200b...0x200d, 0xfe00...0xfe0f: return 0
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd: return 2
        default: return 1
        }
    }
}
