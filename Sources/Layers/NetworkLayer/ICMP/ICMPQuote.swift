import Wire

/// The packet that an ICMP error is about, as much of it as came back, and the extensions behind it (RFC 4884).
public struct ICMPQuote: Hashable, Sendable {
    /// The packet's first bytes, from its IP header on. Hostile until checked: anybody may have made it up.
    public var packet: [UInt8]
    /// The extension structure (RFC 4884 section 7), not looked into; mostly empty.
    public var extensions: [UInt8]

    public init(_ packet: [UInt8], extensions: [UInt8] = []) {
        self.packet = packet
        self.extensions = extensions
    }

    /// The fewest bytes of a packet before extensions (RFC 4884 section 5.1).
    private static let minimumBeforeExtensions = 128

    /// Reads what is left. `length` is the message's length field in units of `unit` bytes. Less than 128 bytes is no length: those
    /// bytes were unused once, and nobody promised zeros.
    init(parsing reader: inout ByteReader, length: UInt8, unit: Int) throws(DecodeError) {
        if Int(length) * unit < Self.minimumBeforeExtensions {
            self.init(reader.rest())
        } else {
            let packet = try reader.bytes(Int(length) * unit, "original datagram")
            self.init(packet, extensions: reader.rest())
        }
    }

    /// The length field's value. Only a quote with extensions has one.
    func lengthField(unit: Int) -> UInt8 { extensions.isEmpty ? 0 : UInt8(clamping: paddedLength(unit: unit) / unit) }

    func serialize(into writer: inout ByteWriter, unit: Int) {
        if extensions.isEmpty {
            writer.write(packet)
        } else {
            let padded = paddedLength(unit: unit)
            writer.write(packet.prefix(padded))
            writer.zeros(padded - min(packet.count, padded))
            writer.write(extensions)
        }
    }

    /// With extensions, at least 128 bytes in whole units, as many as the field can count.
    private func paddedLength(unit: Int) -> Int { min(max(Self.minimumBeforeExtensions, (packet.count + unit - 1) / unit * unit), 255 * unit) }
}
