/// 8b/10b (Widmer and Franaszek; IEEE 802.3 clause 36.2.4): each octet becomes ten bits with as many 1s as 0s, or two more or
/// fewer; a running disparity chooses between two words, so that the sum never strays and no run is longer than five.
///
/// 1000BASE-X, Fibre Channel, SATA and PCI Express 1 and 2 use it.
public enum EightBTenB {
    /// An octet of data (Dx.y) or one of the twelve control characters (Kx.y).
    public enum Character: Hashable, Sendable, CustomStringConvertible {
        case data(UInt8)
        case control(UInt8)

        public var octet: UInt8 {
            switch self {
            case .data(let octet), .control(let octet): octet
            }
        }

        /// "D21.5", "K28.5".
        public var description: String {
            let kind = if case .data = self { "D" } else { "K" }
            return "\(kind)\(octet & 31).\(octet >> 5)"
        }
    }

    /// The control characters that exist: K28.0 to K28.7, K23.7, K27.7, K29.7, K30.7.
    public static let controls: [UInt8] = [0x1c, 0x3c, 0x5c, 0x7c, 0x9c, 0xbc, 0xdc, 0xfc, 0xf7, 0xfb, 0xfd, 0xfe]

    /// Whether more 1s or more 0s have been sent so far.
    public enum Disparity: Int, Sendable {
        case negative = -1
        case positive = 1
    }

    // The words for negative running disparity, bits a b c d e i and f g h j, the first to be sent highest.
    static let sixBit: [UInt8] = [
        0b100111, 0b011101, 0b101101, 0b110001, 0b110101, 0b101001, 0b011001, 0b111000,
        0b111001, 0b100101, 0b010101, 0b110100, 0b001101, 0b101100, 0b011100, 0b010111,
        0b011011, 0b100011, 0b010011, 0b110010, 0b001011, 0b101010, 0b011010, 0b111010,
        0b110011, 0b100110, 0b010110, 0b110110, 0b001110, 0b101110, 0b011110, 0b101011,
    ]
    static let sixBitK28: UInt8 = 0b001111
    static let fourBit: [UInt8] = [0b1011, 0b1001, 0b0101, 0b1100, 0b1101, 0b1010, 0b0110, 0b1110]
    static let fourBitControl: [UInt8] = [0b1011, 0b0110, 0b1010, 0b1100, 0b1101, 0b0101, 0b1001, 0b0111]
    /// D.x.A7, which keeps runs short.
    static let alternateSeven: UInt8 = 0b0111

    /// Ten bits for a character, the first to be sent highest; the disparity goes on to the next.
    /// - Throws: for a control character that does not exist.
    public static func encode(_ character: Character, _ disparity: inout Disparity) throws(LineCodeError) -> UInt16 {
        let octet = character.octet
        let low = Int(octet & 31), high = Int(octet >> 5)
        let isControl: Bool
        switch character {
        case .data: isControl = false
        case .control:
            guard controls.contains(octet) else { throw LineCodeError(code: "8b/10b", symbol: 0, what: "\(character) does not exist") }
            isControl = true
        }
        let isK28 = isControl && low == 28
        let six = isK28 ? sixBitK28 : sixBit[low]
        let sixWord = disparity == .negative || (isBalanced(six, 6) && low != 7) ? six : ~six & 0x3f
        let between = after(sixWord, 6, disparity)
        let four: UInt8
        if isControl {
            four = fourBitControl[high]
        } else if high == 7, usesAlternate(low, between) {
            four = alternateSeven
        } else {
            four = fourBit[high]
        }
        let complement = if isControl { between == .positive } else { between == .positive && (!isBalanced(four, 4) || high == 3) }
        let fourWord = complement ? ~four & 0xf : four
        disparity = after(fourWord, 4, between)
        return UInt16(sixWord) << 4 | UInt16(fourWord)
    }

    /// The character of ten bits.
    /// - Throws: for a word that is in neither column of the table, or that the running disparity forbids.
    public static func decode(_ word: UInt16, _ disparity: inout Disparity) throws(LineCodeError) -> Character {
        guard let characters = table[word & 0x3ff] else { throw LineCodeError(code: "8b/10b", symbol: 0, what: "\(bits(word).text()) is no word") }
        let ones = (word & 0x3ff).nonzeroBitCount
        let before = disparity
        // After an unbalanced word the disparity is what the word says, right or wrong: so one error does not become many.
        if ones != 5 { disparity = ones > 5 ? .positive : .negative }
        guard let character = characters[before == .negative ? 0 : 1] else {
            if ones == 5 { disparity = before == .negative ? .positive : .negative }
            throw LineCodeError(code: "8b/10b", symbol: 0, what: "\(bits(word).text()) after \(before == .negative ? "negative" : "positive") running disparity")
        }
        var next = before
        _ = try encode(character, &next)
        disparity = next
        return character
    }

    /// The ten bits of a word in sending order.
    public static func bits(_ word: UInt16) -> Bits { (0..<10).map { word >> (9 - $0) & 1 == 1 } }

    /// For each word that exists, the character that it is after negative and after positive disparity.
    private static let table: [UInt16: [Character?]] = {
        var table: [UInt16: [Character?]] = [:]
        for (column, start) in [Disparity.negative, .positive].enumerated() {
            for character in (0...255).map({ Character.data(UInt8($0)) }) + controls.map({ .control($0) }) {
                var disparity = start
                guard let word = try? encode(character, &disparity) else { continue }
                table[word, default: [nil, nil]][column] = character
            }
        }
        return table
    }()

    private static func isBalanced(_ word: UInt8, _ width: Int) -> Bool { word.nonzeroBitCount * 2 == width }

    private static func after(_ word: UInt8, _ width: Int, _ before: Disparity) -> Disparity {
        let ones = word.nonzeroBitCount * 2
        return ones == width ? before : ones > width ? .positive : .negative
    }

    /// D.x.7's usual word would make a run of five equal bits behind these (IEEE 802.3 table 36-1).
    private static func usesAlternate(_ low: Int, _ disparity: Disparity) -> Bool {
        disparity == .negative ? [17, 18, 20].contains(low) : [11, 13, 14].contains(low)
    }
}
