import Wire

/// An address's bits with a bar between the network's and the host's: at most 64 a line.
enum BitDiagram {
    static func text<Address: InternetAddress>(of address: Address, prefixLength: Int?) -> String {
        var lines = [""], labels = [""]
        for bit in 0..<Address.bitWidth {
            if bit > 0, bit % 64 == 0 {
                lines.append("")
                labels.append("")
            }
            let isBorder = bit == prefixLength && bit > 0
            if bit % 64 > 0, bit % 8 == 0 || isBorder {
                lines[lines.count - 1] += isBorder ? "|" : " "
                labels[labels.count - 1] += " "
            }
            let isSet = address.rawValue >> Address.RawValue(Address.bitWidth - 1 - bit) & 1 == 1
            lines[lines.count - 1] += isSet ? "1" : "0"
            labels[labels.count - 1] += prefixLength.map { bit < $0 ? "n" : "h" } ?? ""
        }
        guard prefixLength != nil else { return lines.joined(separator: "\n") }
        return zip(lines, labels).map { "\($0)\n\($1)" }.joined(separator: "\n") + "\nn: the network's, h: the host's"
    }
}
