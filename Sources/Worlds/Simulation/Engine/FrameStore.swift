import Wire

/// A frame that waits in a queue or is on a wire.
struct Flight {
    /// From the destination address to the end of the padding; the FCS only where `carriesFCS`.
    var bytes: [UInt8] = []
    var id = EventID.none
    var cause = EventID.none
    /// When it came into the queue; from the moment it is sent, when its first bit left.
    var since = Instant.zero
    /// The transmitter that sends it.
    var transmitter: UInt32 = 0
    /// The FCS is there as bytes, because something has changed the frame since it was computed. Otherwise it is right by
    /// construction and nobody computes it until somebody looks.
    var carriesFCS = false
    /// The cable was cut while it was on it.
    var isCut = false
}

/// All frames under way, in slots that are used again.
struct FrameStore {
    private(set) var flights: [Flight] = []
    private var free: [UInt32] = []

    /// Frames under way.
    var count: Int { flights.count - free.count }

    mutating func add(_ flight: consuming Flight) -> UInt32 {
        if let slot = free.popLast() {
            flights[Int(slot)] = flight
            return slot
        }
        flights.append(flight)
        return UInt32(truncatingIfNeeded: flights.count - 1)
    }

    /// Takes the frame out and gives its slot back.
    mutating func take(_ slot: UInt32) -> Flight {
        var flight = Flight()
        swap(&flight, &flights[Int(slot)])
        free.append(slot)
        return flight
    }

    /// Marks what `transmitter` has sent, at `since` or after, as lost on a cut cable.
    mutating func cut(_ transmitter: UInt32, waiting: FrameRing) {
        for index in flights.indices where flights[index].transmitter == transmitter && !flights[index].bytes.isEmpty && !waiting.contains(UInt32(index)) { flights[index].isCut = true }
    }
}
