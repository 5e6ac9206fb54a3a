import Wire

/// The timestamps option's two clocks (RFC 7323 section 3.2).
public struct TCPTimestamps: Hashable, Sendable {
    /// The sender's clock (TSval).
    public var value: UInt32
    /// The latest of the other side's clock that the sender has seen (TSecr).
    public var echoReply: UInt32

    @inlinable public init(value: UInt32, echoReply: UInt32) {
        self.value = value
        self.echoReply = echoReply
    }
}

/// A header's options as a connection wants them: by name, held in place, without their order and padding. Where none or
/// only the common ones are there, reading and writing them allocates nothing.
///
/// Their order as they lie in a header is what ``TCPOption/list(parsing:)`` tells.
public struct TCPOptions: Hashable, Sendable {
    /// The most data that the sender takes in one segment (RFC 9293 section 3.7.1). Only with SYN.
    public var maximumSegmentSize: UInt16?
    /// How far the sender's windows are shifted (RFC 7323 section 2). Only with SYN.
    public var windowScale: UInt8?
    /// The sender understands selective acknowledgments (RFC 2018 section 2). Only with SYN.
    public var sackPermitted: Bool
    public var timestamps: TCPTimestamps?
    public var sackBlocks: SACKBlocks
    /// Options of other kinds, in their order.
    public var other: [TCPOption]

    /// The most bytes that a header's options may take.
    public static let maximumLength = 40

    @inlinable
    public init(maximumSegmentSize: UInt16? = nil, windowScale: UInt8? = nil, sackPermitted: Bool = false, timestamps: TCPTimestamps? = nil, sackBlocks: SACKBlocks = SACKBlocks(), other: [TCPOption] = []) {
        self.maximumSegmentSize = maximumSegmentSize
        self.windowScale = windowScale
        self.sackPermitted = sackPermitted
        self.timestamps = timestamps
        self.sackBlocks = sackBlocks
        self.other = other
    }

    /// Reads everything that `reader` has left. Where an option comes twice, the last one counts. Throws `truncated`, and
    /// `invalid` for a length that the option cannot have.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        self.init()
        while let kind = reader.peek {
            if kind == 1 {
                try reader.skip(1, "option kind")
                continue
            }
            if kind == 0 { break }
            switch try TCPOption(parsing: &reader) {
            case .endOfList, .noOperation: break
            case .maximumSegmentSize(let size): maximumSegmentSize = size
            case .windowScale(let shift): windowScale = shift
            case .sackPermitted: sackPermitted = true
            case .sack(let blocks): sackBlocks = blocks
            case .timestamps(let stamps): timestamps = stamps
            case let option: other.append(option)
            }
        }
        try reader.skip(reader.remaining, "padding")
    }

    public var isEmpty: Bool {
        maximumSegmentSize == nil && windowScale == nil && !sackPermitted && timestamps == nil && sackBlocks.isEmpty && other.isEmpty
    }

    /// Writes the options, aligned and padded to whole words, in the order that is usual. What does not fit into 40 bytes
    /// is left out: other kinds first, then SACK blocks from the last.
    public func serialize(into writer: inout ByteWriter) {
        let plan = self.plan
        if let maximumSegmentSize { TCPOption.maximumSegmentSize(maximumSegmentSize).serialize(into: &writer) }
        if sackPermitted && timestamps != nil {
            // These two share three words: the SACK option's two bytes are what would otherwise be padding.
            TCPOption.sackPermitted.serialize(into: &writer)
        } else if sackPermitted {
            writer.uint16(0x0101)
            TCPOption.sackPermitted.serialize(into: &writer)
        } else if timestamps != nil {
            writer.uint16(0x0101)
        }
        if let timestamps { TCPOption.timestamps(timestamps).serialize(into: &writer) }
        if let windowScale {
            writer.uint8(1)
            TCPOption.windowScale(windowScale).serialize(into: &writer)
        }
        if plan.sackBlocks > 0 {
            writer.uint16(0x0101)
            writer.uint8(5)
            writer.uint8(UInt8(2 + 8 * plan.sackBlocks))
            for index in 0..<plan.sackBlocks {
                writer.uint32(sackBlocks[index].left)
                writer.uint32(sackBlocks[index].right)
            }
        }
        if plan.others > 0 {
            for option in other.prefix(plan.others) { option.serialize(into: &writer) }
            writer.zeros(plan.padding)
        }
    }

    /// Bytes that ``serialize(into:)`` writes: a multiple of 4, at most 40.
    public var serializedLength: Int { plan.length }

    /// What of these options fits, and how many bytes it takes.
    private var plan: (length: Int, sackBlocks: Int, others: Int, padding: Int) {
        var length = 0
        if maximumSegmentSize != nil { length += 4 }
        if timestamps != nil { length += 12 } else if sackPermitted { length += 4 }
        if windowScale != nil { length += 4 }
        var blocks = 0
        if !sackBlocks.isEmpty {
            blocks = min(sackBlocks.count, (Self.maximumLength - length - 4) / 8)
            if blocks > 0 { length += 4 + 8 * blocks }
        }
        guard !other.isEmpty else { return (length, blocks, 0, 0) }
        var others = 0, used = length
        for option in other {
            guard used + option.length <= Self.maximumLength else { break }
            used += option.length
            others += 1
        }
        let padded = (used + 3) & ~3
        return (padded, blocks, others, padded - used)
    }
}

extension TCPOptions: CustomStringConvertible {
    public var description: String {
        var list: [TCPOption] = []
        if let maximumSegmentSize { list.append(.maximumSegmentSize(maximumSegmentSize)) }
        if sackPermitted { list.append(.sackPermitted) }
        if let timestamps { list.append(.timestamps(timestamps)) }
        if let windowScale { list.append(.windowScale(windowScale)) }
        if !sackBlocks.isEmpty { list.append(.sack(sackBlocks)) }
        return "<" + (list + other).map(\.description).joined(separator: ", ") + ">"
    }
}
