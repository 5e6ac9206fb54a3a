/// What routers add to an ICMP error behind the packet that is its cause (RFC 4884), such as the labels the packet had (RFC 4950).
///
///     +-------+-----------------------+-------------------------------+
///     |version|       reserved        |           Checksum            |
///     +-------+-----------------------+---------------+---------------+
///     |            Length             |     Class     |     Type      |
///     +-------------------------------+---------------+---------------+
///     |        the object: labels, or what the class says              |
enum ICMPExtensions {
    /// Where the extensions begin: where the length field says, or behind 128 bytes of the packet.
    static func dissect(_ message: Octets, units: Int, _ d: inout Dissection) throws(Stop) {
        let data = try message.dropping(8 + (units > 0 ? units * 4 : 128))
        guard data.reported >= 4 else { return }
        d.add(ICMPField.extensions, 1, data, 0, data.count)
        d.open()
        defer { d.close() }
        let version = try data.u8(0) >> 4
        d.add(ICMPField.extensionVersion, version, data, 0, 1)
        try d.read(ICMPField.extensionReserved, data, 0, 2)
        let checksum = try d.read(ICMPField.extensionChecksum, data, 2, 2)
        let isWhole = data.count >= data.reported
        d.add(ICMPField.extensionChecksumStatus, checksum == 0 ? 3 : !isWhole ? 2 : Checksum.sum(data, 0, data.count) == 0xffff ? 1 : 0, data, 2, 0, flags: .generated)
        guard version == 1 || version == 2 else { return }
        var at = 4
        while data.reported - at >= 4 {
            let length = try d.read(ICMPField.objectLength, data, at, 2)
            d.open()
            defer { d.close() }
            let kind = try d.read(ICMPField.objectClass, data, at + 2, 1), type = try d.read(ICMPField.objectType, data, at + 3, 1)
            guard length >= 4 else { return d.report(.invalid, field: ICMPField.objectLength.id, offset: data.offset + at, reason: "is \(length), must be at least 4") }
            let end = min(at + length, data.reported)
            at += 4
            if kind == 1, type == 1 {
                while at + 4 <= end {
                    let word = try data.u32(at)
                    d.add(ICMPField.label, word >> 12, data, at, 3)
                    d.open()
                    d.add(ICMPField.labelClass, word >> 9 & 7, data, at + 2, 1)
                    d.add(ICMPField.labelBottom, word >> 8 & 1, data, at + 2, 1)
                    d.add(ICMPField.labelTTL, word & 0xff, data, at + 3, 1)
                    d.close()
                    at += 4
                }
            } else if end > at {
                try d.bytes(ICMPField.objectData, data, at, end - at)
            }
            at = end
        }
    }
}
