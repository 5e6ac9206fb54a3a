/// Making smaller and larger networks out of one.
extension InternetNetwork {
    /// The networks with a prefix `difference` bits longer that make up this one, from the first to the last, made as they are asked
    /// for. A single address has only itself.
    public func subnets(difference: Int = 1) throws(AddressError) -> SubnetSequence<Address> {
        if hostBits == 0 { return SubnetSequence(of: self, prefixLength: prefixLength) }
        guard difference >= 0 else { throw AddressError(.value, .prefixNotLonger, in: "\(self)") }
        guard difference <= hostBits else { throw AddressError(.value, .prefixOutOfRange, in: "\(self)") }
        return SubnetSequence(of: self, prefixLength: prefixLength + difference)
    }

    /// The networks with this prefix length that make up this one.
    public func subnets(prefixLength new: Int) throws(AddressError) -> SubnetSequence<Address> {
        if hostBits == 0 { return SubnetSequence(of: self, prefixLength: prefixLength) }
        guard new >= prefixLength else { throw AddressError(.value, .prefixNotLonger, in: "\(self)") }
        guard new <= Address.bitWidth else { throw AddressError(.value, .prefixOutOfRange, in: "\(self)") }
        return SubnetSequence(of: self, prefixLength: new)
    }

    /// The network with a prefix `difference` bits shorter that this one lies in. That of everything is everything.
    public func supernet(difference: Int = 1) throws(AddressError) -> InternetNetwork {
        if prefixLength == 0 { return self }
        guard difference >= 0 else { throw AddressError(.value, .prefixNotShorter, in: "\(self)") }
        guard difference <= prefixLength else { throw AddressError(.value, .prefixOutOfRange, in: "\(self)") }
        return InternetNetwork(containing: Address(rawValue: address.rawValue), prefixLength: prefixLength - difference)
    }

    /// The network with this prefix length that this one lies in.
    public func supernet(prefixLength new: Int) throws(AddressError) -> InternetNetwork {
        if prefixLength == 0 { return self }
        guard new <= prefixLength else { throw AddressError(.value, .prefixNotShorter, in: "\(self)") }
        guard new >= 0 else { throw AddressError(.value, .prefixOutOfRange, in: "\(self)") }
        return InternetNetwork(containing: Address(rawValue: address.rawValue), prefixLength: new)
    }

    /// What is left of this network without `hole`: the fewest networks, in order. At each prefix length on the way to the hole,
    /// the half that the hole is not in.
    public func subtracting(_ hole: InternetNetwork) throws(AddressError) -> [InternetNetwork] {
        guard contains(hole) else { throw AddressError(.value, .notContained, in: "\(self) without \(hole)") }
        var rest: [InternetNetwork] = []
        for length in prefixLength..<hole.prefixLength {
            let bit: Address.RawValue = 1 << Address.RawValue(Address.bitWidth - 1 - length)
            rest.append(InternetNetwork(containing: Address(rawValue: hole.address.rawValue ^ bit), prefixLength: length + 1))
        }
        return rest.sorted()
    }
}

/// The networks of one prefix length that make up a larger one, made as they are asked for.
public struct SubnetSequence<Address: InternetAddress>: Sequence, Sendable {
    public let network: InternetNetwork<Address>
    public let prefixLength: Int

    init(of network: InternetNetwork<Address>, prefixLength: Int) {
        self.network = network
        self.prefixLength = prefixLength
    }

    /// How many there are.
    public var count: AddressCount { AddressCount(bits: prefixLength - network.prefixLength) }
    public var underestimatedCount: Int { count.number.map { Int(clamping: $0) } ?? .max }

    public var first: InternetNetwork<Address> {
        // Parts have no scope; a single address is no part but itself.
        network.hostBits == 0 ? network : .init(containing: Address(rawValue: network.address.rawValue), prefixLength: prefixLength)
    }
    public var last: InternetNetwork<Address> { .init(containing: network.broadcast, prefixLength: prefixLength) }

    public struct Iterator: IteratorProtocol {
        private var upcoming: InternetNetwork<Address>?
        private let last: InternetNetwork<Address>

        init(_ first: InternetNetwork<Address>, _ last: InternetNetwork<Address>) {
            upcoming = first
            self.last = last
        }

        public mutating func next() -> InternetNetwork<Address>? {
            guard let current = upcoming else { return nil }
            upcoming = current.address.rawValue < last.address.rawValue
                ? .init(containing: Address(rawValue: current.broadcast.rawValue + 1), prefixLength: current.prefixLength) : nil
            return current
        }
    }

    public func makeIterator() -> Iterator { Iterator(first, last) }
}
