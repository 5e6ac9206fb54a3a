import Wire

/// What the inspector found in one frame: its layers, their fields with byte ranges and values, and what is wrong.
///
/// A dissection is made once and used again for every frame: after the first few frames nothing is allocated.
/// Values are kept as numbers or as places in the bytes and are formatted only when they are printed. What is read
/// out of it (`layers`, `summary`) is plain values that outlive the next frame.
public struct Dissection: ~Copyable {
    /// How much is recorded. Streams are followed either way.
    public enum Depth: Sendable {
        /// Only what `summary` says: for a line per frame, statistics and counting.
        case summary
        /// Every field.
        case fields
    }

    public let depth: Depth
    /// The most fields that are recorded for one frame; a frame that has more says so in `problems`.
    static let fieldLimit = 60_000
    static let layerLimit = 200

    @usableFromInline let recordsFields: Bool
    var records = Arena<FieldRecord>(capacity: 512)
    var layerRecords = Arena<LayerRecord>(capacity: 32)
    /// `frame.protocols`, one name after the other.
    var chain = Arena<ProtocolName>(capacity: 32)
    /// Text that dissectors made: names, reasons, decoded strings.
    var textArena = Arena<UInt8>(capacity: 4096)
    /// The "info" column of the summary.
    var info = Arena<UInt8>(capacity: 512)
    /// Where words for it are put together.
    var words = OutputBuffer(capacity: 256)
    var sources: SourceBytes = SourceBytes()
    public internal(set) var problems: [Problem] = []
    /// Addresses, ports and whatever else a line about the frame needs.
    var packet = PacketInfo()
    /// What is told about the segment or message that is not in `packet`, because most frames have one of them and none has all: valid
    /// where `packet.facts` says so.
    var tcpFacts = TCPFacts()
    var arpFacts = ARPFacts()
    var icmpFacts = ICMPFacts(version: 4, type: 0, code: 0)

    /// The layer that fields go to now, and how deep.
    var currentLayer: UInt16 = 0
    var currentDepth: UInt8 = 0
    /// How many dissectors are at work inside one another.
    var nesting = 0
    /// Names that are shown instead of addresses.
    public var names: NameTable?
    /// Nanoseconds since the first frame of this one's conversation, and since the one before it; nil where it belongs to none.
    var conversationTimes: (sinceFirst: Int64, sincePrevious: Int64)?
    /// When the frame came that was shown before this one.
    var shownBefore: Instant?
    /// Never set. A value with an existential in it is always handed on by its address; without one, Swift 6.3 copies a dissection's 650 bytes onto
    /// the stack for each call that only looks at it, which took a tenth of the time of writing JSON.
    private var isPassedByAddress: (any Sendable)?
    /// Field numbering for the JSON encoder; see `JSONLine`.
    var jsonScratch = JSONScratch()

    public init(depth: Depth = .fields) {
        self.depth = depth
        recordsFields = depth == .fields
    }

    /// Forgets the frame before.
    @inline(__always) mutating func begin(_ frame: UnsafeRawBufferPointer) {
        records.removeAll()
        layerRecords.removeAll()
        chain.removeAll()
        textArena.removeAll()
        info.removeAll()
        if !problems.isEmpty { problems.removeAll(keepingCapacity: true) }
        packet = PacketInfo()
        currentLayer = 0
        currentDepth = 0
        nesting = 0
        if recordsFields { sources.begin(frame) }
    }
}

// MARK: - What dissectors call

extension Dissection {
    /// Begins a layer: fields go to it from now on, and `frame.protocols` gets its name.
    ///
    /// A further message of the same protocol in the same bytes is a layer of its own, but is not chained again.
    @inline(__always) mutating func layer(_ proto: ProtocolID, _ data: Octets, _ length: Int, isChained: Bool = true) {
        layer(named: ProtocolName(proto), proto, data, length, isChained: isChained)
    }

    mutating func layer(named name: ProtocolName, _ proto: ProtocolID, _ data: Octets, _ length: Int, isChained: Bool = true) {
        if isChained { chain.append(name) }
        packet.top = name
        currentDepth = 0
        guard layerRecords.count < Self.layerLimit else { return }
        layerRecords.append(LayerRecord(name: name, proto: proto, source: data.source, parent: currentLayer, start: UInt32(truncatingIfNeeded: data.offset), length: UInt32(truncatingIfNeeded: max(0, min(length, data.count))), firstField: UInt32(truncatingIfNeeded: records.count)))
        currentLayer = UInt16(truncatingIfNeeded: layerRecords.count - 1)
    }

