import Wire

/// What the inspector remembers from frame to frame: streams, fragments, unfinished messages. All of it is bounded.
public struct DissectionSession: ~Copyable {
    public struct Limits: Sendable {
        /// TCP and UDP conversations that are remembered, each.
        public var streams = 16_384
        /// Bytes of datagrams whose fragments have not all arrived.
        public var fragmentBytes = 8 << 20
        /// Bytes of messages that are spread over segments, all streams together, and of one message.
        public var messageBytes = 16 << 20
        public var oneMessageBytes = 4 << 20
        public init() {}
    }

    public let limits: Limits
    /// Whether UDP and TCP checksums are reckoned.
    public var verifiesChecksums = true
    /// Whether segments whose checksum the sender has left to its network card are as good as others: on a host's own interfaces, its
    /// loopback among them, they all are. tshark takes them for damaged where it verifies checksums, and puts nothing together from them.
    public var trustsUnfinishedChecksums = true
    /// Whether what UDP and TCP carry is read; without, a frame ends with its transport header.
    public var readsApplications = true
    /// Whether conversations are followed: their numbers, TCP's analysis, its relative numbers. Without, TCP and UDP end with their ports and
    /// checksums, which is all that counting takes; nothing is known of what they carry then.
    public var followsStreams = true
    /// What opens TLS, if keys are known.
    public var decryptor: (any TLSDecryptor)?
    var tcp: TCPStreams
    var udp: UDPStreams
    var fragments: Fragments
    var dataConnections = DataConnections()
    var transfers = TFTPTransfers()
    var media = MediaStreams()
    /// Frames of radio that came in pieces, by sender, receiver and number.
    var radioFragments = RecentTable<UInt8>(limit: 256)
    var questions = DNSQuestions()
    var echoes = EchoQuestions()
    private var conversationTimes: ConversationTimes
    /// When the first frame came, and the last.
    private var times: (first: Int64, last: Int64)?

    public init(limits: Limits = Limits()) {
        self.limits = limits
        tcp = TCPStreams(limit: limits.streams)
        udp = UDPStreams(limit: limits.streams)
        conversationTimes = ConversationTimes(limit: limits.streams)
        fragments = Fragments(byteLimit: limits.fragmentBytes, countLimit: 1024)
    }

    /// Conversations and datagrams that had to make room, so that what was said of later frames may be incomplete.
    public var evicted: Int { tcp.evicted + udp.evicted + fragments.evicted }

    /// How many conversations there were so far: `tcp.stream` and `udp.stream` count from 0.
    public var tcpConversations: Int { tcp.count }
    public var udpConversations: Int { udp.count }

    /// Dissects one frame.
    ///
    /// - Parameters:
    ///   - frame: The bytes that the capture kept.
    ///   - linkType: What the frame begins with (LINKTYPE_ number of the capture file; 1 is Ethernet).
    ///   - originalLength: How many bytes the frame had on the wire.
    ///   - number: The frame's place in the capture, from 1.
    public mutating func dissect(_ frame: UnsafeRawBufferPointer, linkType: Int, originalLength: Int? = nil, time: Instant, number: Int, into d: inout Dissection) {
        d.begin(frame)
        let original = max(originalLength ?? frame.count, frame.count)
        d.packet.number = number
        d.packet.time = time
        let now = time.nanoseconds, known = times ?? (now, now)
        d.packet.sinceFirst = now &- known.first
        d.packet.sincePrevious = now &- known.last
        times = (known.first, now)
        d.packet.originalLength = original
        d.packet.capturedLength = frame.count
        let whole = d.recordsFields ? d.sources.octets(0) : d.sources.borrow(frame)
        let data = Octets(base: whole.base, count: whole.count, reported: original, offset: 0, source: 0)
        d.chain.append(ProtocolName(.frame))
        d.layerRecords.append(LayerRecord(name: ProtocolName(.frame), proto: .frame, source: 0, parent: 0, start: 0, length: UInt32(truncatingIfNeeded: frame.count), firstField: 0))
        d.add(FrameField.number, number, data, 0, 0, flags: .generated)
        d.add(FrameField.timeEpoch, UInt64(bitPattern: time.nanoseconds), data, 0, 0, flags: .generated)
        d.add(FrameField.length, original, data, 0, 0, flags: .generated)
        d.add(FrameField.capturedLength, frame.count, data, 0, 0, flags: .generated)
        do {
            try LinkTypes.dissect(linkType, data, &d, &self)
        } catch {
            d.report(error, data)
        }
        if d.recordsFields { conversationTimes.note(&d) }
    }

    public mutating func dissect(_ frame: [UInt8], linkType: Int, originalLength: Int? = nil, time: Instant, number: Int, into d: inout Dissection) {
        frame.withUnsafeBytes { dissect($0, linkType: linkType, originalLength: originalLength, time: time, number: number, into: &d) }
    }
}
