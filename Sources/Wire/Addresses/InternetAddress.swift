/// What IPv4 and IPv6 addresses have in common, so that networks, ranges and routing tables are written once.
public protocol InternetAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A number with exactly as many bits as the address.
    associatedtype RawValue: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

    /// 4 or 6.
    static var version: Int { get }

    /// The address as a number, first octet highest.
    var rawValue: RawValue { get }
    init(rawValue: RawValue)

    /// The address that `text` says, or why it says none.
    init(validating text: some StringProtocol) throws(AddressError)

    /// The same address with nothing left out: "2001:0db8:…", not "2001:db8::".
    var exploded: String { get }
    /// The domain name where the address's own name is looked up (RFC 1035 section 3.5, RFC 3596 section 2.5).
    var reversePointer: String { get }

    var isMulticast: Bool { get }
    var isUnspecified: Bool { get }
    var isReserved: Bool { get }
    var isLoopback: Bool { get }
    var isLinkLocal: Bool { get }
    var isPrivate: Bool { get }
    var isGlobal: Bool { get }

    /// Whether all of a network, given by its ends, is private; see ``InternetNetwork/isPrivate``.
    static func isPrivate(from first: Self, to last: Self) -> Bool
    /// Whether all of a network, given by its ends, is global; see ``InternetNetwork/isGlobal``.
    static func isGlobal(from first: Self, to last: Self) -> Bool

    /// The prefix length that a netmask or hostmask in the address's own notation stands for; nil if `text` is none,
    /// or if the version has no such notation.
    static func prefixLength(ofMask text: some StringProtocol) -> Int?
}

// MARK: - Octets

extension InternetAddress {
    /// Bits of an address: 32 or 128.
    @inlinable public static var bitWidth: Int { RawValue.bitWidth }

    /// The octets, first on the wire first.
    public var octets: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: rawValue >> RawValue(Self.bitWidth - 8 - 8 * $0)) }
    }

    /// The address with these octets, first on the wire first: 4 or 16, neither more nor less.
    public init(octets: some Collection<UInt8>) throws(AddressError) {
        guard octets.count == Self.bitWidth / 8 else {
            throw AddressError(.address, .wrongByteCount, in: octets.prefix(20).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " "))
        }
        self.init(rawValue: octets.reduce(0) { $0 << 8 | RawValue($1) })
    }

    /// The address with this number, if it has one.
    public init(number: some BinaryInteger) throws(AddressError) {
        guard let value = RawValue(exactly: number) else { throw AddressError(.address, .numberOutOfRange, in: "\(number)") }
        self.init(rawValue: value)
    }
}

// MARK: - Arithmetic

extension InternetAddress {
    /// The address `distance` places further on, or back if it is negative. A scope is not kept.
    public static func + (address: Self, distance: some BinaryInteger) throws(AddressError) -> Self {
        guard let steps = RawValue(exactly: distance.magnitude) else { throw address.overflow("+", distance) }
        let (sum, overflow) = distance < 0 ? address.rawValue.subtractingReportingOverflow(steps) : address.rawValue.addingReportingOverflow(steps)
        if overflow { throw address.overflow("+", distance) }
        return Self(rawValue: sum)
    }

    /// The address `distance` places back, or further on if it is negative. A scope is not kept.
    public static func - (address: Self, distance: some BinaryInteger) throws(AddressError) -> Self {
        guard let steps = RawValue(exactly: distance.magnitude) else { throw address.overflow("-", distance) }
        let (difference, overflow) = distance < 0 ? address.rawValue.addingReportingOverflow(steps) : address.rawValue.subtractingReportingOverflow(steps)
        if overflow { throw address.overflow("-", distance) }
        return Self(rawValue: difference)
    }

    private func overflow(_ sign: String, _ distance: some BinaryInteger) -> AddressError {
        AddressError(.address, .numberOutOfRange, in: "\(self) \(sign) \(distance)")
    }
}

// MARK: - Masks

extension InternetAddress {
    /// The mask with `length` bits set, from the highest. Lengths outside 0 to ``bitWidth`` are taken as the nearest inside.
    @inlinable public static func netmask(_ length: Int) -> RawValue {
        length <= 0 ? 0 : RawValue.max << RawValue(truncatingIfNeeded: max(0, bitWidth - length))
    }
}

extension IPv4Address: InternetAddress {
    public static var version: Int { 4 }
    /// The same as the description: nothing is ever left out.
    public var exploded: String { description }
}

extension IPv6Address: InternetAddress {
    public static var version: Int { 6 }
}
