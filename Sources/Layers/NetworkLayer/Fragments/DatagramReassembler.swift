import Wire

/// Reassembly with a list of what has come, whose gaps are RFC 815's holes, and with limits on everything (RFC 791 section 3.2, RFC 1122
/// section 3.3.2, RFC 8200 section 4.5).
public struct DatagramReassembler: FragmentReassembler {
    /// What becomes of bytes that two fragments hold, where they differ. Where they are the same, the later ones are a duplicate.
    public enum OverlapPolicy: Hashable, Sendable {
        /// The whole datagram is discarded, with what is still to come of it (RFC 5722; what Linux does for IPv4, too).
        case discard
        /// The earlier bytes stay.
        case keepFirst
        /// The later bytes win (RFC 791's example).
        case keepLast
    }

    /// Times and limits.
    public struct Configuration: Hashable, Sendable {
        /// From the first fragment on (RFC 8200: 60 s; RFC 1122: 60 to 120 s).
        public var timeout = Nanoseconds.seconds(60)
        public var overlapPolicy = OverlapPolicy.discard
        /// Datagrams that wait for parts.
        public var maximumDatagrams = 256
        /// Bytes of all of them. What is over that costs the oldest datagrams.
        public var maximumBytes = 4 << 20
        /// Parts of one datagram: 65,535 bytes at the least IPv4 MTU of 576 are 119.
        public var maximumParts = 192

        public init() {}
    }

    public let configuration: Configuration
    private var assemblies: [FragmentKey: Assembly] = [:]
    /// Oldest first.
    private var order: [FragmentKey] = []
    private var evicted: [AbandonedDatagram] = []
    /// Bytes held.
    public private(set) var bytes = 0

    public init(configuration: Configuration = Configuration()) { self.configuration = configuration }

    /// Datagrams that wait for parts.
    public var count: Int { order.count }

    public mutating func add(_ fragment: Fragment, at now: Instant) -> ReassemblyOutcome {
        guard !fragment.payload.isEmpty, !fragment.moreFragments || fragment.payload.count % 8 == 0, fragment.offset >= 0, fragment.offset % 8 == 0 else { return .refused(.badLength) }
        let end = fragment.offset.addingReportingOverflow(fragment.payload.count)
        guard !end.overflow, end.partialValue <= 65_535 else { return .refused(.tooLong) }
        // An atomic fragment is whole, whatever else has come under its name (RFC 6946).
        if fragment.offset == 0, !fragment.moreFragments { return .complete(ReassembledDatagram(header: fragment.header, payload: fragment.payload)) }
        // What is too late counts for nothing, whether or not the owner has called `expire`.
        if let old = assemblies[fragment.key], old.deadline <= now { abandon(fragment.key, .timeout) }
        if assemblies[fragment.key] == nil {
            if order.count >= max(1, configuration.maximumDatagrams), let oldest = order.first { abandon(oldest, .evicted) }
            assemblies[fragment.key] = Assembly(deadline: now + configuration.timeout)
            order.append(fragment.key)
        }
        guard var assembly = assemblies.removeValue(forKey: fragment.key) else { return .waiting }
        bytes -= assembly.bytes
        let outcome = assembly.add(fragment, policy: configuration.overlapPolicy, maximumParts: configuration.maximumParts)
        if case .complete = outcome {
            order.removeAll { $0 == fragment.key }
            return outcome
        }
        bytes += assembly.bytes
        assemblies[fragment.key] = assembly
        while bytes > configuration.maximumBytes, let oldest = order.first { abandon(oldest, .evicted) }
        return outcome
    }

    public mutating func expire(at now: Instant) -> [AbandonedDatagram] {
        while let oldest = order.first, let assembly = assemblies[oldest], assembly.deadline <= now { abandon(oldest, .timeout) }
        defer { evicted = [] }
        return evicted
    }

    /// All wait equally long, so that the oldest is the next.
    public var nextDeadline: Instant? { evicted.isEmpty ? order.first.flatMap { assemblies[$0]?.deadline } : .zero }

    private mutating func abandon(_ key: FragmentKey, _ reason: AbandonedDatagram.Reason) {
        guard let assembly = assemblies.removeValue(forKey: key) else { return }
        order.removeAll { $0 == key }
        bytes -= assembly.bytes
        // Of a datagram that was discarded for what it is, nobody is told (RFC 5722). What was given up is told only so far.
        if !assembly.isDiscarded, evicted.count < 1024 {
            evicted.append(AbandonedDatagram(key: key, reason: reason, firstFragment: assembly.firstFragment))
        }
    }
}

