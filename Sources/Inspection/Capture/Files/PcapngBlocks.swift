import CPrefetch
import Wire

/// The blocks of a pcapng file (draft-ietf-opsawg-pcapng), as far as they are frames or say how frames are to be read.
///
/// libpcap reads this format, but gives all frames one link type, and refuses a file whose interfaces differ: what Wireshark captures on
/// several interfaces, or puts together from several files. Here each frame has its own interface's link type, and is lent from where it lies.
///
///     type 4   total length 4   body   total length 4          each block; the byte order is that of its section
///
///     magic 4   major 2   minor 2   section length 8           0a0d0d0a, a section begins
///     link type 2   reserved 2   snapshot length 4   options   1, an interface
///     interface 4   time 8   captured 4   original 4   frame   6, a frame
///     original 4   frame                                       3, a frame of the first interface, without a time
///     interface 2   drops 2   time 8   captured 4   original 4   frame     2, a frame as it was written before 2010
final class PcapngBlocks {
    private let stream: CaptureStream
    private var isSwapped = false
    /// The section's.
    private var interfaces: [PcapngInterface] = []
    /// How many the sections before had: a file's interfaces are counted through.
    private var earlierInterfaces = 0
    /// Bytes of the block whose frame is lent, which are taken when that is no longer needed.
    private var lent = 0
    /// A frame's block that is longer than the stream's buffer.
    private var long = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// What is wrong with the block at the stream's position.
    struct Damage: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    /// libpcap's own limit for a block.
    private static let longestBlock = 16 << 20
    /// More than any machine has; each is remembered.
    private static let interfaceLimit = 65_536

    private enum Step {
        case end, other
        case frame(FrameHeader, UnsafeRawBufferPointer)
    }

    /// Reads up to the first interface; nil unless the file begins as pcapng does.
    ///
    /// - Parameter stream: from which nothing has been taken.
    init?(_ stream: CaptureStream) throws(Damage) {
        guard stream.head == [0x0a, 0x0d, 0x0d, 0x0a] else { return nil }
        self.stream = stream
        while interfaces.isEmpty {
            guard case .other = try advance() else { throw Damage("the pcapng file ends before it has told of an interface") }
        }
    }

    deinit { long.deallocate() }

    /// The first interface's.
    var linkType: LinkType { interfaces.first?.linkType ?? .ethernet }
    var snapLength: Int { interfaces.first?.snapLength ?? 0 }

    /// The next frame, whose bytes are good until the next call; nil at the file's end.
    func next() throws(Damage) -> (FrameHeader, UnsafeRawBufferPointer)? {
        while true {
            switch try advance() {
            case .end: return nil
            case .other: continue
            case .frame(let header, let bytes): return (header, bytes)
            }
        }
    }

    /// The bytes that the next block takes, as far as one can tell.
    var nextSize: Int {
        guard stream.buffered >= lent + 8 else { return lent + 8 }
        return lent + min(Int(number(lent + 4)), ReadAhead.chunk)
    }

    private func advance() throws(Damage) -> Step {
        stream.take(lent)
        lent = 0
        guard stream.has(8) else {
            if stream.buffered == 0 { return .end }
            throw Damage("the file ends in the midst of a block's header")
        }
        let type = number(0)
        if type == 0x0a0d_0d0a { try beginSection() }
        let length = Int(number(4))
        guard length >= 12, length % 4 == 0, length <= Self.longestBlock else { throw Damage("a block has a length of \(length); expected a multiple of 4 from 12 to \(Self.longestBlock)") }
        switch type {
        case 2, 6: return try frame(block(length), length, isOld: type == 2)
        case 3: return try simpleFrame(block(length), length)
        case 1:
            guard interfaces.count < Self.interfaceLimit else { throw Damage("more than \(Self.interfaceLimit) interfaces") }
            interfaces.append(try PcapngInterface(UnsafeRawBufferPointer(start: try block(length) + 8, count: length - 12), isSwapped: isSwapped))
        default: try skip(length)
        }
        return .other
    }

    /// A section tells its byte order, and knows nothing of the interfaces before.
    private func beginSection() throws(Damage) {
        guard stream.has(28) else { throw Damage("the file ends in the midst of a section's header") }
        let magic = stream.next.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        guard magic == 0x1a2b_3c4d || magic.byteSwapped == 0x1a2b_3c4d else { throw Damage("a section's byte order is told by \(String(magic, radix: 16)); expected 1a2b3c4d") }
        isSwapped = magic != 0x1a2b_3c4d
        let major = short(12, of: stream.next), minor = short(14, of: stream.next)
        guard major == 1, minor == 0 || minor == 2 else { throw Damage("a section of pcapng \(major).\(minor), which is not known; expected 1.0") }
        guard number(4) >= 28 else { throw Damage("a section's header has \(number(4)) bytes, must have at least 28") }
        earlierInterfaces += interfaces.count
        interfaces.removeAll()
    }

