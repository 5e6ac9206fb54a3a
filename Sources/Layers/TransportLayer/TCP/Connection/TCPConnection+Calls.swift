public import Wire

// The program's calls (RFC 9293 section 3.10): OPEN is init, STATUS is `variables`.

extension TCPConnection {
    // MARK: SEND

    /// Bytes that ``send(_:at:)`` would take now; 0 also where nothing may be sent any more.
    public var sendCapacity: Int {
        guard state.maySend, !sender.isFinishing else { return 0 }
        return max(0, configuration.sendBufferLimit - sender.buffer.count)
    }

    /// Bytes handed over that the peer has not acknowledged.
    public var sendBuffered: Int { sender.buffer.count }

    /// Takes as much of `bytes` as there is room for and returns how much; 0 also where nothing may be sent any more. May be called
    /// before the connection is established. After less than all, ``TCPEvents/writable`` says when to go on.
    @discardableResult
    public mutating func send(_ bytes: [UInt8], at now: Instant) -> Int {
        let room = sendCapacity
        if bytes.count <= room {
            if !bytes.isEmpty { sender.buffer.append(bytes) }
            return bytes.count
        }
        if room > 0 { sender.buffer.append(Array(bytes[..<room])) }
        sender.isFull = true
        return room
    }

    /// Marks all that was handed over so far as urgent (RFC 9293 section 3.8.5; RFC 6093 advises against its use).
    public mutating func markUrgent() {
        guard sender.buffer.count > 0 else { return }
        sender.urgent = sender.bufferEnd
    }

    // MARK: RECEIVE

    /// Bytes that can be read now.
    public var readableCount: Int { receiver.reassembler.readable }

    /// Whether the peer has finished and everything was read: the end of the stream.
    public var isAtEnd: Bool { readableCount == 0 && hasPeerFinished }

    /// Whether the peer's FIN has arrived in its place.
    public var hasPeerFinished: Bool {
        guard let finish = receiver.finish else { return false }
        return receiver.next > finish
    }

    /// Where the peer's urgent data ends, in bytes from the next one to be read; nil where there is none.
    public var urgentDistance: Int? {
        guard let urgent = receiver.urgent else { return nil }
        let distance = urgent - (receiver.next - readableCount)
        return distance > 0 ? distance : nil
    }

    /// Reads up to `maximum` bytes; none where none have arrived.
    public mutating func read(atMost maximum: Int, at now: Instant) -> [UInt8] {
        let count = min(max(0, maximum), readableCount)
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        _ = receiver.reassembler.read(count, into: &raw, at: 0)
        windowMayOpen(at: now)
        return bytes
    }

    /// Reads as many bytes as `destination` holds from `position` on; returns how many there were.
    public mutating func read(into destination: inout MutableRawSpan, at position: Int = 0, time now: Instant) -> Int {
        let count = min(destination.byteCount - position, readableCount)
        guard count > 0 else { return 0 }
        let read = receiver.reassembler.read(count, into: &destination, at: position)
        windowMayOpen(at: now)
        return read
    }

    // MARK: CLOSE and ABORT

    /// Says that this end will send no more (POSIX's `shutdown(SHUT_WR)`, RFC 9293's CLOSE): a FIN follows what was handed over.
    /// Receiving goes on.
    public mutating func finishSending(at now: Instant) {
        switch state {
        case .synSent:
            move(.close, at: now)
            end(at: now)
        case .synReceived:
            // Queued until ESTABLISHED (section 3.10.4).
            sender.isFinishing = true
        case .established, .closeWait:
            sender.isFinishing = true
            move(.close, at: now)
        default: break
        }
    }

    /// Closes both directions (POSIX's `close`): what was handed over is still delivered. Where the peer's bytes were left unread,
    /// or more arrive, it is told so by a reset (RFC 9293 section 3.6.1).
    public mutating func close(at now: Instant) {
        guard state != .closed, !receiver.isClosed else { return }
        if readableCount > 0 {
            abort(at: now)
            return
        }
        receiver.isClosed = true
        // What lies beyond a gap nobody will read any more.
        receiver.reassembler.removeAll()
        finishSending(at: now)
        if state == .finWait2 { timers.lifetime = now + configuration.finWait2Timeout }
    }

    /// Gives the connection up at once (section 3.10.5): the peer sees a reset, where there is one to see it.
    public mutating func abort(at now: Instant) { abort(.aborted, at: now) }

    mutating func abort(_ reason: TCPFailure, at now: Instant) {
        switch state {
        case .closed: return
        case .synReceived, .established, .finWait1, .finWait2, .closeWait:
            output = TCPOutput()
            output.reset = (sender.next, receiver.next)
        default: break
        }
        fail(reason, .abort, at: now)
    }

    /// Ends the connection before its time.
    mutating func fail(_ reason: TCPFailure, _ trigger: TCPTrigger, at now: Instant) {
        guard state != .closed else { return }
        failure = reason
        events.insert(.failed)
        move(trigger, at: now)
        end(at: now)
    }

    /// Lets go of timers and buffers; what can still be read stays.
    mutating func end(at now: Instant) {
        timers.stopAll()
        sender.buffer.removeAll()
        sender.sent.removeAll()
        let reset = output.reset
        output = TCPOutput()
        output.reset = reset
        if failure != nil { receiver.reassembler.removeAll() }
    }
}