/// The parts of one datagram that have come.
private struct Assembly: Sendable {
    let deadline: Instant
    private(set) var isDiscarded = false
    /// By offset, without overlaps.
    private var parts: [Part] = []
    /// Where the datagram ends, once the last fragment has come.
    private var end: Int?
    private var header: [UInt8]?
    private var firstLength = 0
    /// Bytes held.
    private(set) var bytes = 0

    private struct Part: Sendable {
        var offset: Int
        var payload: [UInt8]
        var end: Int { offset + payload.count }
    }

    init(deadline: Instant) { self.deadline = deadline }

    mutating func add(_ fragment: Fragment, policy: DatagramReassembler.OverlapPolicy, maximumParts: Int) -> ReassemblyOutcome {
        guard !isDiscarded else { return .refused(.discarded) }
        let part = Part(offset: fragment.offset, payload: fragment.payload)
        if let end, part.end > end || !fragment.moreFragments && part.end != end { return discard(.contradictoryEnd) }
        if !fragment.moreFragments, let last = parts.last, last.end > part.end { return discard(.contradictoryEnd) }

        let touched = overlapping(part)
        var new = [part]
        if !touched.isEmpty {
            if isHeld(part, in: touched) {
                if !fragment.moreFragments { end = part.end }
                return finished ?? .duplicate
            }
            switch policy {
            case .discard: return discard(.overlap)
            case .keepFirst: new = remainders(of: part, without: parts[touched])
            case .keepLast:
                let old = parts[touched].flatMap { remainders(of: $0, without: [part][...]) }
                bytes -= parts[touched].reduce(0) { $0 + $1.payload.count }
                bytes += old.reduce(0) { $0 + $1.payload.count }
                parts.replaceSubrange(touched, with: old)
            }
        }
        guard parts.count + new.count <= max(1, maximumParts) else { return discard(.tooManyParts) }
        for part in new {
            parts.insert(part, at: firstIndex(notBefore: part.offset))
            bytes += part.payload.count
        }
        if !fragment.moreFragments { end = part.end }
        if fragment.offset == 0, header == nil {
            header = fragment.header
            firstLength = fragment.payload.count
            bytes += fragment.header.count
        }
        return finished ?? .waiting
    }

    /// The datagram, if no hole is left.
    private var finished: ReassemblyOutcome? {
        guard let end, let header else { return nil }
        var next = 0
        for part in parts {
            guard part.offset == next else { return nil }
            next = part.end
        }
        guard next == end else { return nil }
        var payload: [UInt8] = []
        payload.reserveCapacity(end)
        for part in parts { payload += part.payload }
        return .complete(ReassembledDatagram(header: header, payload: payload))
    }

    /// The first fragment as it came, as far as its bytes are still there.
    var firstFragment: [UInt8]? {
        guard let header else { return nil }
        var payload: [UInt8] = []
        for part in parts {
            guard part.offset == payload.count, payload.count < firstLength else { break }
            payload += part.payload
        }
        return header + payload.prefix(firstLength)
    }

    private mutating func discard(_ fault: FragmentFault) -> ReassemblyOutcome {
        isDiscarded = true
        parts = []
        header = nil
        bytes = 0
        return .refused(fault)
    }

    // MARK: - Parts

    /// The index of the first part at `offset` or behind it.
    private func firstIndex(notBefore offset: Int) -> Int {
        var low = 0, high = parts.count
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].offset < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The parts that share bytes with `part`.
    private func overlapping(_ part: Part) -> Range<Int> {
        var first = firstIndex(notBefore: part.offset)
        if first > 0, parts[first - 1].end > part.offset { first -= 1 }
        var behind = first
        while behind < parts.count, parts[behind].offset < part.end { behind += 1 }
        return first..<behind
    }

    /// Whether all bytes of `part` lie in `touched`, and are the same there.
    private func isHeld(_ part: Part, in touched: Range<Int>) -> Bool {
        var next = part.offset
        for held in parts[touched] {
            guard held.offset <= next else { return false }
            let until = min(held.end, part.end)
            guard held.payload[(next - held.offset)..<(until - held.offset)] == part.payload[(next - part.offset)..<(until - part.offset)] else { return false }
            next = until
        }
        return next == part.end
    }

    /// What is left of `part` where `others` (by offset) have no bytes.
    private func remainders(of part: Part, without others: ArraySlice<Part>) -> [Part] {
        var left: [Part] = []
        var next = part.offset
        func keep(until end: Int) {
            guard end > next else { return }
            left.append(Part(offset: next, payload: Array(part.payload[(next - part.offset)..<(end - part.offset)])))
        }
        for other in others {
            keep(until: min(other.offset, part.end))
            next = max(next, min(other.end, part.end))
        }
        keep(until: part.end)
        return left
    }
}
