import CPrefetch
import Wire

/// One direction of a TCP stream, as far as an onlooker knows it.
///
/// Numbers that are 0 have not been seen yet: so does Wireshark keep them, and whoever begins at sequence number 0
/// is judged as it judges them.
struct TCPFlow: BitwiseCopyable {
    var baseSequence: UInt32 = 0
    var hasBase = false
    /// The shift of the window scale option; -1: not known, -2: not used.
    var windowScale: Int8 = -1
    /// The last window, not scaled.
    var window: UInt32 = .max
    /// No acknowledgement has been seen since the SYN: the window of the first is not scaled for "window full".
    var isFirstAck = false
    var next: UInt32 = 0
    var nextFrame: Int = 0
    var nextTime: Int64 = 0
    /// The end of what has been seen without a gap.
    var endOfUnbroken: UInt32 = 0
    var lastAck: UInt32 = 0
    var lastAckTime: Int64 = 0
    /// Duplicates of `lastAck` so far; -1 just after an acknowledgement of something that was never seen.
    var duplicateAcks: Int32 = 0
    var lastNonDuplicateAck: Int = 0
    var lastAnalysis = TCPAnalysis()
    /// Newest first: segments not acknowledged yet.
    var unacknowledged: Int32 = -1
    var unacknowledgedCount: Int32 = 0
    /// The frame of the FIN.
    var finFrame = 0
}

/// Both directions of a TCP stream.
struct TCPStream: BitwiseCopyable {
    /// The stream's number in the capture.
    var number: Int32 = 0
    /// Whether the lower end is the client.
    var isLowClient = true
    /// The port of the end that sent the SYN, ACK or was sent the SYN; 0: not known.
    var serverPort: UInt16 = 0
    var synTime: Int64 = 0
    /// From the SYN to the first ACK; 0: not known.
    var handshakeTime: Int64 = 0
    var hasMultipath = false
    /// Frames and payload bytes from the lower and the higher end.
    var lowFrames = 0
    var highFrames = 0
    var lowBytes = 0
    var highBytes = 0
}

/// A segment that has not been acknowledged.
struct UnacknowledgedSegment: BitwiseCopyable {
    var frame: Int
    var time: Int64
    var sequence: UInt32
    var end: UInt32
    var next: Int32
}

/// All TCP streams of a capture that are remembered.
struct TCPStreams: ~Copyable {
    private var table: ConversationTable
    private(set) var streams = Arena<TCPStream>(capacity: 64)
    /// Two for each slot: from the lower end of the key, then from the higher.
    private var flows = Arena<TCPFlow>(capacity: 128)
    var pool = Arena<UnacknowledgedSegment>(capacity: 256)
    private var freeSegments: Int32 = -1
    private(set) var count = 0
    /// What the applications above each stream remember, by slot.
    var messages: [StreamMessages?] = []

    /// The most segments that are remembered as unacknowledged, in one direction and in all.
    static let unacknowledgedLimit: Int32 = 1000
    static let poolLimit = 200_000

    /// Bytes of unfinished messages, all streams together, and how many streams had to give theirs up.
    private(set) var heldBytes = 0
    private var forgotten = 0

    init(limit: Int) { table = ConversationTable(limit: limit) }

    var evicted: Int { table.evicted + forgotten }

    /// The stream of these ends.
    @inline(__always)
    mutating func find(_ source: AddressKey, _ sourcePort: UInt16, _ destination: AddressKey, _ destinationPort: UInt16) -> (slot: Int, isFromLow: Bool, isNew: Bool) {
        let (key, isFromLow) = ConversationKey.of(source, sourcePort, destination, destinationPort)
        let (slot, isNew) = table.find(key)
        if isNew {
            if slot == streams.count {
                streams.append(TCPStream())
                flows.append(TCPFlow())
                flows.append(TCPFlow())
                messages.append(nil)
            }
            restart(slot, isFromLow: isFromLow)
        }
        return (slot, isFromLow, isNew)
    }

    /// Begins a new stream in a slot: the ends are new or use their ports again.
    mutating func restart(_ slot: Int, isFromLow: Bool) {
        for isLow in [true, false] {
            release(slot, fromLow: isLow)
            flow(slot, fromLow: isLow).pointee = TCPFlow()
        }
        var stream = TCPStream()
        stream.number = Int32(truncatingIfNeeded: count)
        stream.isLowClient = isFromLow
        count += 1
        streams[slot] = stream
        if let old = messages[slot] { heldBytes -= old.accountedBytes }
        messages[slot] = nil
    }

    /// Gives a number to nobody: Wireshark counts what passes through a SOCKS proxy as a stream of its own, though nothing is in it.
    mutating func skipNumber() { count += 1 }

    /// Counts what a stream's unfinished messages hold by now; when all hold more than `limit` together, those of the streams that
    /// have been silent for longest are given up.
    mutating func account(for messages: StreamMessages, limit: Int) {
        let held = messages.heldBytes
        guard held != messages.accountedBytes else { return }
        heldBytes += held - messages.accountedBytes
        messages.accountedBytes = held
        if heldBytes > limit { makeRoom(limit - limit / 4) }
    }

    @inline(never) private mutating func makeRoom(_ goal: Int) {
        var slot = table.silentLongest
        while let at = slot, heldBytes > goal {
            if let old = messages[at], old.accountedBytes > 0 {
                heldBytes -= old.accountedBytes
                old.forgetUnfinished()
                forgotten += 1
            }
            slot = table.next(after: at)
        }
    }

    private mutating func release(_ slot: Int, fromLow: Bool) {
        var index = flow(slot, fromLow: fromLow).pointee.unacknowledged
        while index >= 0 {
            let next = pool[Int(index)].next
            free(index)
            index = next
        }
    }

    mutating func free(_ index: Int32) {
        pool.base[Int(index)].next = freeSegments
        freeSegments = index
    }

    /// Remembers a segment; nil when there are too many.
    mutating func allocate(_ segment: UnacknowledgedSegment) -> Int32? {
        if freeSegments >= 0 {
            let index = freeSegments
            freeSegments = pool[Int(index)].next
            pool[Int(index)] = segment
            return index
        }
        guard pool.count < Self.poolLimit else { return nil }
        pool.append(segment)
        return Int32(pool.count - 1)
    }

    /// The stream in `slot`, to change.
    @inline(__always) func stream(_ slot: Int) -> UnsafeMutablePointer<TCPStream> { streams.base + slot }

    /// One direction of the stream in `slot`, to change.
    @inline(__always) func flow(_ slot: Int, fromLow: Bool) -> UnsafeMutablePointer<TCPFlow> { flows.base + (2 * slot + (fromLow ? 0 : 1)) }

    /// Begins to fetch what is known of a stream: of thousands, most lie where memory is slow.
    @inline(__always) func prefetch(_ slot: Int) {
        layerlab_prefetch(streams.base + slot)
        let flow = flows.base + 2 * slot
        layerlab_prefetch(flow)
        layerlab_prefetch(UnsafeRawPointer(flow) + 64)
        layerlab_prefetch(flow + 1)
        layerlab_prefetch(UnsafeRawPointer(flow + 1) + 64)
    }

    func key(_ slot: Int) -> ConversationKey { table.key(slot) }
}
