import ApplicationLayer
import LabJudges
import LabSolutions

extension Mutant {
    static let names: [Mutant] = [
        Mutant(.namesAndLeases, "a dot behind it", caughtAt: "E1.1", saying: "without a dot", WrongNames { name, _, _ in name.name == "." ? name : PlainName(name: name.name + ".", next: name.next) }),
        Mutant(.namesAndLeases, "the zero does not belong to it", caughtAt: "E1.1", saying: "belongs to the name", WrongNames { name, _, _ in PlainName(name: name.name, next: name.next - 1) }),
        Mutant(.namesAndLeases, "begins at the message's beginning", caughtAt: "E1.1", saying: "a byte of length", Reading { message, _ in try MyNames().read(message, at: 0) }),
        Mutant(.namesAndLeases, "nothing for the root", caughtAt: "E1.2", saying: "a name without labels", WrongNames { name, _, _ in name.name == "." ? PlainName(name: "", next: name.next) : name }),
        Mutant(.namesAndLeases, "goes on where the name ended", caughtAt: "E1.3", saying: "behind the first pointer", Reading { try walk($0, $1, goesOnAtEnd: true) }),
        Mutant(.namesAndLeases, "a pointer ends the name", caughtAt: "E1.3", saying: "goes on where the pointer leads", Reading { try walk($0, $1, jumps: 0) }),
        Mutant(.namesAndLeases, "the pointer's low byte only", caughtAt: "E1.3", saying: "WRONG", Reading { try walk($0, $1, mask: 0xff) }),
        Mutant(.namesAndLeases, "a pointer to one label", caughtAt: "E1.4", saying: "another pointer", Reading { try walk($0, $1, jumps: 1) }),
        Mutant(.namesAndLeases, "goes round a hundred times", caughtAt: "E1.5", saying: "farther back", Reading { try walk($0, $1, jumps: 100) }),
        Mutant(.namesAndLeases, "what is cut off is good enough", caughtAt: "E1.6", saying: "look before you read", Reading { message, start in
            do { return try MyNames().read(message, at: start) } catch { return PlainName(name: ".", next: message.count) }
        }),
        Mutant(.namesAndLeases, "names of any length", caughtAt: "E1.7", saying: "255 bytes at most", Reading { try walk($0, $1, limit: .max) }),
        Mutant(.namesAndLeases, "255 letters", caughtAt: "E1.7", saying: "255 bytes at most", Reading { try walk($0, $1, limit: 256) }),
    ]
}

private struct WrongNames: PlainNameReader {
    let change: @Sendable (PlainName, [UInt8], Int) -> PlainName
    init(_ change: @escaping @Sendable (PlainName, [UInt8], Int) -> PlainName) { self.change = change }
    func read(_ message: [UInt8], at start: Int) throws -> PlainName { change(try MyNames().read(message, at: start), message, start) }
}

private struct Reading: PlainNameReader {
    let body: @Sendable ([UInt8], Int) throws -> PlainName
    init(_ body: @escaping @Sendable ([UInt8], Int) throws -> PlainName) { self.body = body }
    func read(_ message: [UInt8], at start: Int) throws -> PlainName { try body(message, start) }
}

/// A reader with a slip: it follows so many pointers, takes so many bytes, or reads a pointer's bits wrongly.
private func walk(_ message: [UInt8], _ start: Int, jumps: Int = 50, limit: Int = 255, mask: Int = 0x3fff, goesOnAtEnd: Bool = false) throws -> PlainName {
    var labels: [String] = [], place = start, next: Int?, jumped = 0, length = 1, farthest = start
    func done(_ end: Int) -> PlainName { PlainName(name: labels.isEmpty ? "." : labels.joined(separator: "."), next: goesOnAtEnd ? end : next ?? end) }
    while true {
        guard message.indices.contains(place) else { throw MalformedName("it ends") }
        let first = Int(message[place])
        if first == 0 { return done(place + 1) }
        if first >> 6 == 3 {
            guard place + 1 < message.count else { throw MalformedName("half a pointer") }
            if next == nil { next = place + 2 }
            if jumped == jumps { return done(place + 2) }
            jumped += 1
            place = (first << 8 | Int(message[place + 1])) & mask
            guard jumps == 100 || place < farthest else { throw MalformedName("in circles") }
            farthest = place
            continue
        }
        length += first + 1
        guard first >> 6 == 0, place + first < message.count, length <= limit else { throw MalformedName("a bad label") }
        labels.append(String(decoding: message[place + 1...place + first], as: UTF8.self))
        place += first + 1
    }
}
