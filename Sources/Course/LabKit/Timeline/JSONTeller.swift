import Wire
import Sockets

/// Rows as one JSON object a line, for programs: `{"time":45000,"who":"client","what":"send",…}`, times in nanoseconds from
/// the first line.
struct JSONTeller {
    private var start: Instant?

    mutating func line(_ row: Row) -> String {
        let start = self.start ?? row.time
        self.start = start
        var object = JSONObject()
        object.add("time_ns", (row.time - start).count)
        object.add("kind", kind(row))
        if let number = row.number { object.add("frame", Int64(number)) }
        if row.id != .none { object.add("id", Int64(clamping: row.id.rawValue)) }
        if row.cause != .none { object.add("cause", Int64(clamping: row.cause.rawValue)) }
        object.add("who", row.who)
        object.add("what", row.what)
        if !row.size.isEmpty { object.add("size", row.size) }
        if !row.facts.isEmpty { object.add("facts", row.facts.split(separator: " ").joined(separator: " ")) }
        if !row.words.isEmpty { object.add("words", row.words) }
        if let message = row.message {
            if let text = String(validating: message, as: UTF8.self) { object.add("message", text) } else { object.add("message_hex", message.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()) }
        }
        return object.text
    }

    /// What happened in a connection: `"kind":"tcp"`, the happenings, and the variables under their names in RFCs and kernels.
    mutating func line(_ moment: ConnectionMoment) -> String {
        let start = self.start ?? moment.time
        self.start = start
        var object = JSONObject()
        object.add("time_ns", (moment.time - start).count)
        object.add("kind", "tcp")
        object.add("who", moment.host)
        object.add("local", "\(moment.local)")
        object.add("remote", "\(moment.remote)")
        object.add("what", moment.happenings.joined(separator: "; "))
        moment.variables.add(to: &object)
        return object.text
    }

    private func kind(_ row: Row) -> String {
        switch row.kind {
        case .output: "output"
        case .call: "call"
        case .message: "message"
        case .device: "device"
        case .chapter: "chapter"
        case .frame: "frame"
        case .note: "note"
        }
    }
}

/// A flat JSON object (RFC 8259) whose members stay in the order in which they were added.
struct JSONObject {
    private var members = ""

    var text: String { "{\(members)}" }

    mutating func add(_ name: String, _ value: Int64) { add(name, raw: "\(value)") }
    mutating func add(_ name: String, _ value: String) { add(name, raw: Self.string(value)) }

    /// A member whose value is JSON already.
    mutating func add(_ name: String, json: String) { add(name, raw: json) }

    private mutating func add(_ name: String, raw: String) {
        if !members.isEmpty { members += "," }
        members += "\(Self.string(name)):\(raw)"
    }

    private static func string(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
