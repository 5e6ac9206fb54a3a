/// Saying the same set of addresses with as few networks as can be.
extension InternetNetwork {
    /// The fewest networks that hold exactly the addresses from `first` to `last`, in order: never more than two for each bit of an address.
    public static func summarizing(from first: Address, to last: Address) throws(AddressError) -> [InternetNetwork] {
        guard first.rawValue <= last.rawValue else { throw AddressError(.value, .rangeBackwards, in: "\(first) to \(last)") }
        var networks: [InternetNetwork] = []
        var start = first.rawValue
        while true {
            // The largest network that can begin here, and of those the largest that does not go too far.
            let left = last.rawValue - start
            let fitting = left == .max ? Address.bitWidth : Address.bitWidth - 1 - (left + 1).leadingZeroBitCount
            let bits = min(start == 0 ? Address.bitWidth : start.trailingZeroBitCount, fitting)
            networks.append(InternetNetwork(containing: Address(rawValue: start), prefixLength: Address.bitWidth - bits))
            if bits == Address.bitWidth { return networks }
            let (next, overflow) = start.addingReportingOverflow(1 << Address.RawValue(bits))
            if overflow || next > last.rawValue { return networks }
            start = next
        }
    }

    /// The fewest networks that hold exactly the addresses of `networks`, in order. A single address is a network with all bits in its prefix.
    ///
    /// Sorted, a network comes before all that it contains, and the two halves of a network come one after the other: one pass
    /// with a stack is enough.
    public static func collapsing(_ networks: some Sequence<InternetNetwork>) -> [InternetNetwork] {
        var result: [InternetNetwork] = []
        for network in networks.sorted() {
            if let last = result.last, last.contains(network) { continue }
            var merged = network
            while let last = result.last, let whole = last.joined(to: merged) {
                result.removeLast()
                merged = whole
            }
            result.append(merged)
        }
        return result
    }

    /// The network of which this is the lower half and `upper` the upper; nil if there is none.
    private func joined(to upper: InternetNetwork) -> InternetNetwork? {
        guard prefixLength == upper.prefixLength, prefixLength > 0 else { return nil }
        let bit: Address.RawValue = 1 << Address.RawValue(Address.bitWidth - prefixLength)
        guard address.rawValue ^ upper.address.rawValue == bit else { return nil }
        return InternetNetwork(containing: Address(rawValue: address.rawValue), prefixLength: prefixLength - 1)
    }
}
