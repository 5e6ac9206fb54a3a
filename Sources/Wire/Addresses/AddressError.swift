/// A text, or a wish, that is not an address, a network or anything that can be made of them: what it
/// should have been, why it is not, and the text itself.
public struct AddressError: Error, Hashable, Sendable {
    /// What the text was to be, or what was asked of it.
    public enum Kind: String, Hashable, Sendable {
        /// The text of an address.
        case address
        /// The part behind the slash: a prefix length, a netmask or a hostmask.
        case mask
        /// The text of a socket address: an address and a port.
        case socketAddress
        /// An argument that has a wrong value: host bits in a network's address, a prefix length that does not fit.
        case value
        /// Two things that do not go together: IPv4 and IPv6.
        case version
        /// A place that the network does not have.
        case index
    }

    public let kind: Kind
    public let reason: Reason
    /// The text at fault, as it was given.
    public let text: String
    /// UTF-8 bytes from the start of `text` to the fault, where the fault has a place.
    public let offset: Int?

    public init(_ kind: Kind, _ reason: Reason, in text: some StringProtocol, at offset: Int? = nil) {
        self.kind = kind
        self.reason = reason
        self.text = String(text)
        self.offset = offset
    }
}

extension AddressError {
    /// Why it is not.
    public enum Reason: UInt8, Hashable, Sendable {
        // Any address.
        case empty
        case slashInAddress
        case neitherVersion
        case wrongByteCount
        case numberOutOfRange
        // IPv4.
        case notFourOctets
        case emptyOctet
        case notDecimal
        case octetTooLong
        case leadingZero
        case octetTooLarge
        // IPv6.
        case tooFewParts
        case tooManyParts
        case secondDoubleColon
        case leadingColon
        case trailingColon
        case nothingToCompress
        case notEightParts
        case notHexadecimal
        case partTooLong
        case badScope
        case scopeNotAllowed
        // Networks.
        case secondSlash
        case badMask
        case prefixOutOfRange
        case hostBitsSet
        case prefixNotLonger
        case prefixNotShorter
        case differenceAndPrefix
        case notContained
        case rangeBackwards
        case mixedVersions
        case outsideNetwork
        case badFormat
        // Socket addresses.
        case missingPort
        case badPort
        case missingBracket
    }
}

extension AddressError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "there is nothing"
        case .slashInAddress: "an address has no '/'; with one it is a network or an interface"
        case .neitherVersion: "neither IPv4 nor IPv6"
        case .wrongByteCount: "an IPv4 address has 4 bytes, an IPv6 address 16"
        case .numberOutOfRange: "the number is negative or has too many bits"
        case .notFourOctets: "an IPv4 address has four numbers between three dots"
        case .emptyOctet: "a number is missing between the dots"
        case .notDecimal: "only the digits 0 to 9 may stand here"
        case .octetTooLong: "a number has more than three digits"
        case .leadingZero: "a number begins with 0, which some would read as octal"
        case .octetTooLarge: "a number is above 255"
        case .tooFewParts: "an IPv6 address has at least two colons"
        case .tooManyParts: "an IPv6 address has at most eight parts of 16 bits"
        case .secondDoubleColon: "'::' may stand only once"
        case .leadingColon: "a single ':' stands at the start"
        case .trailingColon: "a single ':' stands at the end"
        case .nothingToCompress: "all eight parts are there, so '::' stands for nothing"
        case .notEightParts: "without '::' all eight parts must be there"
        case .notHexadecimal: "only the digits 0 to 9 and a to f may stand here"
        case .partTooLong: "a part has more than four digits"
        case .badScope: "behind '%' there must be one scope"
        case .scopeNotAllowed: "a scope ('%…') cannot stand here"
        case .secondSlash: "'/' may stand only once"
        case .badMask: "neither a prefix length, nor a netmask, nor a hostmask"
        case .prefixOutOfRange: "the prefix length does not fit the address"
        case .hostBitsSet: "bits behind the prefix are set, so this is a host in the network, not the network"
        case .prefixNotLonger: "a subnet's prefix is at least as long as its network's"
        case .prefixNotShorter: "a supernet's prefix is at most as long as its network's"
        case .differenceAndPrefix: "give the difference or the new prefix length, not both"
        case .notContained: "the one is not inside the other"
        case .rangeBackwards: "the last address comes before the first"
        case .mixedVersions: "one is IPv4, the other IPv6"
        case .outsideNetwork: "the network has no such address"
        case .badFormat: "not a format for an address: [#][_] and b, x, X or n, or a format for text"
        case .missingPort: "a port is missing: ADDRESS:PORT or [ADDRESS]:PORT"
        case .badPort: "a port is a number from 0 to 65535"
        case .missingBracket: "an IPv6 address with a port stands in brackets: [::1]:80"
        }
    }
}

extension AddressError: CustomStringConvertible {
    /// "not an address: "10.0.0.256", byte 7: a number is above 255".
    public var description: String {
        let place = offset.map { ", byte \($0)" } ?? ""
        let shown = text.count > 100 ? text.prefix(100) + "…" : text[...]
        let what = switch kind {
        case .address: "not an address"
        case .mask: "not a mask"
        case .socketAddress: "not an address and a port"
        case .value, .version, .index: "cannot be"
        }
        return "\(what): \(String(shown).debugDescription)\(place): \(reason)"
    }
}
