/// 4B/5B (ANSI X3.263, IEEE 802.3 table 24-1): four bits become five, chosen so that no more than three 0s stand in a row, and
/// so that words are left over for control.
public enum FourBFiveB {
    /// A five-bit word: a nibble of data or a control symbol.
    public enum Symbol: Hashable, Sendable {
        case data(UInt8)
        /// I, sent while nothing is.
        case idle
        /// J and K: together the start-of-stream delimiter.
        case j, k
        /// T and R: together the end-of-stream delimiter.
        case t, r
        /// H: a transmit error, made known.
        case halt
    }

    /// The words of the nibbles 0 to F.
    static let dataWords: [UInt8] = [
        0b11110, 0b01001, 0b10100, 0b10101, 0b01010, 0b01011, 0b01110, 0b01111,
        0b10010, 0b10011, 0b10110, 0b10111, 0b11010, 0b11011, 0b11100, 0b11101,
    ]
    static let controlWords: [(Symbol, UInt8)] = [(.idle, 0b11111), (.j, 0b11000), (.k, 0b10001), (.t, 0b01101), (.r, 0b00111), (.halt, 0b00100)]

    /// The five bits of a symbol, the first to be sent highest.
    public static func word(_ symbol: Symbol) -> UInt8 {
        if case .data(let nibble) = symbol { return dataWords[Int(nibble & 15)] }
        return controlWords.first { $0.0 == symbol }!.1
    }

    /// The symbol of a five-bit word; nil for the words that nobody sends.
    public static func symbol(_ word: UInt8) -> Symbol? {
        if let nibble = dataWords.firstIndex(of: word) { return .data(UInt8(nibble)) }
        return controlWords.first { $0.1 == word }?.0
    }

    /// The bits of some symbols.
    public static func encode(_ symbols: [Symbol]) -> Bits {
        symbols.flatMap { symbol in (0..<5).map { word(symbol) >> (4 - $0) & 1 == 1 } }
    }

    /// The symbols of some bits; throws at the first word that nobody sends.
    public static func decode(_ bits: Bits) throws(LineCodeError) -> [Symbol] {
        guard bits.count.isMultiple(of: 5) else { throw LineCodeError(code: "4B/5B", symbol: bits.count / 5, what: "\(bits.count % 5) bits of a word that has 5") }
        var symbols: [Symbol] = []
        for start in stride(from: 0, to: bits.count, by: 5) {
            let word = (0..<5).reduce(UInt8(0)) { $0 << 1 | (bits[start + $1] ? 1 : 0) }
            guard let symbol = symbol(word) else { throw LineCodeError(code: "4B/5B", symbol: start / 5, what: "\(Bits(bits[start..<start + 5]).text()) is no symbol") }
            symbols.append(symbol)
        }
        return symbols
    }

    /// A frame between its delimiters, as 100BASE-TX sends it (IEEE 802.3 clause 24.2.2.1): J K takes the place of the
    /// preamble's first octet, T R follows the last; each octet's low nibble goes first.
    public static func stream(of octets: [UInt8]) -> [Symbol] {
        [.j, .k] + octets.dropFirst().flatMap { [Symbol.data($0 & 15), .data($0 >> 4)] } + [.t, .r]
    }

    /// The octets between the delimiters of a stream, the preamble's first restored.
    public static func octets(of stream: [Symbol]) throws(LineCodeError) -> [UInt8] {
        guard stream.count >= 4, stream[0] == .j, stream[1] == .k else { throw LineCodeError(code: "4B/5B", symbol: 0, what: "a stream begins with J K") }
        guard stream[stream.count - 2] == .t, stream[stream.count - 1] == .r else { throw LineCodeError(code: "4B/5B", symbol: stream.count - 2, what: "a stream ends with T R") }
        let body = stream[2..<stream.count - 2]
        guard body.count.isMultiple(of: 2) else { throw LineCodeError(code: "4B/5B", symbol: stream.count - 2, what: "half an octet before the end") }
        var octets = [Preamble.octet]
        for index in stride(from: body.startIndex, to: body.endIndex, by: 2) {
            guard case .data(let low) = body[index], case .data(let high) = body[index + 1] else { throw LineCodeError(code: "4B/5B", symbol: index, what: "a control symbol inside a frame") }
            octets.append(high << 4 | low)
        }
        return octets
    }
}
