import Wire

// Loads and stores in network byte order, for the few fields that every packet's way through a stack touches. Whoever calls
// has compared the offset with the frame's length before; if not, it traps and does not read on.
extension Array where Element == UInt8 {
    @inline(__always)
    func load16(at offset: Int) -> UInt16 { UInt16(bigEndian: span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)) }

    @inline(__always)
    func load32(at offset: Int) -> UInt32 { UInt32(bigEndian: span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)) }

    /// A link-layer address.
    @inline(__always)
    func load48(at offset: Int) -> UInt64 { UInt64(load16(at: offset)) << 32 | UInt64(load32(at: offset + 2)) }

    @inline(__always)
    mutating func store(_ value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 1] = UInt8(truncatingIfNeeded: value)
    }

    /// Destination, source and type of an Ethernet frame.
    @inline(__always)
    mutating func storeEthernetHeader(destination: MACAddress, source: MACAddress, type: UInt16) {
        precondition(count >= 14)
        withUnsafeMutableBytes { bytes in
            let high = (destination.rawValue << 16 | source.rawValue >> 32).bigEndian
            bytes.storeBytes(of: high, toByteOffset: 0, as: UInt64.self)
            bytes.storeBytes(of: UInt32(truncatingIfNeeded: source.rawValue).bigEndian, toByteOffset: 8, as: UInt32.self)
            bytes.storeBytes(of: type.bigEndian, toByteOffset: 12, as: UInt16.self)
        }
    }
}

/// Bytes of an Ethernet header: where every packet begins in its frame.
let packetOffset = 14
