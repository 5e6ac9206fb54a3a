import ApplicationLayer
import LabJudges
import LabSolutions

extension Mutant {
    static let dots: [Mutant] = [
        Mutant(.smtpMail, "no end", caughtAt: "E1.1", saying: "does not end", WrongDots(stuff: { $0 })),
        Mutant(.smtpMail, "the dot's line has no end", caughtAt: "E1.1", saying: "CRLF, too", WrongDots(stuff: { try right.stuffed($0).dropLast(2) })),
        Mutant(.smtpMail, "only a dot alone is doubled", caughtAt: "E1.2", saying: "not only the line of one dot", WrongDots(stuff: { message in
            replace(Array(message), "\r\n.\r\n", "\r\n..\r\n").elementsEqual(message) && !message.starts(with: Array(".\r\n".utf8)) ? message + Array(".\r\n".utf8) : try right.stuffed(message)
        })),
        Mutant(.smtpMail, "the first line is forgotten", caughtAt: "E1.2", saying: "WRONG", WrongDots(stuff: { replace($0, "\r\n.", "\r\n..") + Array(".\r\n".utf8) })),
        Mutant(.smtpMail, "always one more CRLF", caughtAt: "E1.1", saying: "WRONG", WrongDots(stuff: { replace(Array("\r\n".utf8) + $0, "\r\n.", "\r\n..").dropFirst(2) + Array("\r\n.\r\n".utf8) })),
        Mutant(.smtpMail, "no CRLF is added", caughtAt: "E1.3", saying: "on a line of its own", WrongDots(stuff: { message in replace(Array("\r\n".utf8) + message, "\r\n.", "\r\n..").dropFirst(2) + Array(".\r\n".utf8) })),
        Mutant(.smtpMail, "each dot is doubled", caughtAt: "E1.4", saying: "only a dot at a line's beginning", WrongDots(stuff: { message in
            let doubled = message.flatMap { $0 == 0x2e ? [0x2e, 0x2e] : [$0] }
            return doubled + Array((message.isEmpty || message.last == 10 ? ".\r\n" : "\r\n.\r\n").utf8)
        })),
        Mutant(.smtpMail, "through text", caughtAt: "E1.4", saying: "keep them as [UInt8]", WrongDots(stuff: { try right.stuffed(Array(String(decoding: $0, as: UTF8.self).utf8)) })),
        Mutant(.smtpMail, "dots are left in", caughtAt: "E1.5", saying: "still there", WrongDots(unstuff: { $0.dropLast(3) })),
        Mutant(.smtpMail, "all dots at the beginning go", caughtAt: "E1.5", saying: "one dot a line", WrongDots(unstuff: { data in
            var out: [UInt8] = [], begins = true
            for byte in data.dropLast(3) where !(begins && byte == 0x2e) { (out, begins) = (out + [byte], byte == 10) }
            return out
        })),
        Mutant(.smtpMail, "the last line stays", caughtAt: "E1.5", saying: "no part of the message", WrongDots(unstuff: { try right.unstuffed($0) + Array(".\r\n".utf8) })),
    ]

    static let replyLines: [Mutant] = [
        Mutant(.ftpTransfer, "each line is a reply", caughtAt: "E1.2", saying: "220-", EachLine.self),
        Mutant(.ftpTransfer, "the last line alone", caughtAt: "E1.2", saying: "the lines before the last", LastLine.self),
        Mutant(.ftpTransfer, "any code with a blank ends it", caughtAt: "E1.3", saying: "only its own code", AnyEnd.self),
        Mutant(.ftpTransfer, "the code alone ends it", caughtAt: "E1.3", saying: "with a blank", CodeEnds.self),
        Mutant(.ftpTransfer, "takes anything", caughtAt: "E1.4", saying: "throw otherwise", TakesAll.self),
        Mutant(.ftpTransfer, "the port's bytes swapped", caughtAt: "E1.5", saying: "network byte order", SwappedPort.self),
        Mutant(.ftpTransfer, "the port's digits", caughtAt: "E1.5", saying: "not its digits", JoinedPort.self),
        Mutant(.ftpTransfer, "brackets are a must", caughtAt: "E1.5", saying: "fifth number", NeedsBrackets.self),
        Mutant(.ftpTransfer, "numbers of any size", caughtAt: "E1.6", saying: "from 0 to 255", AnySize.self),
    ]
}

private let right = MyDots()

