import ArgumentParser
import Capture
import Simulation
import Wire

/// A fault as people write it: what goes wrong, on which cable, when and for how long.
///
///     loss 5%             lose frames by chance          bursts 5%       the same share in bursts
///     frames 3,7          lose the 3rd and the 7th       match FILTER    lose what a capture filter matches
///     duplicate 5%        deliver twice                  reorder 5%      deliver late
///     corrupt 5%          turn a bit over                bits 1e-6       a bit error rate
///     delay 10ms          a longer wire                  jitter 5ms      up to so much longer
///     rate 1M             let no more than this through  cut             cut the cable
///     crash NAME          a host loses its power
///
/// Behind that, in any order: `from NAME` (one direction only), `on CABLE` (`client-server`), `at TIME`, `for TIME`.
public struct FaultPlan: Sendable {
    enum What: Sendable {
        case fault(any LinkFault)
        case cut
        case crash(String)
    }

    let what: What
    /// The frames of which end; nil: of both.
    private(set) var sender: String?
    /// The name of one cable; nil: of all.
    private(set) var cable: String?
    private(set) var start = Instant.zero
    /// nil: to the end.
    private(set) var duration: Nanoseconds?

    /// - Throws: `ValidationError`, which says which word is wrong and what was expected.
    public init(_ text: String) throws {
        var words = text.split(separator: " ").map(String.init)
        guard let kind = words.first else { throw ValidationError("an empty fault: it begins with one of \(Self.kinds)") }
        words.removeFirst()
        while words.count >= 2, let clause = Clause(rawValue: words[words.count - 2]) {
            let value = words.removeLast()
            words.removeLast()
            switch clause {
            case .from: sender = value
            case .on: cable = value
            case .at: start = .zero + (try Self.time(value, in: text))
            case .for: duration = try Self.time(value, in: text)
            }
        }
        what = try Self.what(kind, words, in: text)
        switch what {
        case .crash: if sender != nil || cable != nil { throw ValidationError("\"\(text)\": a host crashes whole, \"from\" and \"on\" are for cables") }
        case .cut: if sender != nil { throw ValidationError("\"\(text)\": a cable is cut both ways, \"from\" goes with the other faults") }
        case .fault: break
        }
    }

    private enum Clause: String { case from, on, at, `for` }
    private static let kinds = "loss, bursts, frames, match, duplicate, reorder, corrupt, bits, delay, jitter, rate, cut, crash"

    private static func what(_ kind: String, _ words: [String], in text: String) throws -> What {
        func one(_ expected: String) throws -> String {
            guard words.count == 1 else { throw ValidationError("\"\(text)\": \"\(kind)\" takes \(expected), and there \(words.count == 1 ? "is" : "are") \(words.count) words") }
            return words[0]
        }
        func share() throws -> Double {
            let word = try one("a share such as 5%")
            guard let share = Share(argument: word) else { throw ValidationError("\"\(text)\": \"\(word)\" is no share such as 5% or 0.05") }
            return share.fraction
        }
        switch kind {
        case "loss": return .fault(RandomLoss(try share()))
        case "bursts": return .fault(GilbertElliottLoss(meanLoss: try share()))
        case "duplicate": return .fault(Duplication(try share()))
        case "reorder": return .fault(Reordering(try share()))
        case "corrupt": return .fault(Corruption(try share()))
        case "frames":
            let numbers = try one("numbers such as 3,7").split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard numbers.count <= 1000, numbers.allSatisfy({ ($0 ?? 0) > 0 }) else { throw ValidationError("\"\(text)\": frames are counted from 1, as in 3,7") }
            return .fault(NumberedLoss(numbers.compactMap { $0 }))
        case "match":
            guard !words.isEmpty else { throw ValidationError("\"\(text)\": \"match\" takes a capture filter such as udp port 53") }
            do throws(CaptureError) { return .fault(try FilteredLoss(words.joined(separator: " "))) } catch { throw ValidationError("\"\(text)\": \(error)") }
        case "bits":
            let word = try one("a bit error rate such as 1e-6")
            guard let rate = Double(word), (0...1).contains(rate) else { throw ValidationError("\"\(text)\": \"\(word)\" is no bit error rate from 0 to 1") }
            return .fault(BitErrors(rate: rate))
        case "delay": return .fault(Delay(try time(try one("a time such as 10ms"), in: text)))
        case "jitter": return .fault(Delay(.zero, jitter: try time(try one("a time such as 5ms"), in: text)))
        case "rate":
            let word = try one("a rate such as 1M")
            guard let rate = BitRate(argument: word) else { throw ValidationError("\"\(text)\": \"\(word)\" is no rate such as 500k or 1M") }
            return .fault(RateLimit(rate.rate))
        case "cut":
            guard words.isEmpty else { throw ValidationError("\"\(text)\": behind \"cut\" come on, at and for, and nothing else") }
            return .cut
        case "crash": return .crash(try one("a host's name"))
        default: throw ValidationError("\"\(kind)\" is no fault: it is one of \(kinds)")
        }
    }

    private static func time(_ word: String, in text: String) throws -> Nanoseconds {
        guard let span = TimeSpan(argument: word) else { throw ValidationError("\"\(text)\": \"\(word)\" is no time with a unit, such as 10ms") }
        return span.nanoseconds
    }

    /// What is to be done when, on a network with these cables.
    func interventions(on cables: [String]) -> [(Intervention, Instant)] {
        let end = duration.map { start + $0 }
        let wanted = cable.map { [$0] } ?? cables
        switch what {
        case .fault(let fault): return wanted.map { (.fault($0, fault, from: sender, for: duration), start) }
        case .cut: return wanted.flatMap { name in [(.cut(name), start)] + (end.map { [(.mend(name), $0)] } ?? []) }
        case .crash(let name): return [(.crash(name), start)] + (end.map { [(.restart(name), $0)] } ?? [])
        }
    }
}

extension Simulation {
    /// Plans what a lab's options want to go wrong.
    func plan(_ options: LabOptions) throws {
        var faults: [any LinkFault] = []
        if let share = options.loss { faults.append(RandomLoss(share.fraction)) }
        if let share = options.duplicate { faults.append(Duplication(share.fraction)) }
        if let share = options.reorder { faults.append(Reordering(share.fraction)) }
        if let share = options.corrupt { faults.append(Corruption(share.fraction)) }
        for cable in linkNames { for fault in faults { try plan(.fault(cable, fault)) } }
        for fault in options.faults {
            do throws(SimulationError) {
                // A fault from one end is for that end's cables, unless one is named.
                let cables = if let sender = fault.sender { try linkNames(at: sender) } else { linkNames }
                for (action, time) in fault.interventions(on: cables) { try plan(action, at: time) }
            } catch {
                let there = if case .noSuchLink = error { "Its cables are \(linkNames.joined(separator: ", "))" } else { "There are \(nodeNames.joined(separator: ", "))" }
                throw LabFailure("--fault: \(error)", advice: there)
            }
        }
    }
}
