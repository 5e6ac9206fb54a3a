import LinkLayer
import Wire

/// E3, done: RFC 826's steps in their order. Whoever is known already is put right whomever the packet is for; whoever is not, is remembered only
/// if the packet is for this station.
public struct MyTable: ARPTable {
    private var heard: [IPv4Address: (station: MACAddress, at: Instant)] = [:]

    public init() {}

    public mutating func station(of address: IPv4Address, at now: Instant) throws -> MACAddress? {
        guard let known = heard[address], now - known.at < .seconds(60) else { return nil }
        return known.station
    }

    public mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        let isForMe = packet.targetProtocol == address
        if packet.senderProtocol != .any, isForMe || heard[packet.senderProtocol] != nil { heard[packet.senderProtocol] = (packet.senderHardware, now) }
        guard isForMe, packet.operation == .request else { return nil }
        return ARPPacket(operation: .reply, senderHardware: hardware, senderProtocol: address, targetHardware: packet.senderHardware, targetProtocol: packet.senderProtocol)
    }
}
