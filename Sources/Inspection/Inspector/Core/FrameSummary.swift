import Wire

/// One end of a frame, at the highest layer that names one.
public enum Endpoint: Hashable, Sendable {
    case none
    case mac(MACAddress)
    case host(IPAddress)
    case socket(IPAddress, port: UInt16)
}

/// A frame in a line: who, to whom, what.
public struct FrameSummary: Sendable {
    /// The frame's place in the capture, from 1.
    public let number: Int
    public let time: Instant
    /// Bytes on the wire.
    public let length: Int
    /// Bytes in the capture.
    public let capturedLength: Int
    public let source: Endpoint
    public let destination: Endpoint
    /// The highest protocol: "TCP", "HTTP".
    public let protocolTitle: String
    /// `frame.protocols`, as tshark has it.
    public let protocols: String
    /// What the frame says, without addresses and protocol.
    public let info: String
    public let tcp: TCPFacts?
    public let arp: ARPFacts?
    public let icmp: ICMPFacts?
    /// Bytes that UDP carries; nil for anything else.
    public let udpPayloadLength: Int?
    /// Where UDP's payload begins in the frame (or in the reassembled datagram); 0 for anything else.
    public let udpPayloadStart: Int
    /// What is wrong with the frame, if anything.
    public let problems: [Problem]
}

/// A TCP segment's facts, with numbers relative to the stream's beginning.
public struct TCPFacts: Sendable, Hashable {
    public struct Flags: OptionSet, Sendable, Hashable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let fin = Flags(rawValue: 1)
        public static let syn = Flags(rawValue: 2)
        public static let rst = Flags(rawValue: 4)
        public static let psh = Flags(rawValue: 8)
        public static let ack = Flags(rawValue: 16)
        public static let urg = Flags(rawValue: 32)
        public static let ece = Flags(rawValue: 64)
        public static let cwr = Flags(rawValue: 128)
        public static let ae = Flags(rawValue: 256)
    }
    /// The stream's number in the capture, from 0.
    public var stream = 0
    /// The sender is the end that began the stream (sent the first SYN, as far as the capture shows).
    public var isFromClient = false
    public var sourcePort: UInt16 = 0
    public var destinationPort: UInt16 = 0
    public var flags: Flags = []
    /// Relative to the sender's initial sequence number: a SYN has 0, the first byte 1.
    public var sequence: UInt32 = 0
    public var rawSequence: UInt32 = 0
    /// Relative to the other end's initial sequence number; meaningless without ACK.
    public var acknowledgment: UInt32 = 0
    public var rawAcknowledgment: UInt32 = 0
    /// The window field as it stands.
    public var window: UInt16 = 0
    /// The window in bytes, scaled as the handshake agreed.
    public var scaledWindow = 0
    public var headerLength = 0
    /// The payload's bytes in the frame (or in the reassembled datagram).
    public var payload = 0..<0
    /// Bytes of payload that were sent; more than `payload.count` when the capture cut the frame.
    public var payloadLength = 0
    /// What was noticed about the segment: a retransmission, a lost segment before it…
    public var analysis: TCPAnalysis = []
    /// The number of this acknowledgement among duplicates of one number; 0 when it isn't one.
    public var duplicateAckNumber = 0
    /// The frame whose data this one acknowledges; 0 for none.
    public var acknowledgesFrame = 0
    /// Nanoseconds from that frame to this one.
    public var roundTrip: Nanoseconds? = nil
}

/// What Wireshark's TCP analysis says of a segment (`tcp.analysis.…`).
public struct TCPAnalysis: OptionSet, Sendable, Hashable, BitwiseCopyable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let retransmission = TCPAnalysis(rawValue: 1 << 0)
    public static let fastRetransmission = TCPAnalysis(rawValue: 1 << 1)
    public static let spuriousRetransmission = TCPAnalysis(rawValue: 1 << 2)
    public static let outOfOrder = TCPAnalysis(rawValue: 1 << 3)
    public static let lostSegment = TCPAnalysis(rawValue: 1 << 4)
    public static let ackLostSegment = TCPAnalysis(rawValue: 1 << 5)
    public static let duplicateAck = TCPAnalysis(rawValue: 1 << 6)
    public static let zeroWindow = TCPAnalysis(rawValue: 1 << 7)
    public static let zeroWindowProbe = TCPAnalysis(rawValue: 1 << 8)
    public static let zeroWindowProbeAck = TCPAnalysis(rawValue: 1 << 9)
    public static let windowFull = TCPAnalysis(rawValue: 1 << 10)
    public static let windowUpdate = TCPAnalysis(rawValue: 1 << 11)
    public static let keepAlive = TCPAnalysis(rawValue: 1 << 12)
    public static let keepAliveAck = TCPAnalysis(rawValue: 1 << 13)
    public static let reusedPorts = TCPAnalysis(rawValue: 1 << 14)
}

/// An ARP message's facts.
public struct ARPFacts: Sendable, Hashable {
    /// 1 asks, 2 answers.
    public var operation = 0
    public var senderMAC = MACAddress(rawValue: 0)
    public var senderIP = IPv4Address(rawValue: 0)
    public var targetMAC = MACAddress(rawValue: 0)
    public var targetIP = IPv4Address(rawValue: 0)
}

/// An ICMP or ICMPv6 message's facts.
public struct ICMPFacts: Sendable, Hashable {
    /// 4 or 6.
    public var version: Int
    public var type: Int
    public var code: Int
    /// Of an echo.
    public var identifier: Int?
    public var sequence: Int?
}
