import Wire

/// TCP's control bits (RFC 9293 section 3.1), and the bits around them: with the reserved ones, the low 12 bits of the
/// header's 13th and 14th octets.
public struct TCPFlags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The sender has no more to send.
    public static let fin = TCPFlags(rawValue: 1 << 0)
    /// Synchronises sequence numbers: the first segment each way.
    public static let syn = TCPFlags(rawValue: 1 << 1)
    /// There is no such connection, or no longer.
    public static let rst = TCPFlags(rawValue: 1 << 2)
    /// Hand what there is to the program now.
    public static let psh = TCPFlags(rawValue: 1 << 3)
    /// The acknowledgment number counts.
    public static let ack = TCPFlags(rawValue: 1 << 4)
    /// The urgent pointer counts.
    public static let urg = TCPFlags(rawValue: 1 << 5)
    /// Congestion was experienced (RFC 3168).
    public static let ece = TCPFlags(rawValue: 1 << 6)
    /// The congestion window was reduced (RFC 3168).
    public static let cwr = TCPFlags(rawValue: 1 << 7)
    /// Accurate ECN (RFC 9768), once the nonce sum (RFC 3540).
    public static let ae = TCPFlags(rawValue: 1 << 8)
    /// Reserved; zero on sending, ignored on receiving.
    public static let reserved = TCPFlags(rawValue: 0b111 << 9)
}

extension TCPFlags: CustomStringConvertible {
    /// The names in the order in which traces write them: "SYN, ACK", "PSH, ACK".
    public var description: String {
        let names: [(TCPFlags, String)] = [(.fin, "FIN"), (.syn, "SYN"), (.rst, "RST"), (.psh, "PSH"), (.ack, "ACK"), (.urg, "URG"), (.ece, "ECE"), (.cwr, "CWR"), (.ae, "AE")]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