    private func frame(_ block: UnsafeRawPointer, _ length: Int, isOld: Bool) throws(Damage) -> Step {
        guard length >= 32 else { throw Damage("a frame's block has \(length) bytes, must have at least 32") }
        let index = isOld ? Int(short(8, of: block)) : Int(number(8, of: block))
        let time = UInt64(number(12, of: block)) << 32 | UInt64(number(16, of: block))
        let captured = Int(number(20, of: block)), original = Int(number(24, of: block))
        guard captured <= length - 32 else { throw Damage("a frame has \(captured) bytes, its block only \(length - 32)") }
        guard index < interfaces.count else { throw Damage("a frame is of interface \(index), but \(interfaces.count == 1 ? "one interface was" : "\(interfaces.count) interfaces were") told of") }
        let interface = interfaces[index]
        return .frame(FrameHeader(timestamp: interface.instant(time), capturedLength: captured, originalLength: original, linkType: interface.linkType, interface: earlierInterfaces + index),
                      UnsafeRawBufferPointer(start: block + 28, count: captured))
    }

    private func simpleFrame(_ block: UnsafeRawPointer, _ length: Int) throws(Damage) -> Step {
        guard length >= 16 else { throw Damage("a frame's block has \(length) bytes, must have at least 16") }
        guard let interface = interfaces.first else { throw Damage("a frame comes before its section has told of an interface") }
        let original = Int(number(8, of: block))
        let captured = min(original, length - 16, interface.snapLength)
        return .frame(FrameHeader(timestamp: interface.instant(0), capturedLength: captured, originalLength: original, linkType: interface.linkType, interface: earlierInterfaces),
                      UnsafeRawBufferPointer(start: block + 12, count: captured))
    }

    /// The whole block, its length at its end being the same as at its beginning.
    private func block(_ length: Int) throws(Damage) -> UnsafeRawPointer {
        let block: UnsafeRawPointer
        if length <= ReadAhead.chunk {
            guard stream.has(length) else { throw cut(length, stream.buffered) }
            block = stream.next
            lent = length
            // While this frame is looked at, the next one's headers come nearer.
            layerlab_prefetch(block + length)
            layerlab_prefetch(block + length + 64)
        } else {
            block = try copy(length)
        }
        let end = Int(number(length - 4, of: block))
        guard end == length else { throw Damage("a block has a length of \(length) at its beginning and of \(end) at its end") }
        return block
    }

    private func copy(_ length: Int) throws(Damage) -> UnsafeRawPointer {
        if long.count < length {
            long.deallocate()
            long = .allocate(byteCount: length, alignment: 8)
        }
        var at = 0
        while at < length {
            guard stream.has(1) else { throw cut(length, at) }
            let part = min(length - at, stream.buffered)
            long.baseAddress!.advanced(by: at).copyMemory(from: stream.next, byteCount: part)
            stream.take(part)
            at += part
        }
        return UnsafeRawPointer(long.baseAddress!)
    }

    /// Passes over a block that says nothing about frames.
    private func skip(_ length: Int) throws(Damage) {
        if length <= ReadAhead.chunk {
            _ = try block(length)
            return
        }
        var left = length
        while left > 0 {
            guard stream.has(1) else { throw cut(length, length - left) }
            let part = min(left, stream.buffered)
            stream.take(part)
            left -= part
        }
    }

    private func cut(_ length: Int, _ there: Int) -> Damage { Damage("the file ends in the midst of a block: it has \(length) bytes, \(there) are there") }

    @inline(__always) private func number(_ at: Int, of block: UnsafeRawPointer? = nil) -> UInt32 {
        let value = (block ?? stream.next).loadUnaligned(fromByteOffset: at, as: UInt32.self)
        return isSwapped ? value.byteSwapped : value
    }

    @inline(__always) private func short(_ at: Int, of block: UnsafeRawPointer) -> UInt16 {
        let value = block.loadUnaligned(fromByteOffset: at, as: UInt16.self)
        return isSwapped ? value.byteSwapped : value
    }
}
