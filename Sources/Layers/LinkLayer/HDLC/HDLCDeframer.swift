import Wire

/// Finds the frames in a stream of octets (RFC 1662 section 4.3), however the stream is cut into pieces.
///
///                 octet            0x7d
///                ┌─────┐    ┌──────────────▶ escaped
///     flag       │     ▼    │   ◀──────────────┘ octet
///     hunting ──▶ in a frame ── flag ──▶ a frame, or what is wrong with it; then in the next frame
///                     └── too long ──▶ hunting
public struct HDLCDeframer: Sendable {
    /// What has been found.
    public enum Event: Hashable, Sendable {
        case frame(Frame)
        case invalid(Fault)
    }

    /// A frame whose check is right.
    public struct Frame: Hashable, Sendable {
        public var address: UInt8
        public var control: UInt8
        public var payload: [UInt8]

        public init(address: UInt8 = 0xff, control: UInt8 = 0x03, payload: [UInt8]) {
            self.address = address
            self.control = control
            self.payload = payload
        }
    }

    /// Why octets between two flags are no frame.
    public enum Fault: Hashable, Sendable {
        /// The check is not that of the octets before it.
        case wrongCheck
        /// Fewer than four octets: address, control and check.
        case tooShort
        /// More than the limit.
        case tooLong
        /// The sender broke it off: an escape right before the flag.
        case aborted
    }

    private enum State {
        /// Until the next flag, nothing counts.
        case hunting
        case collecting
        case escaped
    }

    /// The most octets of a frame's payload.
    public let maximumPayload: Int
    /// Octets that the line puts in by itself (RFC 1662 section 7.1) and that count for nothing where they come unescaped.
    public var controlCharacterMap: UInt32
    private var state = State.hunting
    private var octets: [UInt8] = []
    private var check = FrameCheck16()

    public init(maximumPayload: Int = 1502, controlCharacterMap: UInt32 = 0) {
        self.maximumPayload = max(0, maximumPayload)
        self.controlCharacterMap = controlCharacterMap
    }

    /// More octets have come in.
    public mutating func receive(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for octet in bytes {
            if let event = receive(octet) { events.append(event) }
        }
        return events
    }

    /// One more octet has come in.
    public mutating func receive(_ octet: UInt8) -> Event? {
        if octet == HDLCFramer.flag {
            defer { begin() }
            return switch state {
            case .hunting: nil
            case .escaped: .invalid(.aborted)
            // Flags in a row are the line's idling.
            case .collecting: octets.isEmpty ? nil : finish()
            }
        }
        if octet < 32, controlCharacterMap >> UInt32(octet) & 1 == 1 { return nil }
        switch state {
        case .hunting: return nil
        case .collecting where octet == HDLCFramer.escape:
            state = .escaped
            return nil
        case .collecting: return add(octet)
        case .escaped:
            state = .collecting
            return add(octet ^ HDLCFramer.flip)
        }
    }

    private mutating func begin() {
        state = .collecting
        octets.removeAll(keepingCapacity: true)
        check = FrameCheck16()
    }

    private mutating func add(_ octet: UInt8) -> Event? {
        guard octets.count < maximumPayload + 4 else {
            state = .hunting
            octets.removeAll(keepingCapacity: true)
            return .invalid(.tooLong)
        }
        octets.append(octet)
        check.add(octet)
        return nil
    }

    private func finish() -> Event {
        guard octets.count >= 4 else { return .invalid(.tooShort) }
        guard check.isGood else { return .invalid(.wrongCheck) }
        return .frame(Frame(address: octets[0], control: octets[1], payload: Array(octets[2..<octets.count - 2])))
    }
}
