/// Bits in the order in which they go onto the wire, first first.
///
/// One `Bool` a bit: the physical layer works out bits only where somebody looks at them, and then they should be easy to look at.
public typealias Bits = [Bool]

/// Which bit of an octet is sent first.
public enum BitOrder: Sendable {
    /// Ethernet (IEEE 802.3 clause 3.3): the least significant bit first.
    case leastSignificantFirst
    /// Most other things, and how bits are written on paper.
    case mostSignificantFirst
}

extension Array where Element == Bool {
    /// The bits of `octets`, each octet's in `order`.
    public init(octets: some Sequence<UInt8>, order: BitOrder = .leastSignificantFirst) {
        self = []
        reserveCapacity(octets.underestimatedCount * 8)
        for octet in octets {
            for place in 0..<8 {
                let shift: UInt8 = UInt8(order == .leastSignificantFirst ? place : 7 - place)
                append(octet >> shift & 1 == 1)
            }
        }
    }

    /// The octets that these bits make; bits over a multiple of eight are left out.
    public func octets(order: BitOrder = .leastSignificantFirst) -> [UInt8] {
        var octets: [UInt8] = []
        for start in stride(from: 0, to: count - count % 8, by: 8) {
            var octet: UInt8 = 0
            for place in 0..<8 where self[start + place] {
                let shift: UInt8 = UInt8(order == .leastSignificantFirst ? place : 7 - place)
                octet |= 1 << shift
            }
            octets.append(octet)
        }
        return octets
    }

    /// "0" and "1", nothing else: nil for other characters. Spaces are passed over.
    public init?(_ text: some StringProtocol) {
        self = []
        for character in text where character != " " {
            guard character == "0" || character == "1" else { return nil }
            append(character == "1")
        }
    }

    /// "10110100", in groups of `group` bits if that is not 0.
    public func text(group: Int = 0) -> String {
        var text = ""
        for (index, bit) in enumerated() {
            if group > 0, index > 0, index % group == 0 { text += " " }
            text += bit ? "1" : "0"
        }
        return text
    }
}

/// What goes before a frame on the wire (IEEE 802.3 clause 3.1.1): seven octets for the receiver's clock to lock on, and one whose
/// last two bits, 1 1, say that the frame begins.
public enum Preamble {
    /// 0x55, on the wire 1 0 1 0 1 0 1 0.
    public static let octet: UInt8 = 0x55
    /// 0xd5, on the wire 1 0 1 0 1 0 1 1.
    public static let startFrameDelimiter: UInt8 = 0xd5
    /// All eight octets.
    public static let octets: [UInt8] = Array(repeating: octet, count: 7) + [startFrameDelimiter]
    /// The gap that must follow a frame, in octets' time (clause 4.4.2).
    public static let interframeGap = 12

    /// The octets of the frame that follows the start-of-frame delimiter in received bits; nil if none is there.
    /// Some of the preamble may be lost while the receiver's clock locks on.
    public static func frame(in bits: Bits) -> [UInt8]? {
        let delimiter: Bits = [true, false, true, false, true, false, true, true]
        guard bits.count >= delimiter.count else { return nil }
        var index = 0
        while index + delimiter.count <= bits.count {
            if Array(bits[index..<index + delimiter.count]) == delimiter { return Array(bits[(index + delimiter.count)...]).octets() }
            index += 1
        }
        return nil
    }
}
