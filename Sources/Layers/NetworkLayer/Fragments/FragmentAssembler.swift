import Wire

/// A place for the reassembly of one datagram, in plain values (RFC 791 section 3.2, RFC 815).
///
/// Lab 15's exercise E2 is a type of your own that conforms to this; `ip-routing --mine` then puts every host's fragments together with it.
public protocol FragmentAssembler: Sendable {
    init()
    /// A fragment has arrived, in any order: `payload` lies at byte `offset` of the datagram's payload; where `moreFragments` is false, it is the last.
    ///
    /// - Returns: the datagram's payload as soon as each of its bytes has come; nil before.
    /// - Throws: ``FragmentRefused`` where it ends beyond ``FragmentLimits/longestPayload``, or has other bytes than those that came for the same
    ///   place: then the datagram is given up.
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]?
}

/// What an assembler throws for a fragment that no honest sender sends.
public struct FragmentRefused: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ what: String) { description = what }
}

public enum FragmentLimits {
    /// The most bytes behind a header of 20 bytes: a packet's total length has 16 bits.
    public static let longestPayload = 65_515
}

/// Puts a ``FragmentAssembler`` into a stack: one for each datagram, given up after 30 s, or when there are too many.
public struct AdaptedAssembler<Piece: FragmentAssembler>: FragmentReassembler {
    private struct Pending {
        let key: FragmentKey
        let deadline: Instant
        var piece = Piece()
        /// The first fragment's header and payload.
        var first: (header: [UInt8], payload: [UInt8])?
        var fragments = 0
    }

    private static var timeout: Nanoseconds { .seconds(30) }
    private static var datagramLimit: Int { 64 }
    private static var fragmentLimit: Int { 8192 }
    /// In the order in which their first fragments came.
    private var pending: [Pending] = []
    private var evicted: [AbandonedDatagram] = []

    public init() {}

    public var nextDeadline: Instant? { evicted.isEmpty ? pending.first?.deadline : .zero }

    public mutating func add(_ fragment: Fragment, at now: Instant) -> ReassemblyOutcome {
        let index = pending.firstIndex { $0.key == fragment.key } ?? begin(fragment.key, at: now)
        pending[index].fragments += 1
        if fragment.offset == 0, pending[index].first == nil { pending[index].first = (fragment.header, fragment.payload) }
        guard pending[index].fragments <= Self.fragmentLimit else { return giveUp(index) }
        do {
            guard let whole = try pending[index].piece.add(fragment.payload, at: fragment.offset, moreFragments: fragment.moreFragments) else { return .waiting }
            // One that invents a datagram, or makes it longer than can be, gets nothing in.
            guard let header = pending[index].first?.header, whole.count <= FragmentLimits.longestPayload else { return giveUp(index) }
            pending.remove(at: index)
            return .complete(ReassembledDatagram(header: header, payload: whole))
        } catch { return giveUp(index) }
    }

    private mutating func begin(_ key: FragmentKey, at now: Instant) -> Int {
        if pending.count >= Self.datagramLimit { evicted.append(abandon(pending.removeFirst(), .evicted)) }
        pending.append(Pending(key: key, deadline: now + Self.timeout))
        return pending.count - 1
    }

    private mutating func giveUp(_ index: Int) -> ReassemblyOutcome {
        pending.remove(at: index)
        return .refused(.discarded)
    }

    public mutating func expire(at now: Instant) -> [AbandonedDatagram] {
        defer {
            evicted = []
            pending.removeAll { $0.deadline <= now }
        }
        return evicted + pending.filter { $0.deadline <= now }.map { abandon($0, .timeout) }
    }

    private func abandon(_ datagram: Pending, _ reason: AbandonedDatagram.Reason) -> AbandonedDatagram {
        AbandonedDatagram(key: datagram.key, reason: reason, firstFragment: datagram.first.map { $0.header + $0.payload })
    }
}
