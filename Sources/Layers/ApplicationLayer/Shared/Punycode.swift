/// Names beyond ASCII as the DNS carries them (RFC 3492, RFC 5891): "bücher.example" is "xn--bcher-kva.example".
///
/// Letters are made small first. The tables of IDNA (which characters a registry lets into a name) are not here: whoever resolves the name says
/// whether there is one.
public enum Punycode {
    /// A domain, with a port behind it or not, each label in ASCII; nil for an empty or long label, or one with spaces, control characters or
    /// characters that have a meaning in a URL.
    public static func domain(_ text: some StringProtocol) -> String? {
        var labels: [String] = []
        // The full stops of other scripts stand for the dot (RFC 3490 section 3.1).
        for part in text.lowercased().split(omittingEmptySubsequences: false, whereSeparator: { ".\u{3002}\u{ff0e}\u{ff61}".contains($0) }) {
            if part.utf8.allSatisfy({ $0 < 0x80 }) {
                labels.append(String(part))
                continue
            }
            let (name, port) = cutPort(part)
            let scalars = Array(name.unicodeScalars)
            guard scalars.allSatisfy(isFit), let encoded = encode(scalars), encoded.utf8.count <= 59 else { return nil }
            labels.append("xn--" + encoded + port)
        }
        return labels.joined(separator: ".")
    }

    private static func cutPort(_ part: Substring) -> (name: Substring, port: Substring) {
        guard let colon = part.firstIndex(of: ":") else { return (part, "") }
        return (part[..<colon], part[colon...])
    }

    private static func isFit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ASCII.isLetter(UInt8(scalar.value)) || ASCII.isDigit(UInt8(scalar.value)) || scalar == "-" }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    /// RFC 3492 section 6.3.
    static func encode(_ scalars: [Unicode.Scalar]) -> String? {
        guard scalars.count <= 63 else { return nil }
        var output = String(String.UnicodeScalarView(scalars.filter(\.isASCII)))
        let basic = output.utf8.count
        var handled = basic, point: UInt32 = 128, delta: UInt32 = 0, bias: UInt32 = 72
        if basic > 0 { output += "-" }
        while handled < scalars.count {
            guard let next = scalars.lazy.map(\.value).filter({ $0 >= point }).min() else { return nil }
            // At most 63 characters: no product here leaves 32 bits.
            delta += (next - point) * UInt32(handled + 1)
            point = next
            for scalar in scalars {
                if scalar.value < point { delta += 1 }
                guard scalar.value == point else { continue }
                var rest = delta, k: UInt32 = 36
                while true {
                    let threshold = k <= bias ? 1 : min(26, k - bias)
                    if rest < threshold { break }
                    output.unicodeScalars.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                    rest = (rest - threshold) / (36 - threshold)
                    k += 36
                }
                output.unicodeScalars.append(digit(rest))
                bias = adapted(delta, points: UInt32(handled + 1), isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            point += 1
        }
        return output
    }

    private static func digit(_ value: UInt32) -> Unicode.Scalar { Unicode.Scalar(UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26)) }

    private static func adapted(_ delta: UInt32, points: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2, k: UInt32 = 0
        delta += delta / points
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
