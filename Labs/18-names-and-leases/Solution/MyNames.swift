import ApplicationLayer
import Wire

/// E1, done: label by label. The first pointer says where the message goes on; each pointer must lead farther back than the last, so that none goes round in circles.
public struct MyNames: PlainNameReader {
    public init() {}

    public func read(_ message: [UInt8], at start: Int) throws -> PlainName {
        var labels: [String] = [], length = 1, place = start, farthest = start, next: Int?
        while true {
            guard message.indices.contains(place) else { throw MalformedName("it ends in the middle") }
            let first = Int(message[place])
            switch first >> 6 {
            case 0:
                if first == 0 { return PlainName(name: labels.isEmpty ? "." : labels.joined(separator: "."), next: next ?? place + 1) }
                guard place + 1 + first <= message.count else { throw MalformedName("a label ends behind the message") }
                length += first + 1
                guard length <= 255 else { throw MalformedName("longer than 255 bytes") }
                labels.append(String(decoding: message[place + 1..<place + 1 + first], as: UTF8.self))
                place += 1 + first
            case 3:
                guard place + 1 < message.count else { throw MalformedName("half a pointer") }
                let target = (first & 0x3f) << 8 | Int(message[place + 1])
                guard target < farthest else { throw MalformedName("a pointer that does not lead back") }
                next = next ?? place + 2
                (farthest, place) = (target, target)
            default: throw MalformedName("a label of type \(first >> 6)")
            }
        }
    }
}
