import Applications
import LabJudges

extension Mutant {
    static let reply: [Mutant] = [
        Mutant(.udpMessage, "an echo", caughtAt: "E1.1", saying: "Received your message of N bytes", WrongReply { String(decoding: $0, as: UTF8.self) }),
        Mutant(.udpMessage, "a full stop", caughtAt: "E1.1", saying: "without a full stop", WrongReply { "Received your message of \($0.count) bytes." }),
        Mutant(.udpMessage, "a line's end", caughtAt: "E1.1", saying: "a line's end", WrongReply { "Received your message of \($0.count) bytes\n" }),
        Mutant(.udpMessage, "always 18", caughtAt: "E1.1", saying: "of 1 bytes", WrongReply { _ in "Received your message of 18 bytes" }),
        Mutant(.udpMessage, "characters", caughtAt: "E1.2", saying: "characters were counted", WrongReply { "Received your message of \(String(decoding: $0, as: UTF8.self).count) bytes" }),
        Mutant(.udpMessage, "through text", caughtAt: "E1.3", saying: "turned into text", WrongReply { "Received your message of \(String(decoding: $0, as: UTF8.self).utf8.count) bytes" }),
        Mutant(.udpMessage, "text only", caughtAt: "E1.3", saying: "it threw", WrongReply { bytes in
            guard String(validating: bytes, as: UTF8.self) != nil else { throw NoText() }
            return "Received your message of \(bytes.count) bytes"
        }),
        Mutant(.udpMessage, "nothing for nothing", caughtAt: "E1.4", saying: "an empty datagram is a datagram", WrongReply { $0.isEmpty ? "" : "Received your message of \($0.count) bytes" }),
    ]
}

private struct WrongReply: DatagramReply {
    let body: @Sendable ([UInt8]) throws -> String
    func reply(to datagram: [UInt8]) throws -> [UInt8] { Array(try body(datagram).utf8) }
}
private struct NoText: Error {}
