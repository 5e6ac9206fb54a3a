import Wire

/// The sending side of one end of a wire: its queue, and when it will be free.
///
/// A frame on an idle wire is one event, its arrival. Only where frames wait is there a second, when the wire is free again.
struct Transmitter {
    let node: UInt32
    let port: UInt16
    let peerNode: UInt32
    let peerPort: UInt16

    var rate: DataRate
    var delay: Nanoseconds
    /// Bytes on the wire besides those of the frame without FCS, and those of the gap behind it.
    let overhead: Int, gap: Int
    /// The shortest frame without FCS; shorter ones are padded.
    let minimum: Int

    /// The end of the gap behind the last frame.
    var busyUntil = Instant.zero
    /// Whether an event is planned for that time.
    var isFreePlanned = false
    var isCut = false
    /// How often the cable was cut: what was on it then does not arrive.
    var cuts: UInt32 = 0
    /// Whether somebody looks at frames here, or faults wait for them.
    var needsAttention = false

    var waiting = FrameRing()
    var queue: QueueState
    var counters = LinkCounters()
    var random: RandomStream
    var faults: [ActiveFault] = []

    init(from: (node: Int, port: Int), to: (node: Int, port: Int), _ properties: LinkProperties, random: RandomStream) {
        node = UInt32(from.node)
        port = UInt16(from.port)
        peerNode = UInt32(to.node)
        peerPort = UInt16(to.port)
        rate = properties.rate
        delay = properties.delay
        switch properties.framing {
        case .ethernet: (overhead, gap, minimum) = (12, 12, 60)
        case .pointToPoint: (overhead, gap, minimum) = (-12, 0, 0)
        }
        queue = QueueState(properties.queue)
        self.random = random
    }

    /// How long a frame of `count` bytes (without FCS) takes to be sent.
    func time(_ count: Int) -> Nanoseconds { rate.time(bits: (count + overhead) * 8) }

    /// Whether the queue takes one more frame.
    mutating func admitsFrame(at now: Instant) -> Bool { queue.admits(waiting: waiting.count, at: now, random: &random) }

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
    /// What switched it on.
    var cause: EventID
    /// Names it for the script that ends it.
    var token: Int
}
