/// IPv6 addresses as text (RFC 4291 section 2.2, RFC 5952): eight hexadecimal parts of 16 bits between colons, one
/// run of zeros as "::", the last two parts as an IPv4 address if one likes.
extension IPv6Address {
    /// The address that the ASCII text says. Allocates nothing.
    public init(ascii text: Span<UInt8>) throws(AddressFault) {
        self.init(rawValue: try Self.parse(text, to: text.count))
    }

    /// Parses the bytes before `end`.
    static func parse(_ text: Span<UInt8>, to end: Int) throws(AddressFault) -> UInt128 {
        // What stands before "::" is collected in `high`, then what stands behind it in `low`.
        var high: UInt64 = 0, low: UInt64 = 0   // the parts so far, the last in the low 16 bits of `low`
        var beforeHigh: UInt64 = 0, beforeLow: UInt64 = 0
        var parts = 0, partsBefore = -1
        var part: UInt64 = 0
        var digits = 0
        var index = 0
        if end >= 2, unsafe text[unchecked: 0] == 0x3a {
            guard unsafe text[unchecked: 1] == 0x3a else { throw fault(in: text, to: end) }
            partsBefore = 0
            index = 2
        }
        while index < end {
            let byte = unsafe text[unchecked: index]
            let digit = unsafe hexadecimalValues[Int(byte)]
            if digit < 16 {
                part = part << 4 | UInt64(digit)
                digits &+= 1
                if digits > 4 { throw fault(in: text, to: end) }
                index &+= 1
            } else if byte == 0x3a, parts < 8 {
                if digits == 0 { throw fault(in: text, to: end) }
                high = high << 16 | low >> 48
                low = low << 16 | part
                parts &+= 1
                part = 0
                digits = 0
                index &+= 1
                if index == end { throw fault(in: text, to: end) }
                if unsafe text[unchecked: index] == 0x3a {
                    guard partsBefore < 0 else { throw fault(in: text, to: end) }
                    partsBefore = parts
                    (beforeHigh, beforeLow, high, low) = (high, low, 0, 0)
                    index &+= 1
                }
            } else if byte == 0x2e, digits > 0, parts <= 6 {
                guard end == text.count, let tail = try? IPv4Address.parse(text, from: index &- digits) else { throw fault(in: text, to: end) }
                high = high << 32 | low >> 32
                low = low << 32 | UInt64(tail)
                parts &+= 2
                digits = 0
                index = end
                return try assemble(text, end, parts, partsBefore, beforeHigh, beforeLow, high, low)
            } else {
                throw fault(in: text, to: end)
            }
        }
        if digits > 0 {
            guard parts < 8 else { throw fault(in: text, to: end) }
            high = high << 16 | low >> 48
            low = low << 16 | part
            parts &+= 1
        }
        return try assemble(text, end, parts, partsBefore, beforeHigh, beforeLow, high, low)
    }

    @inline(__always)
    private static func assemble(
        _ text: Span<UInt8>, _ end: Int, _ parts: Int, _ partsBefore: Int,
        _ beforeHigh: UInt64, _ beforeLow: UInt64, _ high: UInt64, _ low: UInt64
    ) throws(AddressFault) -> UInt128 {
        let behind = UInt128(high) << 64 | UInt128(low)
        if partsBefore < 0 {
            guard parts == 8 else { throw fault(in: text, to: end) }
            return behind
        }
        guard parts < 8 else { throw fault(in: text, to: end) }
        if partsBefore == 0 { return behind }
        let before = UInt128(beforeHigh) << 64 | UInt128(beforeLow)
        return before << UInt128(128 &- 16 &* partsBefore) | behind
    }

