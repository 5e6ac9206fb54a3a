/// The frame as the capture has it: number, time and lengths.
enum FrameField: UInt8, FieldSet {
    case number, timeEpoch, length, capturedLength, protocols

    static var proto: ProtocolID { .frame }
    var definition: FieldDefinition {
        switch self {
        case .number: .init("frame.number", "Number", .decimal, "The frame's place in the capture, counted from 1.")
        case .timeEpoch: .init("frame.time_epoch", "Time", .seconds, "When the frame was captured, in seconds since the beginning of 1970.")
        case .length: .init("frame.len", "Length on the wire", .decimal, "How many bytes the frame had on the wire.")
        case .capturedLength: .init("frame.cap_len", "Length in the capture", .decimal, "How many of its bytes the capture kept.")
        case .protocols: .init("frame.protocols", "Protocols", .text, "The protocols found in the frame, outermost first.")
        }
    }
}

/// What is left when no protocol claims it.
enum DataField: UInt8, FieldSet {
    case data, length

    static var proto: ProtocolID { .data }
    var definition: FieldDefinition {
        switch self {
        case .data: .init("data.data", "Data", .bytes, "Bytes that no protocol known here claims.")
        case .length: .init("data.len", "Length", .decimal, "How many bytes that is.")
        }
    }
}

/// The mark of a frame whose bytes are not what their protocol says they must be.
enum MalformedField: UInt8, FieldSet {
    case packet

    static var proto: ProtocolID { .malformed }
    var definition: FieldDefinition {
        .init("_ws.malformed", "Malformed", .text, "The bytes end before a field does, or hold a value that cannot be.")
    }
}

enum DataDissector {
    /// Bytes of no known protocol.
    static func dissect(_ data: Octets, _ d: inout Dissection) {
        guard data.count > 0 else { return }
        d.layer(.data, data, data.count)
        d.add(DataField.data, 0, data, 0, data.count)
        // What was put together from segments may be longer than what is kept of it.
        d.add(DataField.length, data.source == 0 ? data.count : data.reported, data, 0, data.count, flags: .generated)
    }

    /// Bytes of a protocol that is known by name, if at all.
    static func named(_ name: ProtocolName?, _ data: Octets, _ d: inout Dissection) {
        if let name { foreign(name, data, &d) } else { dissect(data, &d) }
    }

    /// Bytes of a protocol that is known by name only.
    static func foreign(_ name: ProtocolName, _ data: Octets, _ d: inout Dissection) {
        d.layer(named: name, .foreign, data, data.count)
    }
}
