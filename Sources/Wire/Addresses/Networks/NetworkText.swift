/// Networks as text: an address, a slash, and a prefix length or (IPv4) a netmask or hostmask.
extension InternetNetwork {
    /// The network that `text` says: "192.0.2.0/24", "192.0.2.0/255.255.255.0", "192.0.2.0/0.0.0.255", "2001:db8::/32"; without a slash,
    /// the network of that one address. With `strict` false, bits behind the prefix may be set and are cleared.
    public init(validating text: some StringProtocol, strict: Bool = true) throws(AddressError) {
        let (address, prefixLength) = try Self.split(text)
        self.init(containing: address, prefixLength: prefixLength)
        if strict, self.address.rawValue != address.rawValue { throw AddressError(.value, .hostBitsSet, in: text) }
    }

    /// The address and the prefix length that `text` says.
    static func split(_ text: some StringProtocol) throws(AddressError) -> (Address, Int) {
        let text = Substring(text)
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (try Address(validating: text), Address.bitWidth) }
        let mask = text[text.utf8.index(after: slash)...]
        if let second = mask.utf8.firstIndex(of: UInt8(ascii: "/")) {
            throw AddressError(.address, .secondSlash, in: text, at: text.utf8.distance(from: text.startIndex, to: second))
        }
        let address = try Address(validating: text[..<slash])
        return (address, try prefixLength(of: mask))
    }

    /// The prefix length that the part behind the slash says: digits, or a mask in the address's own notation.
    static func prefixLength(of mask: Substring) throws(AddressError) -> Int {
        if !mask.isEmpty, mask.utf8.allSatisfy({ $0 &- 0x30 < 10 }) {
            // Any number of leading zeros is harmless here.
            guard let length = Int(mask), length <= Address.bitWidth else { throw AddressError(.mask, .prefixOutOfRange, in: mask) }
            return length
        }
        guard let length = Address.prefixLength(ofMask: mask) else { throw AddressError(.mask, .badMask, in: mask) }
        return length
    }
}

extension IPv4Address {
    /// A netmask is ones, then zeros; a hostmask zeros, then ones. All zeros and all ones are taken as netmasks.
    public static func prefixLength(ofMask text: some StringProtocol) -> Int? {
        guard let mask = IPv4Address(text)?.rawValue else { return nil }
        for candidate in [mask, ~mask] where candidate.leadingZeroBitCount == 0 || candidate == 0 {
            let length = (~candidate).leadingZeroBitCount
            if candidate == netmask(length) { return length }
        }
        return nil
    }
}

extension InternetNetwork: LosslessStringConvertible {
    /// The network that `text` says; nil for anything else, host bits included.
    public init?(_ description: String) {
        guard let network = try? InternetNetwork(validating: description) else { return nil }
        self = network
    }

    /// "192.0.2.0/24".
    public var description: String { "\(address)/\(prefixLength)" }
    /// "192.0.2.0/255.255.255.0".
    public var withNetmask: String { "\(address)/\(netmask)" }
    /// "192.0.2.0/0.0.0.255".
    public var withHostmask: String { "\(address)/\(hostmask)" }
    /// "2001:0db8:0000:0000:0000:0000:0000:0000/32".
    public var exploded: String { "\(address.exploded)/\(prefixLength)" }
}