private func replace(_ bytes: [UInt8], _ old: String, _ new: String) -> [UInt8] {
    var out: [UInt8] = [], index = 0
    let old = Array(old.utf8), new = Array(new.utf8)
    while index < bytes.count {
        if bytes[index...].starts(with: old) { (out, index) = (out + new, index + old.count) } else { (out, index) = (out + [bytes[index]], index + 1) }
    }
    return out
}

private struct WrongDots: DotStuffing {
    var stuff: @Sendable ([UInt8]) throws -> [UInt8] = { try right.stuffed($0) }
    var unstuff: @Sendable ([UInt8]) throws -> [UInt8] = { try right.unstuffed($0) }
    func stuffed(_ message: [UInt8]) throws -> [UInt8] { try stuff(message) }
    func unstuffed(_ data: [UInt8]) throws -> [UInt8] { try unstuff(data) }
}

/// The solution, wrapped; what a fault does otherwise replaces a method.
private protocol WrongReplies: ReplyAssembler { var right: MyReplies { get set } }
extension WrongReplies {
    mutating func take(_ line: String) throws -> PlainReply? { try right.take(line) }
    func passiveAddress(in text: String) throws -> String { try right.passiveAddress(in: text) }
    /// The six numbers, found by the solution.
    fileprivate func numbers(_ text: String) throws -> (address: String, high: Int, low: Int) {
        let parts = try right.passiveAddress(in: text).split(separator: ":"), port = Int(parts[1])!
        return (String(parts[0]), port / 256, port % 256)
    }
}

private struct EachLine: WrongReplies {
    var right = MyReplies()
    mutating func take(_ line: String) throws -> PlainReply? { PlainReply(code: Int(line.prefix(3)) ?? 0, lines: [String(line.dropFirst(4))]) }
}
private struct LastLine: WrongReplies {
    var right = MyReplies()
    mutating func take(_ line: String) throws -> PlainReply? { try right.take(line).map { PlainReply(code: $0.code, lines: [$0.lines.last!]) } }
}
private struct AnyEnd: WrongReplies {
    var right = MyReplies()
    private var open: PlainReply?
    init() {}
    mutating func take(_ line: String) throws -> PlainReply? {
        guard var reply = open else {
            if line.dropFirst(3).first == "-" { open = PlainReply(code: Int(line.prefix(3))!, lines: [String(line.dropFirst(4))]); return nil }
            return try right.take(line)
        }
        let ends = Int(line.prefix(3)) != nil && line.dropFirst(3).first == " "
        reply.lines.append(ends ? String(line.dropFirst(4)) : String(line.dropFirst(line.hasPrefix(" ") ? 1 : 0)))
        open = ends ? nil : reply
        return ends ? reply : nil
    }
}
private struct CodeEnds: WrongReplies {
    var right = MyReplies()
    private var open: Int?
    init() {}
    mutating func take(_ line: String) throws -> PlainReply? {
        if let code = open, line.hasPrefix("\(code)") {
            open = nil
            return try right.take("\(code) " + line.dropFirst(4))
        }
        let reply = try right.take(line)
        if reply == nil, open == nil { open = Int(line.prefix(3)) }
        return reply
    }
}
private struct TakesAll: WrongReplies {
    var right = MyReplies()
    mutating func take(_ line: String) throws -> PlainReply? {
        do { return try right.take(line) } catch { return PlainReply(code: 0, lines: [line]) }
    }
}
private struct SwappedPort: WrongReplies {
    var right = MyReplies()
    func passiveAddress(in text: String) throws -> String {
        let found = try numbers(text)
        return "\(found.address):\(found.low * 256 + found.high)"
    }
}
private struct JoinedPort: WrongReplies {
    var right = MyReplies()
    func passiveAddress(in text: String) throws -> String {
        let found = try numbers(text)
        return "\(found.address):\(found.high)\(found.low)"
    }
}
private struct NeedsBrackets: WrongReplies {
    var right = MyReplies()
    func passiveAddress(in text: String) throws -> String {
        guard text.contains("(") else { throw MalformedReply("no bracket") }
        return try right.passiveAddress(in: text)
    }
}
private struct AnySize: WrongReplies {
    var right = MyReplies()
    func passiveAddress(in text: String) throws -> String {
        let all = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard all.count >= 6 else { throw MalformedReply("too few") }
        return all[..<4].map(String.init).joined(separator: ".") + ":\(all[4] * 256 + all[5])"
    }
}
