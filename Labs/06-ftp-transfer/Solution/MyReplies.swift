import ApplicationLayer
import Wire

/// E1, done: a reply of several lines is open until a line with its code and a blank comes.
public struct MyReplies: ReplyAssembler {
    /// The reply that has begun, and not ended.
    private var open: PlainReply?

    public init() {}

    public mutating func take(_ line: String) throws -> PlainReply? {
        if var reply = open {
            // Servers indent the lines between with a blank; their text begins behind it.
            guard line.hasPrefix("\(reply.code) ") else {
                let plain = line.hasPrefix("\(reply.code)-") ? String(line.dropFirst(4)) : line.hasPrefix(" ") ? String(line.dropFirst()) : line
                reply.lines.append(plain)
                open = reply
                return nil
            }
            open = nil
            reply.lines.append(String(line.dropFirst(4)))
            return reply
        }
        let digits = line.prefix(3)
        guard digits.utf8.count == 3, digits.utf8.allSatisfy({ (48...57).contains($0) }), let code = Int(digits), (100...599).contains(code) else { throw MalformedReply("no code: \(line)") }
        let reply = PlainReply(code: code, lines: [String(line.dropFirst(4))])
        switch line.dropFirst(3).first {
        case "-":
            open = reply
            return nil
        case " ", nil: return reply
        default: throw MalformedReply("neither a blank nor a hyphen behind the code: \(line)")
        }
    }

    public func passiveAddress(in text: String) throws -> String {
        // Whatever is neither a digit nor a comma parts the text.
        for run in text.split(whereSeparator: { !($0.isASCII && $0.isNumber) && $0 != "," }) {
            let numbers = run.split(separator: ",", omittingEmptySubsequences: false).compactMap { UInt8($0) }
            guard numbers.count == 6, run.split(separator: ",", omittingEmptySubsequences: false).count == 6 else { continue }
            return numbers[..<4].map(String.init).joined(separator: ".") + ":\(Int(numbers[4]) * 256 + Int(numbers[5]))"
        }
        throw MalformedReply("no address: \(text)")
    }
}
