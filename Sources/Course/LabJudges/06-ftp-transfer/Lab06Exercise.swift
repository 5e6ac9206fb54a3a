import ApplicationLayer
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 06, E1: FTP's replies.
    static let replies = Exercise("E1", file: "MyReplies.swift", read: "worksheet section 7, RFC 959 section 4.2", pieces: [("ReplyLinesTrial", "MyReplies.self")], steps: [
        step("E1.1", "a reply of one line", points: 2, likely: "three digits, a blank, the text", [.lines(["220 Welcome"]), .lines(["331 Password, please", "230 Logged in"]), .lines(["200 "])]),
        step("E1.2", "a reply of several lines", points: 2, likely: "220- begins it, and only 220 with a blank ends it", [.lines(["220-Welcome", " to this server", "220 Ready"]), .lines(["211-Features", " SIZE", " EPSV", "211 End", "200 OK"])]),
        step("E1.3", "lines between that look like others", points: 2, likely: "inside a reply of several lines only its own code with a blank ends it", [.lines(["211-Status", "200 is not the end", "211-nor is this", "2110 nor this", "211 End"]), .lines(["230-", "", "230 Done"])]),
        step("E1.4", "lines that are no reply", points: 1, likely: "a reply begins with three digits, 100 to 599, and then a blank or a hyphen: throw otherwise", [.lines(["Welcome"]), .lines(["22 Welcome"]), .lines(["999 Welcome"]), .lines(["220_Welcome"]), .lines([""]), .lines(["22x Welcome"])]),
        step("E1.5", "the address in a 227", points: 2, likely: "the port is the fifth number times 256, and the sixth", [.passive("Entering Passive Mode (10,0,0,12,195,80)"), .passive("Entering Passive Mode (192,168,1,2,0,21)"), .passive("=127,0,0,1,4,1")]),
        step("E1.6", "a 227 without an address", points: 1, likely: "six numbers from 0 to 255: anything else throws", [.passive("Entering Passive Mode"), .passive("(10,0,0,12,195)"), .passive("(10,0,0,12,195,256)"), .passive("(1,2,3,4,5,6,7)")]),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [ReplyLinesTrial.Input]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: ReplyLinesTrial.self, likely: likely, inputs: inputs, show: show, say: say) { input, came in
            let wanted = reference(input)
            return came == wanted ? nil : Fault(wanted: say(wanted), came: say(came), likely: misconception(came, wanted))
        }
    }

    private static func misconception(_ came: ReplyLinesTrial.Output, _ wanted: ReplyLinesTrial.Output) -> String? {
        switch (came, wanted) {
        case (.address(let came?), .address(let wanted?)):
            let parts = wanted.split(separator: ":"), port = Int(parts.last ?? "") ?? 0
            if came.hasSuffix(":\(port % 256 * 256 + port / 256)") { return "network byte order: the fifth number is the higher one" }
            if came.hasSuffix(":\(port / 256)\(port % 256)") { return "the two numbers are bytes of one number, not its digits" }
        case (.replies(let came, _), .replies(let wanted, _)):
            guard let index = wanted.indices.first(where: { !came.indices.contains($0) || came[$0] != wanted[$0] }), came.indices.contains(index) else { return nil }
            if let found = came[index], let right = wanted[index], found.code == right.code {
                if found.lines.count == 1, right.lines.count > 1 { return "the lines before the last belong to the reply, too" }
                if found.lines.count == right.lines.count { return "a line's text begins behind the code and the mark; lines between lose one blank in front, if they have one" }
            }
        default: break
        }
        return nil
    }

    private static func show(_ input: ReplyLinesTrial.Input) -> String {
        switch input {
        case .lines(let lines): lines.map { Shown.text($0, limit: 24) }.joined(separator: ", ")
        case .passive(let text): "227 \(Shown.text(text))"
        }
    }

    private static func say(_ output: ReplyLinesTrial.Output) -> String {
        switch output {
        case .address(let address): return address ?? "refused"
        case .replies(let replies, let isRefused):
            let words = replies.map { reply in reply.map { "\($0.code) [\($0.lines.map { Shown.text($0, limit: 20) }.joined(separator: ", "))]" } ?? "nil" }
            return (words + (isRefused ? ["refused"] : [])).joined(separator: ", ")
        }
    }

    /// RFC 959 section 4.2.
    private static func reference(_ input: ReplyLinesTrial.Input) -> ReplyLinesTrial.Output {
        switch input {
        case .passive(let text): return .address(FTPDataAddress.parse(passiveReply: text).map { "\($0)" })
        case .lines(let lines):
            var replies: [PlainReply?] = [], open: PlainReply?
            for line in lines {
                let code = line.prefix(3), mark = line.dropFirst(3).first
                if let begun = open {
                    let isLast = line.hasPrefix("\(begun.code) ")
                    let text = isLast || line.hasPrefix("\(begun.code)-") ? String(line.dropFirst(4)) : String(line.dropFirst(line.hasPrefix(" ") ? 1 : 0))
                    let reply = PlainReply(code: begun.code, lines: begun.lines + [text])
                    open = isLast ? nil : reply
                    replies.append(isLast ? reply : nil)
                } else {
                    guard code.count == 3, code.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(code), (100...599).contains(number), mark == " " || mark == "-" else { return .replies(replies, isRefused: true) }
                    let reply = PlainReply(code: number, lines: [String(line.dropFirst(4))])
                    open = mark == "-" ? reply : nil
                    replies.append(mark == "-" ? nil : reply)
                }
            }
            return .replies(replies, isRefused: false)
        }
    }
}
