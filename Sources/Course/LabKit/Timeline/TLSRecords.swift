/// Bytes that begin with TLS records (RFC 8446, section 5.1), told by their kinds: what they say nobody can read.
enum TLSRecords {
    /// "TLS: Client Hello", "TLS: Application Data, 38 B"; nil for what does not begin like a record.
    ///
    ///     type (20 to 24) | 3 | minor version (0 to 4) | length, 2 bytes, at most 2^14 + 2048 | …
    static func words(_ bytes: [UInt8]) -> String? {
        var kinds: [(name: String, count: Int)] = [], place = 0
        while place + 5 <= bytes.count {
            let length = Int(bytes[place + 3]) << 8 | Int(bytes[place + 4])
            guard (20...24).contains(bytes[place]), bytes[place + 1] == 3, bytes[place + 2] <= 4, length <= 16_384 + 2_048 else { break }
            let name = kind(bytes[place], first: place + 5 < bytes.count ? bytes[place + 5] : nil)
            if kinds.last?.name == name { kinds[kinds.count - 1].count += 1 } else { kinds.append((name, 1)) }
            place += 5 + length
        }
        return kinds.isEmpty ? nil : "TLS: " + kinds.map { $0.count == 1 ? $0.name : "\($0.name) × \($0.count)" }.joined(separator: ", ")
    }

    private static func kind(_ type: UInt8, first: UInt8?) -> String {
        switch (type, first) {
        case (20, _): "Change Cipher Spec"
        case (21, _): "Alert"
        case (22, 1?): "Client Hello"
        case (22, 2?): "Server Hello"
        case (22, 11?): "Certificate"
        case (22, _): "Handshake"
        case (23, _): "Application Data"
        default: "Heartbeat"
        }
    }
}
