import Wire

/// The sending side of one end of a wire, as far as a frame on an idle wire is concerned: one line of the processor's cache.
///
/// A frame on an idle wire is one event, its arrival. Only where frames wait is there a second, when the wire is free again.
struct Transmitter: BitwiseCopyable {
    /// The end of the gap behind the last frame.
    var busyUntil = Instant.zero
    var delay: Nanoseconds
    var rate: Int64
    let node: UInt32
    let peerNode: UInt32
    let port: UInt16
    let peerPort: UInt16
    /// Bytes on the wire besides those of the frame without FCS, those of the gap behind it, and the shortest frame without FCS.
    let overhead: Int16, gap: Int16, minimum: Int16
    /// Whether frames wait, or an event is planned for when the wire is free.
    var isBusy = false
    var isCut = false
    /// Whether somebody looks at frames here, or faults wait for them.
    var needsAttention = false
    /// Whether the other end is a hub, which decides itself when a frame may be sent.
    var leadsToHub = false
    /// Frames and bytes sent, FCS included.
    var frames: UInt64 = 0
    var bytes: UInt64 = 0

    init(from: (node: Int, port: Int), to: (node: Int, port: Int), _ properties: LinkProperties) {
        node = UInt32(from.node)
        port = UInt16(from.port)
        peerNode = UInt32(to.node)
        peerPort = UInt16(to.port)
        rate = properties.rate.bitsPerSecond
        delay = properties.delay
        switch properties.framing {
        case .ethernet: (overhead, gap, minimum) = (12, 12, 60)
        case .pointToPoint: (overhead, gap, minimum) = (-12, 0, 0)
        }
    }

    /// How long `count` bytes take.
    @inline(__always)
    func time(bytes count: Int) -> Nanoseconds { Nanoseconds(Int64(count) &* 8_000_000_000 / rate) }
}

/// The rest of a transmitter: what only waiting frames and faults need.
struct TransmitterQueue {
    var waiting = FrameRing()
    var discipline: QueueState
    var isFreePlanned = false
    var random: RandomStream
    var faults: [ActiveFault] = []
    /// Frames that the discipline gave up, and frames that a fault or a cut took away.
    var drops: UInt64 = 0
    var lost: UInt64 = 0

    init(_ properties: LinkProperties, random: RandomStream) {
        discipline = QueueState(properties.queue)
        self.random = random
    }

    /// Whether the queue takes one more frame.
    mutating func admitsFrame(at now: Instant) -> Bool { discipline.admits(waiting: waiting.count, at: now, random: &random) }

    /// Lets a frame that leaves pass through the faults that are at work.
    mutating func applyFaults(to frame: inout FaultyFrame, at now: Instant) {
        var position = 0
        while position < faults.count, frame.lost == nil {
            if let until = faults[position].until, until <= now {
                faults.remove(at: position)
                continue
            }
            faults[position].fault.apply(to: &frame, at: now, random: &random)
            position += 1
        }
    }
}

/// A fault that is at work on one direction of a wire.
struct ActiveFault {
    var fault: any LinkFault
    /// When it stops; nil: never.
    var until: Instant?
}
