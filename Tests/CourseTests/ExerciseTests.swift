import Applications
import GradeKit
import Lab00Exercise
import Lab00Judge
import Lab00Solution
import Lab01Exercise
import Lab01Judge
import Lab01Solution
import Lab02Exercise
import Lab02Judge
import Lab02Solution
import Lab13Exercise
import Lab13Judge
import Lab13Solution
import PhysicalLayer
import Sockets
import Testing
import Wire

@Suite("The exercises' graders, graded: as handed out")
struct PristineTests {
    @Test(arguments: ChecksumExercise.steps) func lab00(step: ChecksumExercise.Step) { expectUntouched(ChecksumExercise.judge(step, Lab00Exercise.MyChecksum())) }
    @Test(arguments: EchoExercise.steps) func lab01(step: EchoExercise.Step) async { expectUntouched(await EchoExercise.judge(step, Lab01Exercise.MyEcho())) }
    @Test(arguments: ReplyExercise.steps) func lab02(step: ReplyExercise.Step) { expectUntouched(ReplyExercise.judge(step, Lab02Exercise.MyReply())) }
    @Test(arguments: ManchesterExercise.steps) func lab13(step: ManchesterExercise.Step) { expectUntouched(ManchesterExercise.judge(step, Lab13Exercise.MyManchester())) }

    private func expectUntouched(_ verdict: Verdict) { #expect(verdict.status == .notAttempted && verdict.earned == 0, "\(verdict)") }
}

@Suite("The exercises' graders, graded: the solutions")
struct SolutionTests {
    @Test(arguments: ChecksumExercise.steps) func lab00(step: ChecksumExercise.Step) { expectFull(ChecksumExercise.judge(step, Lab00Solution.MyChecksum())) }
    @Test(arguments: EchoExercise.steps) func lab01(step: EchoExercise.Step) async { expectFull(await EchoExercise.judge(step, Lab01Solution.MyEcho())) }
    @Test(arguments: ReplyExercise.steps) func lab02(step: ReplyExercise.Step) { expectFull(ReplyExercise.judge(step, Lab02Solution.MyReply())) }
    @Test(arguments: ManchesterExercise.steps) func lab13(step: ManchesterExercise.Step) { expectFull(ManchesterExercise.judge(step, Lab13Solution.MyManchester())) }

    private func expectFull(_ verdict: Verdict) { #expect(verdict.status == .passed && verdict.earned == verdict.possible && verdict.possible > 0, "\(verdict)") }
}

/// A wrong solution: the step at which it is caught, and what it is told.
struct Mutant<Piece: Sendable>: Sendable, CustomStringConvertible {
    let description: String
    let piece: Piece
    let step: String
    let says: String

    init(_ description: String, caughtAt step: String, saying says: String, _ piece: Piece) {
        self.description = description
        self.piece = piece
        self.step = step
        self.says = says
    }
}

/// Expects that a verdict is wrong with the intended words.
func expectCaught(_ verdict: Verdict, _ name: String, _ says: String) {
    #expect(verdict.status == .wrong && verdict.earned == 0, "\(name) passes: \(verdict)")
    #expect(verdict.words.contains(says), "\(name) is told: \(verdict.words)")
}

@Suite("Wrong checksums")
struct ChecksumMutants {
    struct Wrong: ChecksumFunction {
        let body: @Sendable ([UInt8]) -> UInt16
        func checksum(of bytes: [UInt8]) throws -> UInt16 { body(bytes) }
    }

    static func words(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: 0, to: bytes.count, by: 2).map { UInt64(bytes[$0]) << 8 | ($0 + 1 < bytes.count ? UInt64(bytes[$0 + 1]) : 0) }
    }
    static func folded(_ words: some Sequence<UInt64>) -> UInt16 {
        var sum = words.reduce(0, +)
        while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
        return UInt16(sum)
    }

    static let all: [Mutant<Wrong>] = [
        Mutant("not turned over", caughtAt: "E1.1", saying: "not turned over", Wrong { folded(words($0)) }),
        Mutant("carry lost", caughtAt: "E1.1", saying: "the carry was lost", Wrong { ~UInt16(truncatingIfNeeded: words($0).reduce(0, +)) }),
        Mutant("carry added once", caughtAt: "E1.2", saying: "added once", Wrong { let sum = words($0).reduce(0, +); return ~UInt16(truncatingIfNeeded: (sum & 0xffff) + (sum >> 16)) }),
        Mutant("host byte order", caughtAt: "E1.1", saying: "host byte order", Wrong { bytes in InternetChecksum.of(bytes).byteSwapped }),
        Mutant("odd byte left out", caughtAt: "E1.3", saying: "left out", Wrong { ~folded(words(Array($0.prefix($0.count / 2 * 2)))) }),
        Mutant("odd byte as low half", caughtAt: "E1.3", saying: "a high half", Wrong { bytes in
            var all = words(bytes)
            if bytes.count % 2 == 1 { all[all.count - 1] >>= 8 }
            return ~folded(all)
        }),
        Mutant("zero for nothing", caughtAt: "E1.4", saying: "not turned over", Wrong { $0.isEmpty ? 0 : InternetChecksum.of($0) }),
        Mutant("a sum of bytes", caughtAt: "E1.1", saying: "add the 16-bit words", Wrong { ~folded($0.map(UInt64.init)) }),
        Mutant("only what fits into a frame", caughtAt: "E1.5", saying: "add the 16-bit words", Wrong { InternetChecksum.of(Array($0.prefix($0.count == 0x20002 ? .max : 1500))) }),
    ]

