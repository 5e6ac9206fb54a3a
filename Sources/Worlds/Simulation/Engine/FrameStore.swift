import Wire

/// A frame that waits in a queue or is on a wire.
struct Flight {
    /// From the destination address to the end of the padding; the FCS only where `carriesFCS`.
    var bytes: [UInt8] = []
    var id = EventID.none
    var cause = EventID.none
    /// When it came into the queue; from the moment it is sent, when its first bit left.
    var since = Instant.zero
    /// The transmitter's count of cuts when the frame left: a frame that was on the wire when the cable was cut does not arrive.
    var cuts: UInt32 = 0
    /// The FCS is there as bytes, because something has changed the frame since it was computed. Otherwise it is right by
    /// construction and nobody computes it until somebody looks.
    var carriesFCS = false
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

    subscript(slot: UInt32) -> Flight {
        @inline(__always) _read { yield flights[Int(slot)] }
        @inline(__always) _modify { yield &flights[Int(slot)] }
    }

    /// Takes the frame out and gives its slot back.
    mutating func take(_ slot: UInt32) -> Flight {
        var flight = Flight()
        swap(&flight, &flights[Int(slot)])
        free.append(slot)
        return flight
    }
}
