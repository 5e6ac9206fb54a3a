public import Wire

extension TCPConnection {
    /// Writes a segment that ``nextSegment(at:)`` has just handed out, header and payload, at `offset` of `buffer`, with its checksum;
    /// returns its length, or 0 where there is no room for ``TCPSegment/length`` bytes. `pseudoHeader` nil leaves the checksum zero.
    @discardableResult
    public func write(_ segment: TCPSegment, pseudoHeader: PseudoHeader?, into buffer: inout MutableRawSpan, at offset: Int = 0) -> Int {
        let header = segment.headerLength, length = header + segment.payloadLength
        guard offset >= 0, buffer.byteCount - offset >= length else { return 0 }
        segment.writeHeader(into: &buffer, at: offset)
        if segment.payloadLength > 0 {
            let place = segment.sequence - sender.bufferStart
            guard place >= 0, place + segment.payloadLength <= sender.buffer.count else { return 0 }
            sender.buffer.copy(segment.payloadLength, at: place, into: &buffer, at: offset + header)
        }
        if let pseudoHeader {
            var checksum = pseudoHeader.checksum(length: length)
            checksum.add(buffer.bytes.extracting(offset..<offset + length))
            buffer.storeBytes(of: checksum.value.bigEndian, toByteOffset: offset + 16, as: UInt16.self)
        }
        return length
    }

    /// The bytes of a segment that ``nextSegment(at:)`` has just handed out.
    public func bytes(of segment: TCPSegment, pseudoHeader: PseudoHeader?) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: segment.length)
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        write(segment, pseudoHeader: pseudoHeader, into: &raw)
        return bytes
    }
}
