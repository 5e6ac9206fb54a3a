import Wire

/// What carries a packet's payload.
enum Transport: UInt8 { case none, tcp, udp }

/// What lower layers tell upper ones about the frame, and what a line about it needs.
struct PacketInfo {
    var number = 0
    var time = Instant.zero
    /// Nanoseconds since the capture's first frame, and since the one before this.
    var sinceFirst: Int64 = 0
    var sincePrevious: Int64 = 0
    var originalLength = 0
    var capturedLength = 0

    /// The outermost... the last set of addresses: what the summary shows.
    var source = AddressKey.none
    var destination = AddressKey.none
    var hasPorts = false
    var sourcePort: UInt16 = 0
    var destinationPort: UInt16 = 0
    /// The highest protocol so far.
    var top = ProtocolName(.frame)
    /// The field a read of which failed last.
    var stoppedAt: FieldID?
    /// An application has made sense of its bytes; counts where fields are not recorded.
    var foundSomething = false
    /// Inside the copy of a packet that an ICMP error carries.
    var isInError = false
    /// A fragment whose datagram isn't whole.
    var isFragment = false
    /// What carries the packet's payload; of an ICMP error nothing does.
    var transport = Transport.none
    /// A checksum that was reckoned is wrong.
    var hasBadChecksum = false
    /// Which of the dissection's facts are this frame's.
    var facts = Facts()
    /// It is wrong because the sender has left it to its network card.
    var leavesChecksum = false
    /// The number that a TCP connection's first segment begins with: this frame asks for one.
    var connectionStart: UInt32?
    var udpPayload: Int?
    /// Where in the frame it begins; meaningless in a reassembled datagram.
    var udpPayloadStart = 0
    /// The UDP conversation's number in the capture; nil for anything else.
    var udpStream: Int?
    /// The source of bytes that TCP's or UDP's payload lies in.
    var payloadSource: UInt8 = 0
    /// Labels of DNS names that were walked over though the name was too long already.
    var idleLabels = 0
    /// Ethernet headers inside one another.
    var links = 0
    /// VLAN tags so far.
    var tags = 0
    /// How many IP headers deep.
    var tunnels = 0

    @inline(__always) init() {}

    struct Facts: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        static let tcp = Facts(rawValue: 1)
        static let arp = Facts(rawValue: 2)
        static let icmp = Facts(rawValue: 4)
    }
}

/// An address of any kind, cheap to compare and hash.
struct AddressKey: Hashable, BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable { case none, mac, v4, v6 }
    var high: UInt64
    var low: UInt64
    var kind: Kind

    static let none = AddressKey(high: 0, low: 0, kind: .none)
    static func mac(_ value: UInt64) -> AddressKey { AddressKey(high: 0, low: value, kind: .mac) }
    static func v4(_ value: UInt32) -> AddressKey { AddressKey(high: 0, low: UInt64(value), kind: .v4) }
    static func v6(_ value: UInt128) -> AddressKey { AddressKey(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value), kind: .v6) }
    var v6: UInt128 { UInt128(high) << 64 | UInt128(low) }
}