    @Test(arguments: all) func caught(mutant: Mutant<Wrong>) throws {
        let step = try #require(ChecksumExercise.steps.first { $0.id == mutant.step })
        expectCaught(ChecksumExercise.judge(step, mutant.piece), mutant.description, mutant.says)
    }
}

@Suite("Wrong echo servers")
struct EchoMutants {
    struct Wrong: EchoService {
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

    static let all: [(Wrong.Fault, String, String)] = [
        (.onlyOnce, "E1.2", "loop until it brings nothing"), (.asText, "E1.3", "keep them as [UInt8]"), (.wrongCount, "E1.2", "count every byte"), (.tooMuch, "E1.1", "all of it and nothing else"),
        (.upperCase, "E1.1", "came back as"), (.forever, "E1.5", "leave the loop"), (.leavesEarly, "E1.2", "the client may have more to say"), (.closesItself, "E1.1", "it threw"),
    ]

    @Test(arguments: all) func caught(fault: Wrong.Fault, id: String, says: String) async throws {
        let step = try #require(EchoExercise.steps.first { $0.id == id })
        expectCaught(await EchoExercise.judge(step, Wrong(fault: fault)), fault.rawValue, says)
    }
}

@Suite("Wrong answers to datagrams")
struct ReplyMutants {
    struct Wrong: DatagramReply {
        let body: @Sendable ([UInt8]) throws -> String
        func reply(to datagram: [UInt8]) throws -> [UInt8] { Array(try body(datagram).utf8) }
    }
    struct NoText: Error {}

    static let all: [Mutant<Wrong>] = [
        Mutant("an echo", caughtAt: "E1.1", saying: "Received your message of N bytes", Wrong { String(decoding: $0, as: UTF8.self) }),
        Mutant("a full stop", caughtAt: "E1.1", saying: "without a full stop", Wrong { "Received your message of \($0.count) bytes." }),
        Mutant("a line's end", caughtAt: "E1.1", saying: "a line's end", Wrong { "Received your message of \($0.count) bytes\n" }),
        Mutant("always 18", caughtAt: "E1.1", saying: "of 1 bytes", Wrong { _ in "Received your message of 18 bytes" }),
        Mutant("characters", caughtAt: "E1.2", saying: "characters were counted", Wrong { "Received your message of \(String(decoding: $0, as: UTF8.self).count) bytes" }),
        Mutant("through text", caughtAt: "E1.3", saying: "turned into text", Wrong { "Received your message of \(String(decoding: $0, as: UTF8.self).utf8.count) bytes" }),
        Mutant("text only", caughtAt: "E1.3", saying: "it threw", Wrong { bytes in
            guard String(validating: bytes, as: UTF8.self) != nil else { throw NoText() }
            return "Received your message of \(bytes.count) bytes"
        }),
        Mutant("nothing for nothing", caughtAt: "E1.4", saying: "an empty datagram is a datagram", Wrong { $0.isEmpty ? "" : "Received your message of \($0.count) bytes" }),
    ]

    @Test(arguments: all) func caught(mutant: Mutant<Wrong>) throws {
        let step = try #require(ReplyExercise.steps.first { $0.id == mutant.step })
        expectCaught(ReplyExercise.judge(step, mutant.piece), mutant.description, mutant.says)
    }
}

@Suite("Wrong Manchester codes")
struct ManchesterMutants {
    struct Wrong: LineCode {
        enum Fault: String { case turned, decodesTurned, acceptsAnything, countsBits, halfBit, dropsLast, startsHigh, zeroIsLow }
        let fault: Fault
        var name: String { "wrong" }
        var usedBy: String { "nobody" }
        var symbolsPerBit: Int { 2 }

        func encode(_ bits: Bits) -> [Level] {
            if fault == .startsHigh, bits.isEmpty { return [.positive] }
            return Manchester().encode(fault == .turned ? bits.map { !$0 } : bits)
        }

        func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
            switch fault {
            case .turned, .decodesTurned: return try Manchester().decode(levels).map { !$0 }
            case .acceptsAnything: return stride(from: 0, to: levels.count - 1, by: 2).map { levels[$0] == .negative }
            case .zeroIsLow: return try Manchester().decode(levels.map { $0 == .zero ? .negative : $0 })
            case .countsBits:
                do throws(LineCodeError) { return try Manchester().decode(levels) } catch { throw LineCodeError(code: name, symbol: error.symbol / 2, what: error.what) }
            case .halfBit: return try Manchester().decode(Array(levels.prefix(levels.count / 2 * 2)))
            case .dropsLast: return Array(try Manchester().decode(levels).dropLast())
            case .startsHigh: return try Manchester().decode(levels)
            }
        }
    }

    static let all: [(Wrong.Fault, String, String)] = [
        (.turned, "E1.1", "Thomas"), (.decodesTurned, "E1.2", "which half comes first"), (.acceptsAnything, "E1.3", "no Manchester bit"), (.countsBits, "E1.3", "the bit's first symbol"),
        (.halfBit, "E1.4", "half a bit"), (.dropsLast, "E1.2", "came back"), (.startsHigh, "E1.5", "no bits became"), (.zeroIsLow, "E1.3", "a level of zero"),
    ]

    @Test(arguments: all) func caught(fault: Wrong.Fault, id: String, says: String) throws {
        let step = try #require(ManchesterExercise.steps.first { $0.id == id })
        expectCaught(ManchesterExercise.judge(step, Wrong(fault: fault)), fault.rawValue, says)
    }
}