    /// Why the text is no IPv6 address: the number of parts first, then part by part.
    @inline(never)
    private static func fault(in text: Span<UInt8>, to end: Int) -> AddressFault {
        if end == 0 { return AddressFault(.empty, at: 0) }
        var starts = [0]
        for index in 0..<end {
            if text[index] == UInt8(ascii: "/") { return AddressFault(.slashInAddress, at: index) }
            if text[index] == UInt8(ascii: ":") { starts.append(index + 1) }
        }
        if starts.count < 3 { return AddressFault(.tooFewParts, at: 0) }
        func isEmpty(_ part: Int) -> Bool { (part + 1 < starts.count ? starts[part + 1] - 1 : end) == starts[part] }
        var count = starts.count
        let lastPart = starts[count - 1]..<end
        let endsInIPv4 = lastPart.contains { text[$0] == UInt8(ascii: ".") }
        if endsInIPv4 {
            do throws(AddressFault) { _ = try IPv4Address.parse(text, from: lastPart.lowerBound) } catch { return error }
            count += 1
        }
        if count > 9 { return AddressFault(.tooManyParts, at: starts[8]) }
        var gap: Int?
        for part in 1..<starts.count - 1 where isEmpty(part) {
            if gap != nil { return AddressFault(.secondDoubleColon, at: starts[part] - 1) }
            gap = part
        }
        if isEmpty(0), gap != 1 { return AddressFault(.leadingColon, at: 0) }
        if isEmpty(starts.count - 1), gap != starts.count - 2 { return AddressFault(.trailingColon, at: end - 1) }
        if let gap {
            let written = count - 1 - (isEmpty(0) ? 1 : 0) - (isEmpty(starts.count - 1) ? 1 : 0)
            if written > 7 { return AddressFault(.nothingToCompress, at: starts[gap] - 1) }
        } else if count != 8 {
            return AddressFault(.notEightParts, at: 0)
        }
        for part in 0..<starts.count - (endsInIPv4 ? 1 : 0) {
            let range = starts[part]..<(part + 1 < starts.count ? starts[part + 1] - 1 : end)
            for index in range where unsafe hexadecimalValues[Int(text[index])] > 15 { return AddressFault(.notHexadecimal, at: index) }
            if range.count > 4 { return AddressFault(.partTooLong, at: range.lowerBound) }
        }
        return AddressFault(.notHexadecimal, at: 0)
    }
}

/// The value of each hexadecimal digit; 255 for every other byte.
nonisolated(unsafe) private let hexadecimalValues: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for byte in 0..<256 { table[byte] = Character(Unicode.Scalar(UInt8(byte))).hexDigitValue.map { byte < 128 ? UInt8($0) : 255 } ?? 255 }
    return UnsafePointer(table)
}()

extension IPv6Address: LosslessStringConvertible {
    /// The address that `text` says; nil for anything else, a scope ("%eth0") included.
    public init?(_ text: some StringProtocol) {
        guard let address = text.parse({ bytes throws(AddressFault) in try IPv6Address(ascii: bytes) }) else { return nil }
        self = address
    }

    public init?(_ description: String) {
        guard let address = description.parse({ bytes throws(AddressFault) in try IPv6Address(ascii: bytes) }) else { return nil }
        self = address
    }

    /// The address that `text` says, or why it says none.
    public init(validating text: some StringProtocol) throws(AddressError) {
        self = try text.parse(as: .address) { bytes throws(AddressFault) in try IPv6Address(ascii: bytes) }
    }

    /// The eight parts, first on the wire first.
    var parts: InlineArray<8, UInt16> {
        InlineArray { UInt16(truncatingIfNeeded: rawValue >> UInt128(112 - 16 * $0)) }
    }

    /// As RFC 5952 has it: lower case, no leading zeros, the longest run of at least two zeros (the first of equals) as "::",
    /// an IPv4-mapped address with its IPv4 part in decimal: "2001:db8::1", "::ffff:192.0.2.1".
    public var description: String { compressed() }

    /// The same as the description; with `mappedAsIPv4` false, in hexadecimal to the end: "::ffff:c000:201".
    public func compressed(mappedAsIPv4: Bool = true) -> String {
        var text = AddressText()
        text.append(self, mappedAsIPv4: mappedAsIPv4)
        return text.string
    }

    /// All eight parts with all their zeros: "2001:0db8:0000:0000:0000:0000:0000:0001".
    public var exploded: String {
        var text = AddressText()
        let parts = parts
        for index in 0..<8 {
            if index > 0 { text.append(":") }
            text.append(hexadecimal: parts[index], padded: true)
        }
        return text.string
    }
}

extension AddressText {
    mutating func append(_ address: IPv6Address, mappedAsIPv4: Bool = true) {
        if mappedAsIPv4, address.rawValue >> 32 == 0xffff {
            for character in "::ffff:".unicodeScalars { append(character) }
            append(IPv4Address(rawValue: UInt32(truncatingIfNeeded: address.rawValue)))
            return
        }
        let parts = address.parts
        let gap = longestRunOfZeros(in: parts)
        var index = 0
        while index < 8 {
            if index == gap.lowerBound, !gap.isEmpty {
                append(":")
                append(":")
                index = gap.upperBound
                continue
            }
            if index > 0, index != gap.upperBound || gap.isEmpty { append(":") }
            append(hexadecimal: parts[index])
            index += 1
        }
    }

    /// The first of the longest runs of at least two zeros; an empty range if there is none.
    private func longestRunOfZeros(in parts: InlineArray<8, UInt16>) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0..<8 {
            if parts[index] != 0 {
                start = index + 1
            } else if index + 1 - start > max(best.count, 1) {
                best = start..<index + 1
            }
        }
        return best
    }
}
