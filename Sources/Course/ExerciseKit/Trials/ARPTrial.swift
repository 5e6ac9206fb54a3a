public import LinkLayer
import Wire

/// Lab 15, E3: what a station hears and asks in the order of time, and what its table says to each.
public enum ARPTrial: Trial {
    public enum Event: Codable, Sendable {
        /// Seconds; addresses as numbers.
        case packet(Packet, at: Int)
        case ask(UInt32, at: Int)
    }

    /// An ARP packet in plain numbers.
    public struct Packet: Codable, Sendable, Equatable {
        public var isReply: Bool
        public var senderHardware: UInt64, senderAddress: UInt32, targetHardware: UInt64, targetAddress: UInt32
        public init(isReply: Bool, from senderHardware: UInt64, _ senderAddress: UInt32, to targetHardware: UInt64, _ targetAddress: UInt32) {
            (self.isReply, self.senderHardware, self.senderAddress, self.targetHardware, self.targetAddress) = (isReply, senderHardware, senderAddress, targetHardware, targetAddress)
        }
    }

    public enum Outcome: Codable, Sendable, Equatable {
        case nothing
        case answer(Packet)
        case station(UInt64)
    }

    /// The station in every trial: its link-layer address, and 10.0.0.1.
    public static let hardware: UInt64 = 0x0200_0000_0001, address: UInt32 = 0x0a00_0001

    public static func run(_ piece: any ARPTable.Type, _ input: [Event]) async throws -> [Outcome] {
        var table = piece.init(), outcomes: [Outcome] = []
        func time(_ seconds: Int) -> Instant { Instant(nanoseconds: Int64(seconds) * 1_000_000_000) }
        for event in input {
            switch event {
            case .packet(let packet, let seconds):
                let arrived = ARPPacket(operation: packet.isReply ? .reply : .request, senderHardware: MACAddress(rawValue: packet.senderHardware), senderProtocol: IPv4Address(rawValue: packet.senderAddress), targetHardware: MACAddress(rawValue: packet.targetHardware), targetProtocol: IPv4Address(rawValue: packet.targetAddress))
                let answer = try table.handle(arrived, hardware: MACAddress(rawValue: hardware), address: IPv4Address(rawValue: address), at: time(seconds))
                outcomes.append(answer.map { .answer(Packet(isReply: $0.operation == .reply, from: $0.senderHardware.rawValue, $0.senderProtocol.rawValue, to: $0.targetHardware.rawValue, $0.targetProtocol.rawValue)) } ?? .nothing)
            case .ask(let address, let seconds):
                outcomes.append(try table.station(of: IPv4Address(rawValue: address), at: time(seconds)).map { .station($0.rawValue) } ?? .nothing)
            }
        }
        return outcomes
    }
}
