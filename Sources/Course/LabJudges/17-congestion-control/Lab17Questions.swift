import Foundation
public import GradeKit
import Inspector
import Simulation
import Sockets
import StackSockets
import TransportLayer
import Wire

extension LabCourse {
    /// Lab 17. The first keys are worked out from a flow's first round trips, the others from numbers by the formulas of RFC 5681 and 9438.
    public static let congestionControl = LabCourse("17", "congestion-control", exercises: [.congestion], supplied: .captureAndNumbers(["rate": "40", "rtt": "60", "flight": "84", "window": "52", "wide": "288", "goodputs": "8,2", "start": "4"]), personal: { random in
        var tcp = TCPConfiguration.textbook
        tcp.initialWindow = 4 + Int(random.below(7))
        tcp.sendBufferLimit = 1 << 20
        let network = PersonalNetwork(&random, tcp: tcp, window: 65_535)
        let room = 4 + Int(random.below(8)), delay = Nanoseconds.microseconds(Int64(20_000 + random.below(10_000)))
        let capture = try network.capture("17-congestion-control.pcap", rate: .megabits(100), delay: delay, serverRate: .megabits(2), queue: .dropTail(frames: room + 8)) { client, server in
            try await network.transfer([UInt8](repeating: 0x5a, count: 200_000), port: 5001, from: client, to: server)
        }
        let cubes = [(1 + Int(random.below(3))) * 36, 288, 972]
        return Evidence(capture: capture, numbers: [
            "rate": "\(8 * (2 + random.below(20)))", "rtt": "\(10 * (2 + random.below(14)))", "flight": "\(2 * (20 + random.below(60)))", "window": "\(2 * (10 + random.below(50)))",
            "wide": "\(cubes[Int(random.below(3))])", "goodputs": "\(5 + random.below(5)),\(1 + random.below(4))", "start": "\(3 + random.below(4))",
        ])
    }) { evidence in
        let talk = try Conversation(evidence, port: 5001), name = talk.capture.name
        let sent = talk.first.filter { $0.tcp.isFromClient && $0.tcp.payloadLength > 0 }
        let acks = talk.first.filter { !$0.tcp.isFromClient && $0.tcp.acknowledgment > 1 }
        guard let firstAck = acks.first, let flightEnd = sent.last(where: { $0.number < firstAck.number }) else { throw EvidenceError("\(name): no acknowledgment of data") }
        let end = flightEnd.tcp.sequence + UInt32(flightEnd.tcp.payloadLength)
        guard let secondAck = acks.first(where: { $0.tcp.acknowledgment > end }) else { throw EvidenceError("\(name): the second flight is not acknowledged") }
        guard let again = sent.first(where: { segment in sent.contains { $0.number < segment.number && $0.tcp.sequence == segment.tcp.sequence } }), let lost = sent.first(where: { $0.tcp.sequence == again.tcp.sequence }) else { throw EvidenceError("\(name): nothing is sent again") }
        let first = sent.filter { $0.number < firstAck.number }.count, second = sent.filter { $0.number > firstAck.number && $0.number < secondAck.number }.count

        func number(_ name: String) throws -> Int {
            guard let value = evidence.numbers[name].flatMap({ Int($0) }), value > 0 else { throw EvidenceError("lab 17 needs a number called \(name)") }
            return value
        }
        let rate = try number("rate"), rtt = try number("rtt"), flight = try number("flight"), window = try number("window"), wide = try number("wide"), start = try number("start")
        let shares = (evidence.numbers["goodputs"] ?? "").split(separator: ",").compactMap { Double($0) }
        guard shares.count == 2, shares[0] + shares[1] > 0 else { throw EvidenceError("lab 17 needs two goodputs") }
        let product = rate * rtt * 1000 / 8, fill = product / 1500
        let jain = Int64(((shares[0] + shares[1]) * (shares[0] + shares[1]) / (2 * (shares[0] * shares[0] + shares[1] * shares[1])) * 100).rounded())
        let climb = Int64((cbrt(Double(wide) * 0.3 / 0.4) * 10).rounded())
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        func q(_ number: Int, _ points: Int, _ section: String, _ wanted: String, _ key: Question.Key, _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section \(section)", key: key, misconceptions: misconceptions)
        }
        return [
            q(1, 1, "5.1", "how many data segments leave before the first acknowledgment of data comes", n(first), [.init(n(first + 1), isReally: "one more: the handshake's, perhaps", likely: "count segments with payload only")]),
            q(2, 2, "5.1", "how many data segments leave between that acknowledgment and the first one for a byte of the second flight", n(second), [
                .init(n(first + second), isReally: "both flights together", likely: "from the first acknowledgment of data on"),
            ]),
            q(3, 2, "5.1", "the frame that carries bytes for the second time", n(again.number), [.init(n(lost.number), isReally: "the frame that carried them first", likely: "the second time: who sends a number again?")]),
            q(4, 2, "5.2", "how many bytes fill a path of \(rate) Mbit/s and \(rtt) ms", n(product), [
                .init(n(rate * rtt * 1000), isReally: "bits", likely: "a byte is eight bits"), .init(n(rate * rtt / 8), isReally: "thousands of bytes", likely: "a megabit is a million bits, a millisecond a thousandth of a second"),
            ]),
            q(5, 1, "5.2", "how many packets of 1500 bytes that is, whole ones", n(fill), [.init(n(fill + 1), isReally: "rounded up", likely: "whole ones that fit")]),
            q(6, 2, "5.2", "how many round trips slow start needs from \(start) segments to more than that", n(trips(from: start, above: fill)), [
                .init(n(fill - start), isReally: "one segment a round trip", likely: "slow start doubles in each round trip"), .init(n(trips(from: start, above: fill) + 1), isReally: "one more", likely: "the first flight is there without a round trip: count the doublings"),
            ]),
            q(7, 2, "5.3", "the threshold in segments after a loss with \(flight) segments on their way", n(flight / 2), [
                .init(n(flight), isReally: "all that was on its way", likely: "half of it"), .init(n(flight * 7 / 10), isReally: "seven tenths", likely: "that is CUBIC's factor"),
            ]),
            q(8, 2, "5.3", "how many round trips Reno needs from half of \(window) segments to \(window)", n(window / 2), [
                .init(n(trips(from: window / 2, above: window - 1)), isReally: "doubling", likely: "above the threshold there is one segment more a round trip"), .init(n(window), isReally: "from nothing to the window", likely: "it begins at half"),
            ]),
            q(9, 1, "5.3", "the window in segments right after a timeout", n(1), [
                .init(n(window / 2), isReally: "half the window", likely: "nothing comes back any more: begin with the least"), .init(n(0), isReally: "nothing", likely: "with nothing on its way no acknowledgment would ever come"),
            ]),
            q(10, 2, "5.3", "after how many tenths of a second CUBIC is back at \(wide) segments", .number(climb), [
                .init(.number(Int64((cbrt(Double(wide) * 0.7 / 0.4) * 10).rounded())), isReally: "with 0.7 in the root", likely: "the root holds what was taken off: 1 - 0.7"), .init(.number(Int64((Double(climb) / 10).rounded())), isReally: "whole seconds", likely: "tenths of a second were asked for"),
            ]),
            q(11, 2, "5.4", "Jain's index of \(Int(shares[0])) and \(Int(shares[1])) Mbit/s, in percent", .number(jain), [
                .init(.number(Int64((shares[1] / shares[0] * 100).rounded())), isReally: "the smaller one's part of the greater", likely: "the sum squared, by n times the sum of the squares"), .init(.number(100), isReally: "that of two alike", likely: "they are not alike"),
            ]),
        ]
    }

    /// Doublings from `start` until it is more than `goal`.
    private static func trips(from start: Int, above goal: Int) -> Int {
        var window = max(1, start), count = 0
        while window <= goal, count < 64 { (window, count) = (window * 2, count + 1) }
        return count
    }
}
