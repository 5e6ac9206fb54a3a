/// Addresses one after another, made as they are asked for: the hosts of a /8 take no more room than those of a /30.
///
/// None of them has a scope, even if the network's address has one.
public struct AddressSequence<Address: InternetAddress>: Sequence, Sendable {
    private let firstNumber, lastNumber: Address.RawValue

    /// From `first` to `last`, both included.
    init(from first: Address.RawValue, to last: Address.RawValue) {
        firstNumber = first
        lastNumber = last
    }

    public var first: Address { Address(rawValue: firstNumber) }
    public var last: Address { Address(rawValue: lastNumber) }

    /// How many there are; nil for all 2¹²⁸ addresses of IPv6.
    public var count: UInt128? {
        let (count, overflow) = UInt128(lastNumber - firstNumber).addingReportingOverflow(1)
        return overflow ? nil : count
    }

    public struct Iterator: IteratorProtocol {
        fileprivate var upcoming: Address.RawValue?
        fileprivate let last: Address.RawValue

        public mutating func next() -> Address? {
            guard let current = upcoming else { return nil }
            upcoming = current < last ? current + 1 : nil
            return Address(rawValue: current)
        }
    }

    public func makeIterator() -> Iterator { Iterator(upcoming: firstNumber, last: lastNumber) }
    public var underestimatedCount: Int { Int(clamping: UInt128(lastNumber - firstNumber)) }
}

extension InternetNetwork {
    /// All addresses, from the first to the broadcast address.
    public var addresses: AddressSequence<Address> { AddressSequence(from: address.rawValue, to: broadcast.rawValue) }

    /// The addresses that a host may have: in IPv4 all but the network's own and the broadcast address; in IPv6 all but the
    /// first, which means any router of the subnet (RFC 4291 section 2.6.1). Where a network has only one or two
    /// addresses, they are all hosts' (RFC 3021, RFC 6164).
    public var hosts: AddressSequence<Address> {
        if hostBits <= 1 { return addresses }
        return AddressSequence(from: address.rawValue + 1, to: broadcast.rawValue - (Address.version == 4 ? 1 : 0))
    }

    /// The address at `index`, counted from the first (0, 1, …) or, negative, from the last (-1, -2, …).
    public func address(at index: some BinaryInteger) throws(AddressError) -> Address {
        if index < 0, let steps = UInt128(exactly: index.magnitude) { return try address(fromEnd: steps) }
        guard let offset = Address.RawValue(exactly: index), offset <= hostmask.rawValue else {
            throw AddressError(.index, .outsideNetwork, in: "\(self)[\(index)]")
        }
        return Address(rawValue: address.rawValue + offset)
    }

    /// The address `steps` before the end: 1 is the last.
    public func address(fromEnd steps: UInt128) throws(AddressError) -> Address {
        guard steps > 0, let offset = Address.RawValue(exactly: steps - 1), offset <= hostmask.rawValue else {
            throw AddressError(.index, .outsideNetwork, in: "\(self)[-\(steps)]")
        }
        return Address(rawValue: broadcast.rawValue - offset)
    }
}
