import ExerciseKit
import GradeKit
import NetworkLayer
import Wire

extension Exercise {
    /// Lab 15, E1: the longest prefix.
    static let routeChoice = Exercise("E1", file: "MyRoutes.swift", read: "worksheet section 7, RFC 1812 section 5.2.4.3", pieces: [("RouteTrial", "MyRoutes()")], steps: [
        step("E1.1", "the network that a destination is in", points: 1, likely: "a destination is in a network if the first prefixLength bits of both are the same", [
            ("10.1.2.3", "10.1.0.0/16 eth0, 10.2.0.0/16 eth1"), ("10.2.255.255", "10.1.0.0/16 eth0, 10.2.0.0/16 eth1"), ("192.0.2.129", "192.0.2.0/25 eth0, 192.0.2.128/25 eth1"),
        ]),
        step("E1.2", "nothing where there is no way", points: 1, likely: "nil says that there is none; a router then answers that the network is unreachable", [("10.9.9.9", "10.1.0.0/16 eth0, 10.2.0.0/16 eth1"), ("1.2.3.4", "")]),
        step("E1.3", "the longest of several, wherever it stands", points: 2, likely: "of all that fit, the longest prefix counts: not the first, nor the last", [
            ("10.1.2.3", "10.0.0.0/8 eth0, 10.1.0.0/16 eth1, 10.1.2.0/24 eth2"), ("10.1.2.3", "10.0.0.0/8 eth0, 10.1.2.0/24 eth2, 10.1.0.0/16 eth1"), ("10.1.2.3", "10.1.2.0/24 eth2, 10.1.0.0/16 eth1, 10.0.0.0/8 eth0"), ("10.1.9.9", "10.0.0.0/8 eth0, 10.1.2.0/24 eth2, 10.1.0.0/16 eth1"), ("10.200.0.1", "10.1.2.0/24 eth2, 10.0.0.0/8 eth0, 10.128.0.0/9 eth3, 10.208.0.0/12 eth4"),
        ]),
        step("E1.4", "the default route", points: 2, likely: "a prefix of length 0 fits everything, and counts last", [("203.0.113.9", "0.0.0.0/0 eth0, 10.0.0.0/8 eth1"), ("10.3.3.3", "0.0.0.0/0 eth0, 10.0.0.0/8 eth1"), ("203.0.113.9", "10.0.0.0/8 eth1, 0.0.0.0/0 eth0")]),
        step("E1.5", "a route to one host", points: 1, likely: "a prefix of 32 bits is one address", [("10.1.2.3", "10.0.0.0/8 eth2, 10.1.2.0/24 eth0, 10.1.2.3/32 eth1"), ("10.1.2.4", "10.1.2.0/24 eth0, 10.1.2.3/32 eth1")]),
        step("E1.6", "of two that are equally long, the first", points: 1, likely: "a later route takes an earlier one's place only if it is longer", [("10.1.2.3", "10.1.0.0/16 eth0, 10.1.0.0/16 eth1"), ("10.1.2.3", "10.0.0.0/8 eth3, 10.1.0.0/16 eth2, 10.1.0.0/16 eth0")]),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ tables: [(String, String)]) -> ExerciseStep {
        let inputs = tables.map { RouteTrial.Input(IPv4Address($0.0)?.rawValue ?? 0, table($0.1)) }
        return ExerciseStep(id, goal, points: points, of: RouteTrial.self, likely: likely, inputs: inputs, show: { "\(IPv4Address(rawValue: $0.destination)) among \($0.routes.count) routes" }, say: { say($0.route) }) { input, came in
            let wanted = reference(input, .none)
            guard came.route != wanted else { return nil }
            let story = [Verdict.Line("table", input.routes.isEmpty ? "no routes" : input.routes.map { say($0) }.joined(separator: ", "))]
            return Fault(wanted: say(wanted), came: say(came.route), likely: Slip.allCases.first { $0 != .none && reference(input, $0) == came.route }?.words, story: story + [.init("to", "\(IPv4Address(rawValue: input.destination))  WRONG")])
        }
    }

    private static func table(_ text: String) -> [PlainRoute] {
        text.split(separator: ",").compactMap { line in
            let parts = line.split(whereSeparator: { $0 == " " || $0 == "/" })
            guard parts.count == 3, let network = IPv4Address(String(parts[0])), let length = Int(parts[1]) else { return nil }
            return PlainRoute(network.rawValue, length, String(parts[2]))
        }
    }

    private static func say(_ route: PlainRoute?) -> String { route.map { "\(IPv4Address(rawValue: $0.network))/\($0.prefixLength) \($0.interface)" } ?? "no route" }

    /// What is done differently from RFC 1812.
    private enum Slip: CaseIterable {
        case none, firstThatFits, shortest, lastOfEquals, noDefault, lastThatFits

        var words: String {
            switch self {
            case .none: ""
            case .firstThatFits: "that is the first that fits: the longest counts, wherever it stands"
            case .shortest: "that is the shortest that fits: the longest says most"
            case .lastOfEquals: "of two that are equally long the first counts"
            case .noDefault: "0.0.0.0/0 fits everything: its mask is 0, and so no bit has to be the same"
            case .lastThatFits: "that is the last that fits: the longest counts, wherever it stands"
            }
        }
    }

    private static func reference(_ input: RouteTrial.Input, _ slip: Slip) -> PlainRoute? {
        let fitting = input.routes.filter { ($0.prefixLength > 0 || slip != .noDefault) && ($0.prefixLength == 0 || ($0.network ^ input.destination) >> UInt32(32 - $0.prefixLength) == 0) }
        let longest = fitting.map(\.prefixLength).max()
        return switch slip {
        case .none, .noDefault: fitting.first { $0.prefixLength == longest }
        case .firstThatFits: fitting.first
        case .lastThatFits: fitting.last
        case .shortest: fitting.min { $0.prefixLength < $1.prefixLength }
        case .lastOfEquals: fitting.last { $0.prefixLength == longest }
        }
    }
}
