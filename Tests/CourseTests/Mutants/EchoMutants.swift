import Applications
import LabJudges
import Sockets

extension Mutant {
    static let echo: [Mutant] = [
        Mutant(.tcpEcho, "onlyOnce", caughtAt: "E1.2", saying: "loop until it brings nothing", WrongEcho(fault: .onlyOnce)),
        Mutant(.tcpEcho, "asText", caughtAt: "E1.3", saying: "keep them as [UInt8]", WrongEcho(fault: .asText)),
        Mutant(.tcpEcho, "wrongCount", caughtAt: "E1.2", saying: "count every byte", WrongEcho(fault: .wrongCount)),
        Mutant(.tcpEcho, "tooMuch", caughtAt: "E1.1", saying: "all of it and nothing else", WrongEcho(fault: .tooMuch)),
        Mutant(.tcpEcho, "upperCase", caughtAt: "E1.1", saying: "came back as", WrongEcho(fault: .upperCase)),
        Mutant(.tcpEcho, "forever", caughtAt: "E1.5", saying: "leave the loop", WrongEcho(fault: .forever)),
        Mutant(.tcpEcho, "leavesEarly", caughtAt: "E1.2", saying: "the client may have more to say", WrongEcho(fault: .leavesEarly)),
        Mutant(.tcpEcho, "closesItself", caughtAt: "E1.1", saying: "it threw", WrongEcho(fault: .closesItself)),
    ]
}

private struct WrongEcho: EchoService {
    enum Fault: String, CaseIterable { case onlyOnce, asText, wrongCount, tooMuch, upperCase, forever, leavesEarly, closesItself }
    let fault: Fault

    func serve(_ stream: some ByteStream) async throws -> Int {
        var count = 0
        while true {
            let bytes = try await stream.receive(atMost: fault == .tooMuch ? 10 : 4096)
            if bytes.isEmpty {
                if fault == .forever { continue }
                return fault == .wrongCount ? count + 1 : count
            }
            switch fault {
            case .asText: try await stream.send(Array(String(decoding: bytes, as: UTF8.self).utf8))
            case .tooMuch: try await stream.send(bytes + [10])
            case .upperCase: try await stream.send(bytes.map { (97...122).contains($0) ? $0 - 32 : $0 })
            default: try await stream.send(bytes)
            }
            count += bytes.count
            if fault == .onlyOnce { return count }
            if fault == .leavesEarly, count >= 14 { return count }
            if fault == .closesItself { await stream.close() }
        }
    }
}