    /// A name in `frame.protocols` that has no layer of its own.
    @inline(__always) mutating func chained(_ proto: ProtocolID) { chain.append(ProtocolName(proto)) }

    /// Says how long the current layer turned out to be.
    mutating func setLayerLength(_ length: Int) {
        guard Int(currentLayer) < layerRecords.count else { return }
        var record = layerRecords[Int(currentLayer)]
        // A header may claim more than there is.
        let room = record.source == 0 ? packet.capturedLength : sources.octets(record.source).count
        record.length = UInt32(truncatingIfNeeded: max(0, min(length, room - Int(record.start))))
        layerRecords[Int(currentLayer)] = record
    }

    /// Records a field whose value the dissector has read.
    @inline(__always) mutating func add<Field: FieldSet>(_ field: Field, _ value: UInt64, _ data: Octets, _ at: Int, _ length: Int, flags: FieldRecord.Flags = []) {
        guard recordsFields else { return }
        record(field.id, value, data, at, length, flags)
    }

    @inline(__always) mutating func add<Field: FieldSet>(_ field: Field, _ value: Int, _ data: Octets, _ at: Int, _ length: Int, flags: FieldRecord.Flags = []) {
        add(field, UInt64(bitPattern: Int64(value)), data, at, length, flags: flags)
    }

    @inline(__always) mutating func record(_ id: FieldID, _ value: UInt64, _ data: Octets, _ at: Int, _ length: Int, _ flags: FieldRecord.Flags) {
        guard records.count < Self.fieldLimit else { return tooManyFields() }
        records.append(FieldRecord(value: value, start: UInt32(truncatingIfNeeded: data.offset &+ at), length: UInt32(truncatingIfNeeded: length), id: id, layer: currentLayer, depth: currentDepth, source: data.source, flags: flags))
    }

    @inline(never) private mutating func tooManyFields() {
        guard problems.last?.reason != "more fields than are shown" else { return }
        report(.invalid, offset: 0, reason: "more fields than are shown")
    }

    /// Reads a big-endian number and records it.
    @inline(__always) @discardableResult
    mutating func read<Field: FieldSet>(_ field: Field, _ data: Octets, _ at: Int, _ size: Int) throws(Stop) -> Int {
        let value: UInt64
        do { value = try data.number(at, size) } catch { packet.stoppedAt = field.id; throw error }
        add(field, value, data, at, size)
        return Int(truncatingIfNeeded: value)
    }

    /// Reads a little-endian number of 1, 2 or 4 bytes and records it.
    @inline(__always) @discardableResult
    mutating func readLE<Field: FieldSet>(_ field: Field, _ data: Octets, _ at: Int, _ size: Int) throws(Stop) -> Int {
        let value: Int
        do {
            switch size {
            case 1: value = try data.u8(at)
            case 2: value = try data.u16le(at)
            default: value = try data.u32le(at)
            }
        } catch { packet.stoppedAt = field.id; throw error }
        add(field, value, data, at, size)
        return value
    }

    /// Records bytes as they stand: an IPv6 address, a token, text.
    @inline(__always) mutating func bytes<Field: FieldSet>(_ field: Field, _ data: Octets, _ at: Int, _ length: Int) throws(Stop) {
        do { try data.require(at, length) } catch { packet.stoppedAt = field.id; throw error }
        add(field, 0, data, at, length)
    }

    /// Records text that stands in the bytes nowhere as it is shown.
    mutating func add<Field: FieldSet>(_ field: Field, text: String, _ data: Octets, _ at: Int, _ length: Int) {
        guard recordsFields else { return }
        let start = textArena.count
        textArena.append(text)
        record(field.id, UInt64(start) << 32 | UInt64(textArena.count - start), data, at, length, .text)
    }

    /// Records text that was written into `textArena` from `start` on.
    mutating func add<Field: FieldSet>(_ field: Field, textFrom start: Int, _ data: Octets, _ at: Int, _ length: Int) {
        guard recordsFields else { return }
        record(field.id, UInt64(start) << 32 | UInt64(textArena.count - start), data, at, length, .text)
    }

    /// Records that something is so: a judgement of the inspector's, such as "tcp.analysis.retransmission".
    @inline(__always) mutating func mark<Field: FieldSet>(_ field: Field, _ data: Octets, _ at: Int = 0, _ length: Int = 0) {
        add(field, 1, data, at, length, flags: .generated)
    }

    /// A place to go back to.
    struct Mark {
        var records: Int
        var layers: Int
        var chain: Int
        var currentLayer: UInt16
        var top: ProtocolName
        var info: Int
    }

    func mark() -> Mark { Mark(records: records.count, layers: layerRecords.count, chain: chain.count, currentLayer: currentLayer, top: packet.top, info: info.count) }

