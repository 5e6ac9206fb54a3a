/// An address as a number in binary or hexadecimal, always with all its digits.
public struct AddressFormat: Hashable, Sendable {
    public enum Radix: Hashable, Sendable { case binary, hexadecimal, upperHexadecimal }

    public var radix: Radix
    /// "0b" or "0x" in front.
    public var prefixed: Bool
    /// "_" between each four digits.
    public var grouped: Bool

    public init(_ radix: Radix, prefixed: Bool = false, grouped: Bool = false) {
        self.radix = radix
        self.prefixed = prefixed
        self.grouped = grouped
    }

    /// The format that `text` says: "b", "x" or "X", with "#" for the prefix and "_" for groups before it; "n" is binary for
    /// IPv4 and hexadecimal for IPv6.
    public init(_ text: some StringProtocol, version: Int) throws(AddressError) {
        var rest = Substring(text)
        func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }
        let prefixed = take("#"), grouped = take("_")
        let radix: Radix? = switch rest {
        case "b": .binary
        case "x": .hexadecimal
        case "X": .upperHexadecimal
        case "n": version == 4 ? .binary : .hexadecimal
        default: nil
        }
        guard let radix else { throw AddressError(.value, .badFormat, in: text) }
        self.init(radix, prefixed: prefixed, grouped: grouped)
    }
}

extension InternetAddress {
    /// The address in `format`: "0b1100_0000_…".
    public func formatted(_ format: AddressFormat) -> String {
        let (bits, base, prefix) = switch format.radix {
        case .binary: (1, 2, "0b")
        case .hexadecimal: (4, 16, "0x")
        case .upperHexadecimal: (4, 16, "0X")
        }
        let digits = Self.bitWidth / bits
        var text = format.prefixed ? prefix : ""
        for place in 0..<digits {
            if format.grouped, place > 0, place % 4 == 0 { text += "_" }
            let digit = rawValue >> RawValue(bits * (digits - 1 - place)) & RawValue(base - 1)
            text += String(digit, radix: base, uppercase: format.radix == .upperHexadecimal)
        }
        return text
    }
}
