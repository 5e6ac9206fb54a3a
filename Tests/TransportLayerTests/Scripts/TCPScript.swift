import TransportLayer
import Wire

/// A timed script for one connection: segments that the peer sends (`<`), segments that must come (`>`), the program's calls and what
/// must then be so. The idea is packetdrill's; the syntax is small enough to be read at once:
///
///     options sack off, stamps off           before anything else: the configuration
///     0      connect                         or `listen`
///     0      > S 0 <mss 1460, ws 4>          must be sent now; options are compared where `<…>` is there
///     +10ms  < SA 0 ack 1 win 8000 <mss 1000>
///     0      > A 1 ack 1
///     0      write 2000                      also read N, finish, close, abort, urgent
///     0      > A 1:1001 ack 1                bytes 1 up to, not including, 1001
///     0      > A 1001:2001 ack 1
///     +200ms > A 1:1001 ack 1                a time-out
///     0      state ESTABLISHED               also cwnd N, ssthresh N, window N, readable N, failure NAME, rto T
///     +1s    none                            nothing was sent in between
///
/// Behind a segment, `ce`, `ect` and `nect` are its ECN field; among its options, `ts 5` is injected and `ts ecr 5` expected.
/// Times count from the line before. Sequence numbers count from each end's SYN. PSH is not compared, the window where it is given.
/// A segment that comes without being expected, or at another time, ends the script with its line.
struct TCPScript: Sendable, CustomStringConvertible {
    let name: String
    let text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    var description: String { name }

    /// One side of a segment as a script writes it.
    struct Pattern {
        var flags: TCPFlags
        var sequence: Int
        var length = 0
        var acknowledgement: Int?
        var window: Int?
        var urgent: Int?
        var options: String?
        var ecn: TCPSegment.ECN?
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// "0", "+10ms", "1.5s", "300us".
    static func time(_ text: Substring) throws -> Nanoseconds {
        let digits = text.drop { $0 == "+" }
        let number = digits.prefix { $0.isNumber || $0 == "." }
        guard let value = Double(number) else { throw Failure(description: "no time: \(text)") }
        let unit: Double
        switch digits.dropFirst(number.count) {
        case "": unit = 1e9
        case "s": unit = 1e9
        case "ms": unit = 1e6
        case "us": unit = 1e3
        default: throw Failure(description: "no unit: \(text)")
        }
        return Nanoseconds(Int64((value * unit).rounded()))
    }

    /// "PA 1:1001 ack 1 win 500 urg 3 ce <…>".
    static func pattern(_ text: Substring) throws -> Pattern {
        var rest = text
        var options: String?
        if let start = rest.firstIndex(of: "<"), let end = rest.lastIndex(of: ">"), start < end {
            options = String(rest[rest.index(after: start)..<end])
            rest = rest[..<start]
        }
        var words = rest.split(separator: " ")
        guard words.count >= 2 else { throw Failure(description: "no segment: \(text)") }
        var flags: TCPFlags = []
        for letter in words.removeFirst() {
            switch letter {
            case "S": flags.insert(.syn)
            case "A": flags.insert(.ack)
            case "F": flags.insert(.fin)
            case "R": flags.insert(.rst)
            case "P": flags.insert(.psh)
            case "U": flags.insert(.urg)
            case "E": flags.insert(.ece)
            case "W": flags.insert(.cwr)
            default: throw Failure(description: "no flag: \(letter)")
            }
        }
        let numbers = words.removeFirst().split(separator: ":").compactMap { Int($0) }
        guard let first = numbers.first else { throw Failure(description: "no sequence number: \(text)") }
        var pattern = Pattern(flags: flags, sequence: first, length: (numbers.count > 1 ? numbers[1] : first) - first, options: options)
        while let word = words.first {
            words.removeFirst()
            if word == "ce" { pattern.ecn = .congestionExperienced; continue }
            if word == "ect" { pattern.ecn = .capable0; continue }
            if word == "nect" { pattern.ecn = .notCapable; continue }
            guard let value = words.first.flatMap({ Int($0) }) else { throw Failure(description: "no number behind \(word)") }
            words.removeFirst()
            switch word {
            case "ack": pattern.acknowledgement = value
            case "win": pattern.window = value
            case "urg": pattern.urgent = value
            default: throw Failure(description: "no field: \(word)")
            }
        }
        return pattern
    }
}