    /// Forgets the layers and fields since `mark`.
    mutating func rewind(to mark: Mark) {
        records.count = mark.records
        layerRecords.count = mark.layers
        chain.count = mark.chain
        currentLayer = mark.currentLayer
        packet.top = mark.top
        info.count = mark.info
    }

    /// Whether anything has been found since `mark`.
    func hasFields(since mark: Mark, keeping: Bool) -> Bool {
        if keeping || records.count > mark.records || layerRecords.count > mark.layers + 1 { return true }
        return !recordsFields && packet.foundSomething
    }

    /// Reads a part of the packet that an ICMP error carries: that it isn't whole is nobody's fault and ends only that part.
    mutating func readInError(_ body: (inout Dissection) throws(Stop) -> Void) throws(Stop) {
        let mark = mark()
        do { try body(&self) } catch {
            guard !error.isCut else { throw error }
            report(.cutByCapture, field: packet.stoppedAt, offset: error.offset, needed: error.needed, available: error.available, reason: "the error carries only the packet's front")
            packet.stoppedAt = nil
            // Wireshark keeps the names only of those that had something to show.
            if !hasFields(since: mark, keeping: false) { rewind(to: mark) }
        }
    }

    /// Fields from now on stand inside the last one.
    @inline(__always) mutating func open() { currentDepth &+= 1 }
    @inline(__always) mutating func close() { if currentDepth > 0 { currentDepth &-= 1 } }

    /// Notes what is wrong in the current layer. What is `malformed` besides gets Wireshark's mark, though reading goes on.
    mutating func report(_ kind: Problem.Kind, field: FieldID? = nil, offset: Int, needed: Int = 0, available: Int = 0, reason: String = "", isMalformed: Bool = false) {
        if isMalformed { remarkMalformed() }
        guard problems.count < 64 else { return }
        let proto = Int(currentLayer) < layerRecords.count ? layerRecords[Int(currentLayer)].proto : .frame
        let definition = Registry.shared.protocols[Int(proto.rawValue)]
        problems.append(Problem(kind: kind, protocolTitle: title(of: packet.top, proto), layer: definition.layer, field: field.map { Registry.shared[$0].title } ?? "", offset: offset, needed: needed, available: available, reason: reason))
    }

    /// What a dissector threw: a problem, and, unless the capture is to blame, `_ws.malformed`.
    mutating func report(_ stop: Stop, _ data: Octets) {
        report(stop.isCut ? .cutByCapture : .malformed, field: packet.stoppedAt, offset: stop.offset, needed: stop.needed, available: stop.available, reason: stop.reason.map { "\($0)" } ?? "")
        packet.stoppedAt = nil
        // What is no more than a piece of something cannot be expected to be whole.
        guard !stop.isCut, !packet.isFragment else { return }
        reportMalformed(data, stop.isOverclaimed ? ": length of contained item exceeds length of containing item" : "")
    }

    /// Wireshark's mark without its sentence: a value that cannot be.
    mutating func remarkMalformed() {
        guard recordsFields else { return }
        let depth = currentDepth
        currentDepth = 0
        add(MalformedField.packet, text: "_ws.malformed", sources.octets(0), 0, 0)
        currentDepth = depth
    }

    /// Marks the frame as Wireshark does: `_ws.malformed`, with the protocol that could not be read.
    mutating func reportMalformed(_ data: Octets, _ addition: String = "") {
        guard recordsFields else { return }
        let title = shortName(of: packet.top)
        currentDepth = 0
        add(MalformedField.packet, text: "[Malformed Packet: \(title)\(addition)]", data, 0, 0)
        add(MalformedField.packet, text: "_ws.malformed", data, 0, 0)
    }

    func title(of name: ProtocolName, _ proto: ProtocolID) -> String {
        if name.rawValue < 256, let known = ProtocolID(rawValue: UInt8(name.rawValue)) { return Registry.shared.protocols[Int(known.rawValue)].title }
        return Dissection.text(of: name)
    }

    private func shortName(of name: ProtocolName) -> String {
        if name.rawValue < 256 { return Registry.shared.protocols[Int(name.rawValue)].short }
        let text = Dissection.text(of: name)
        return text == "pap" || text == "chap" ? "PPP " + text.uppercased() : text.uppercased()
    }

    /// The name as it stands in `frame.protocols`.
    static func text(of name: ProtocolName) -> String {
        if name.rawValue >= 256 {
            return ForeignProtocols.text(Int(name.rawValue) - 256)
        }
        return Registry.shared.protocols[Int(name.rawValue)].name
    }
}
