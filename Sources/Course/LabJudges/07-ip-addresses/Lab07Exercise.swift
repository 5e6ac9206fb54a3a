import ExerciseKit
import GradeKit
import Wire

extension Exercise {
    /// Lab 07, E1: the arithmetic of networks.
    static let networks = Exercise("E1", file: "MyNetworks.swift", pieces: [("NetworkTrial", "MyNetworks()")], steps: [
        step("E1.1", "netmasks", points: 1, likely: "a /26 has 26 ones on the left: shift 32 ones to the left by 32 - 26", [26, 8, 24, 31, 1].map { .netmask($0) }),
        step("E1.2", "the network of an address", points: 2, likely: "address AND mask", [(0xc000_024d, 26), (0x0a14_1f09, 23), (0xac10_c809, 20), (0xffff_ffff, 1)].map { .network($0.0, $0.1) }),
        step("E1.3", "the broadcast address", points: 2, likely: "the host's bits become ones: address OR NOT mask", [(0xc000_024d, 26), (0x0a14_1e00, 23), (0xac10_c809, 20)].map { .broadcast($0.0, $0.1) }),
        step("E1.4", "how many hosts", points: 2, likely: "2 to the power of the host's bits, less network and broadcast; a /31 has 2 and a /32 has 1", [27, 24, 8, 30, 31, 32].map { .hostCount($0) }),
        step("E1.5", "neighbours", points: 1, likely: "two addresses are in one network if their network parts are the same", [(0x0a00_0001, 0x0a00_0101, 24), (0x0a00_0001, 0x0a00_0101, 23), (0xc0a8_01fe, 0xc0a8_0201, 22), (1, 2, 32)].map { .areNeighbours($0.0, $0.1, $0.2) }),
        step("E1.6", "a prefix of length 0", points: 1, likely: "all bits are the host's: the mask is 0. (In C, shifting a word by all its bits is undefined; in Swift it gives 0.)", [.netmask(0), .network(0x0a00_0001, 0), .broadcast(0x0a00_0001, 0), .hostCount(0), .areNeighbours(1, 0xffff_ffff, 0)]),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [NetworkTrial.Input]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: NetworkTrial.self, likely: likely, inputs: inputs, show: show, say: say) { input, came in
            let wanted = reference(input)
            return came == wanted ? nil : Fault(wanted: say(wanted), came: say(came), likely: misconception(input, came))
        }
    }

    private static func reference(_ input: NetworkTrial.Input) -> NetworkTrial.Output {
        func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << UInt32(32 - length) }
        switch input {
        case .netmask(let length): return .address(mask(length))
        case .network(let address, let length): return .address(address & mask(length))
        case .broadcast(let address, let length): return .address(address | ~mask(length))
        case .hostCount(let length): return .count(length == 32 ? 1 : length == 31 ? 2 : (1 << UInt64(32 - length)) - 2)
        case .areNeighbours(let a, let b, let length): return .answer(a & mask(length) == b & mask(length))
        }
    }

    private static func misconception(_ input: NetworkTrial.Input, _ came: NetworkTrial.Output) -> String? {
        switch (input, came) {
        case (.hostCount(let length), .count(let count)) where count == 1 << UInt64(32 - length) && length < 31: "network and broadcast address are nobody's: two less"
        case (.hostCount(let length), .count(0)) where length >= 31: "a /31 has 2 hosts (RFC 3021), a /32 has 1: there is no broadcast on a cable with two ends"
        case (.netmask(let length), .address(let mask)) where length > 0 && mask == ~0 >> UInt32(length): "that is the hostmask: the ones stand on the left"
        case (.broadcast(let address, let length), .address(let found)) where length > 0 && found == (~0 >> UInt32(length)) & ~address | address & 0: "the hostmask alone"
        case (.broadcast(let address, _), .address(let found)) where found == address | 0xff: "that is a /24's broadcast address"
        case (.network(let address, _), .address(let found)) where found == address & 0xffff_ff00: "that is a /24's network"
        case (_, .address(let found)) where found.byteSwapped == { if case .address(let wanted) = reference(input) { wanted } else { 0 } }(): "host byte order: the first octet is the highest"
        default: nil
        }
    }

    private static func show(_ input: NetworkTrial.Input) -> String {
        switch input {
        case .netmask(let length): "the netmask of a /\(length)"
        case .network(let address, let length): "the network of \(text(address))/\(length)"
        case .broadcast(let address, let length): "the broadcast address of \(text(address))/\(length)"
        case .hostCount(let length): "the hosts of a /\(length)"
        case .areNeighbours(let a, let b, let length): "are \(text(a))/\(length) and \(text(b))/\(length) neighbours?"
        }
    }

    private static func say(_ output: NetworkTrial.Output) -> String {
        switch output {
        case .address(let address): text(address)
        case .count(let count): "\(count)"
        case .answer(let answer): answer ? "yes" : "no"
        }
    }

    private static func text(_ address: UInt32) -> String { "\(IPv4Address(rawValue: address))" }
}
