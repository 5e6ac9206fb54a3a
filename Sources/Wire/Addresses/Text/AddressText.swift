/// Room for the text of one address, with its prefix or its port, built up without allocating.
struct AddressText {
    private var bytes: InlineArray<80, UInt8> = .init(repeating: 0)
    private(set) var count = 0

    mutating func append(_ character: Unicode.Scalar) {
        bytes[count] = UInt8(truncatingIfNeeded: character.value)
        count &+= 1
    }

    /// A number from 0 to 65535 in decimal.
    mutating func append(decimal number: Int) {
        var divisor = number >= 10000 ? 10000 : number >= 1000 ? 1000 : number >= 100 ? 100 : number >= 10 ? 10 : 1
        var rest = number
        while divisor > 0 {
            appendDigit(rest / divisor)
            rest %= divisor
            divisor /= 10
        }
    }

    /// 16 bits in lower-case hexadecimal, with or without their leading zeros.
    mutating func append(hexadecimal number: UInt16, padded: Bool = false) {
        var shift = 12
        var begun = padded
        while shift >= 0 {
            let digit = Int(number >> UInt16(shift) & 15)
            begun = begun || digit != 0 || shift == 0
            if begun { appendDigit(digit) }
            shift -= 4
        }
    }

    private mutating func appendDigit(_ digit: Int) {
        bytes[count] = UInt8(truncatingIfNeeded: digit < 10 ? 0x30 + digit : 0x57 + digit)
        count &+= 1
    }

    mutating func append(_ address: IPv4Address) {
        append(decimal: Int(address.rawValue >> 24))
        append(".")
        append(decimal: Int(address.rawValue >> 16 & 255))
        append(".")
        append(decimal: Int(address.rawValue >> 8 & 255))
        append(".")
        append(decimal: Int(address.rawValue & 255))
    }

    var string: String {
        String(unsafeUninitializedCapacity: count) { room in
            for index in 0..<count { room[index] = bytes[index] }
            return count
        }
    }
}
