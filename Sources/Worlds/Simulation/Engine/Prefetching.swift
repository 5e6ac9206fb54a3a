import CPrefetch
import Stack
import Wire

/// Lets the processor fetch what the next events will touch.
///
/// In a network of thousands of hosts nearly every event finds its host's memory cold, and the processor would spend most of its time waiting,
/// a line of memory at a time. When the wheel has turned to the next slot, all of its events are known: their memory is fetched
/// at the same time, in stages, each of which follows the pointers that the one before has brought.
extension Simulation {
    /// Smaller networks stay in the caches anyway.
    static let fewestNodes = 256
    /// More lines than these events touch would push one another out again.
    static let mostEvents = 256

    func prefetchDue() {
        let events = queue.dueEvents
        guard nodes.count >= Self.fewestNodes, events.count > 1 else { return }
        let count = min(events.count, Self.mostEvents)
        for index in 0..<count {
            let event = unsafe events[index]
            switch event.kind {
            case .arrival:
                fetch(frames.address(of: event.argument))
                fetchStation(Int(event.target))
            case .traffic where event.target != .max: fetch(address(ofTraffic: Int(event.target)))
            case .transmitterFree: fetch(address(ofTransmitter: Int(event.target)))
            case .wake: fetchStation(Int(event.target))
            default: break
            }
        }
        for index in 0..<count {
            let event = unsafe events[index]
            switch event.kind {
            case .arrival:
                let bytes = frames.bytesAddress(of: event.argument)
                fetch(bytes &- 16)
                fetch(bytes &+ 40)
                if let station = unsafe stations[Int(event.target)] { unsafe Stack.prefetch(station._withUnsafeGuaranteedRef { unsafe $0.uncountedStack }) }
            case .traffic where event.target != .max: fetchStation(traffic[Int(event.target)].station)
            case .wake: if let station = unsafe stations[Int(event.target)] { unsafe Stack.prefetch(station._withUnsafeGuaranteedRef { unsafe $0.uncountedStack }) }
            default: break
            }
        }
        for index in 0..<count {
            let event = unsafe events[index]
            switch event.kind {
            case .arrival: withStack(Int(event.target)) { $0.prefetchTables(port: Int(event.port)) }
            case .traffic where event.target != .max:
                if let station = unsafe stations[traffic[Int(event.target)].station] { unsafe Stack.prefetch(station._withUnsafeGuaranteedRef { unsafe $0.uncountedStack }) }
            default: break
            }
        }
        for index in 0..<count {
            let event = unsafe events[index]
            switch event.kind {
            case .arrival: withStack(Int(event.target)) { $0.prefetchQueues() }
            case .traffic where event.target != .max: withStack(traffic[Int(event.target)].station) { $0.prefetchTables(port: 0) }
            default: break
            }
        }
        for index in 0..<count {
            let event = unsafe events[index]
            if event.kind == .traffic, event.target != .max { withStack(traffic[Int(event.target)].station) { $0.prefetchQueues() } }
        }
    }

    @inline(__always)
    private func fetchStation(_ node: Int) {
        guard let station = unsafe stations[node] else { return }
        let base = unsafe UInt(bitPattern: station.toOpaque())
        fetch(base)
        fetch(base &+ 64)
    }

    @inline(__always)
    private func withStack(_ node: Int, _ body: (Stack) -> Void) {
        guard let station = unsafe stations[node] else { return }
        unsafe station._withUnsafeGuaranteedRef { unsafe $0.uncountedStack }._withUnsafeGuaranteedRef(body)
    }

    @inline(__always)
    private func address(ofTraffic index: Int) -> UInt {
        traffic.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } &+ UInt(truncatingIfNeeded: index &* MemoryLayout<TrafficSource>.stride)
    }

    @inline(__always)
    private func address(ofTransmitter index: Int) -> UInt {
        transmitters.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } &+ UInt(truncatingIfNeeded: index &* MemoryLayout<Transmitter>.stride)
    }
}

extension FrameStore {
    /// Where a frame's record is, and where its bytes are.
    @inline(__always)
    func address(of slot: UInt32) -> UInt {
        flights.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } &+ UInt(slot) &* UInt(MemoryLayout<Flight>.stride)
    }

    @inline(__always)
    func bytesAddress(of slot: UInt32) -> UInt { flights[Int(slot)].bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
}

@inline(__always)
private func fetch(_ address: UInt) { unsafe layerlab_prefetch(UnsafeRawPointer(bitPattern: address)) }
