public import Wire

// Segments to and from bytes in place, for a stack's hot path: the same bytes as TCPHeader's codec, without a writer that grows.

extension TCPSegment {
    /// Reads a segment from the transport layer's part of a packet. The payload is what lies behind the first
    /// ``headerLength``-as-received bytes; `dataOffset` says where. The checksum is not judged here: see ``TCPHeader/verifyChecksum(of:pseudoHeader:)``.
    ///
    /// Unknown options are passed over; throws what ``TCPHeader/init(parsing:)`` throws.
    public static func parse(_ bytes: RawSpan, ecn: ECN = .notCapable) throws(DecodeError) -> (segment: TCPSegment, dataOffset: Int) {
        guard bytes.byteCount >= TCPHeader.minimumLength else {
            throw DecodeError(TCPHeader.context, field: "header", offset: 0, .truncated(needed: TCPHeader.minimumLength, available: bytes.byteCount))
        }
        let offsetAndFlags = bytes.bigEndian16(12)
        let offset = Int(offsetAndFlags >> 12) * 4
        guard offset >= TCPHeader.minimumLength else {
            throw DecodeError(TCPHeader.context, field: "data offset", offset: 12, .invalid(found: "\(offset / 4)", expected: "at least 5"))
        }
        guard bytes.byteCount >= offset else {
            throw DecodeError(TCPHeader.context, field: "options", offset: 20, .truncated(needed: offset - 20, available: bytes.byteCount - 20))
        }
        var segment = TCPSegment(
            sourcePort: bytes.bigEndian16(0), destinationPort: bytes.bigEndian16(2), sequence: SequenceNumber(bytes.bigEndian32(4)),
            flags: TCPFlags(rawValue: offsetAndFlags & 0x0fff))
        segment.acknowledgement = SequenceNumber(bytes.bigEndian32(8))
        segment.window = bytes.bigEndian16(14)
        segment.urgentPointer = bytes.bigEndian16(18)
        segment.payloadLength = bytes.byteCount - offset
        segment.ecn = ecn
        if offset == 32, bytes.bigEndian32(20) == 0x0101_080a {
            // Nearly every segment of a connection with timestamps looks like this (RFC 7323 appendix A).
            segment.timestamps = TCPTimestamps(value: bytes.bigEndian32(24), echoReply: bytes.bigEndian32(28))
        } else if offset > TCPHeader.minimumLength {
            var reader = ByteReader(bytes.extracting(20..<offset), as: TCPHeader.context, origin: 20)
            let options = try TCPOptions(parsing: &reader)
            segment.maximumSegmentSize = options.maximumSegmentSize
            segment.windowScale = options.windowScale
            segment.isSACKPermitted = options.sackPermitted
            segment.timestamps = options.timestamps
            segment.sackBlocks = options.sackBlocks
        }
        return (segment, offset)
    }

    /// Writes the header at `offset` of `buffer` with a checksum of zero, and returns its length. The caller has made room for
    /// ``headerLength`` bytes; where there is less, nothing is written and the result is 0.
    @discardableResult
    public func writeHeader(into buffer: inout MutableRawSpan, at offset: Int) -> Int {
        let length = headerLength
        guard offset >= 0, buffer.byteCount - offset >= length else { return 0 }
        buffer.store(sourcePort, at: offset)
        buffer.store(destinationPort, at: offset + 2)
        buffer.store(sequence.rawValue, at: offset + 4)
        buffer.store(acknowledgement.rawValue, at: offset + 8)
        buffer.store(UInt16(length / 4) << 12 | flags.rawValue & 0x0fff, at: offset + 12)
        buffer.store(window, at: offset + 14)
        buffer.store(UInt16(0), at: offset + 16)
        buffer.store(urgentPointer, at: offset + 18)
        var next = offset + 20
        if let maximumSegmentSize {
            buffer.store(UInt32(0x0204_0000) | UInt32(maximumSegmentSize), at: next)
            next += 4
        }
        if let timestamps {
            buffer.store(isSACKPermitted ? UInt32(0x0402_080a) : 0x0101_080a, at: next)
            buffer.store(timestamps.value, at: next + 4)
            buffer.store(timestamps.echoReply, at: next + 8)
            next += 12
        } else if isSACKPermitted {
            buffer.store(UInt32(0x0101_0402), at: next)
            next += 4
        }
        if let windowScale {
            buffer.store(UInt32(0x0103_0300) | UInt32(windowScale), at: next)
            next += 4
        }
        if !sackBlocks.isEmpty {
            buffer.store(UInt32(0x0101_0500) | UInt32(2 + 8 * sackBlocks.count), at: next)
            next += 4
            for index in 0..<sackBlocks.count {
                buffer.store(sackBlocks[index].left, at: next)
                buffer.store(sackBlocks[index].right, at: next + 4)
                next += 8
            }
        }
        return length
    }
}

extension RawSpan {
    /// Big-endian numbers at offsets that are within the bytes (trapping if they were not).
    @inline(__always) fileprivate func bigEndian16(_ offset: Int) -> UInt16 { UInt16(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)) }
    @inline(__always) fileprivate func bigEndian32(_ offset: Int) -> UInt32 { UInt32(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
}

extension MutableRawSpan {
    @inline(__always) fileprivate mutating func store(_ value: some FixedWidthInteger & BitwiseCopyable, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: type(of: value))
    }
}
