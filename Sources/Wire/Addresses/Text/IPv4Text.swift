/// IPv4 addresses as text: four decimal numbers between dots, and nothing else.
///
/// As strict as POSIX's `inet_pton`: no numbers left out, no leading zeros (is 010 eight or ten?), no spaces.
extension IPv4Address {
    /// The address that the ASCII text says. Allocates nothing.
    public init(ascii text: Span<UInt8>) throws(AddressFault) {
        self.init(rawValue: try Self.parse(text, from: 0))
    }

    /// Parses from byte `start` to the end.
    static func parse(_ text: Span<UInt8>, from start: Int) throws(AddressFault) -> UInt32 {
        // The right case in one pass; whatever is wrong is looked into afterwards, at leisure.
        let end = text.count
        guard end &- start >= 7, end &- start <= 15 else { throw fault(in: text, from: start) }
        var value: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0, dots = 0
        var index = start
        while index < end {
            let byte = unsafe text[unchecked: index]
            let digit = UInt32(byte &- 0x30)
            if digit < 10 {
                octet = octet &* 10 &+ digit
                // A second digit behind a 0 or a number that is too large.
                if digits > 0, octet < 10 || octet > 255 { throw fault(in: text, from: start) }
                digits &+= 1
                if digits > 3 { throw fault(in: text, from: start) }
            } else {
                if byte != 0x2e || digits == 0 { throw fault(in: text, from: start) }
                value = value << 8 | octet
                octet = 0
                digits = 0
                dots &+= 1
            }
            index &+= 1
        }
        guard dots == 3, digits > 0 else { throw fault(in: text, from: start) }
        return value << 8 | octet
    }

    /// Why the text is no IPv4 address: the number of parts first, then part by part.
    @inline(never)
    private static func fault(in text: Span<UInt8>, from start: Int) -> AddressFault {
        if start == text.count { return AddressFault(.empty, at: start) }
        var dots = 0
        for index in start..<text.count {
            if text[index] == UInt8(ascii: ".") { dots += 1 }
            if text[index] == UInt8(ascii: "/") { return AddressFault(.slashInAddress, at: index) }
        }
        guard dots == 3 else { return AddressFault(.notFourOctets, at: start) }
        var first = start
        while first <= text.count {
            var end = first
            while end < text.count, text[end] != UInt8(ascii: ".") { end += 1 }
            if end == first { return AddressFault(.emptyOctet, at: first) }
            for index in first..<end where text[index] &- 0x30 > 9 { return AddressFault(.notDecimal, at: index) }
            if end - first > 3 { return AddressFault(.octetTooLong, at: first) }
            if end - first > 1, text[first] == UInt8(ascii: "0") { return AddressFault(.leadingZero, at: first) }
            var octet = 0
            for index in first..<end { octet = octet * 10 + Int(text[index] - 0x30) }
            if octet > 255 { return AddressFault(.octetTooLarge, at: first) }
            first = end + 1
        }
        return AddressFault(.notFourOctets, at: start)
    }
}

extension IPv4Address: LosslessStringConvertible {
    /// The address that `text` says; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let address = text.parse({ bytes throws(AddressFault) in try IPv4Address(ascii: bytes) }) else { return nil }
        self = address
    }

    public init?(_ description: String) {
        guard let address = description.parse({ bytes throws(AddressFault) in try IPv4Address(ascii: bytes) }) else { return nil }
        self = address
    }

    /// The address that `text` says, or why it says none.
    public init(validating text: some StringProtocol) throws(AddressError) {
        self = try text.parse(as: .address) { bytes throws(AddressFault) in try IPv4Address(ascii: bytes) }
    }

    /// "192.0.2.1".
    public var description: String {
        var text = AddressText()
        text.append(self)
        return text.string
    }
}
