/// 64b/66b (IEEE 802.3 clause 49.2.4): eight octets behind two bits that always differ, 0 1 for data and 1 0 for control, so
/// that a receiver finds where blocks begin. What makes the rest look like noise is the scrambler behind it.
///
/// 10GBASE-R and faster Ethernet use it: 3 % more bits instead of 8b/10b's 25 %.
public enum SixtyFourBSixtySixB {
    /// A block of 66 bits, before scrambling.
    public enum Block: Hashable, Sendable {
        /// Eight octets of a frame.
        case data([UInt8])
        /// Nothing is being sent.
        case idle
        /// A frame begins in the first octet; seven octets follow (type 0x78).
        case start([UInt8])
        /// The frame ends behind these octets, 0 to 7 of them.
        case terminate([UInt8])
    }

    /// Block types by the number of octets before the end of the frame (figure 49-7).
    static let terminateTypes: [UInt8] = [0x87, 0x99, 0xaa, 0xb4, 0xcc, 0xd2, 0xe1, 0xff]
    static let idleType: UInt8 = 0x1e
    static let startType: UInt8 = 0x78

    /// The two bits of synchronisation and the 64 of payload, each octet's least significant bit first.
    public static func encode(_ block: Block) -> Bits {
        func control(_ type: UInt8, _ rest: [UInt8]) -> Bits { [true, false] + Bits(octets: [type] + rest + Array(repeating: 0, count: 7 - rest.count)) }
        switch block {
        case .data(let octets): return [false, true] + Bits(octets: octets)
        case .idle: return control(idleType, [])
        case .start(let octets): return control(startType, octets)
        case .terminate(let octets): return control(terminateTypes[octets.count], octets)
        }
    }

    /// The block of 66 bits.
    public static func decode(_ bits: Bits, at index: Int = 0) throws(LineCodeError) -> Block {
        guard bits.count == 66 else { throw LineCodeError(code: "64b/66b", symbol: index, what: "\(bits.count) bits, not 66") }
        let octets = Bits(bits[2...]).octets()
        switch (bits[0], bits[1]) {
        case (false, true): return .data(octets)
        case (true, false):
            let type = octets[0]
            if type == idleType { return .idle }
            if type == startType { return .start(Array(octets[1...])) }
            if let count = terminateTypes.firstIndex(of: type) { return .terminate(Array(octets[1..<1 + count])) }
            throw LineCodeError(code: "64b/66b", symbol: index, what: "block type 0x\(String(type, radix: 16)) is none of this subset's")
        default: throw LineCodeError(code: "64b/66b", symbol: index, what: "the synchronisation bits are equal")
        }
    }

    /// The blocks of a frame with its preamble: the first octet becomes the start.
    public static func blocks(of octets: [UInt8]) -> [Block] {
        guard octets.count >= 8 else { return [] }
        var blocks: [Block] = [.start(Array(octets[1..<8]))]
        var rest = octets[8...]
        while rest.count >= 8 {
            blocks.append(.data(Array(rest.prefix(8))))
            rest = rest.dropFirst(8)
        }
        return blocks + [.terminate(Array(rest))]
    }
}
