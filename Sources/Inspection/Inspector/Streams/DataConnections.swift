/// Connections that another protocol has announced: FTP's data connections, by the listening end.
struct DataConnections {
    private struct Key: Hashable {
        var address: AddressKey
        var port: UInt16
    }
    private var expected: [Key: Int] = [:]
    private var order: [Key] = []
    private var first = 0
    private static let limit = 4096

    /// Somebody will listen at `address` and `port` for data.
    mutating func expect(_ address: AddressKey, _ port: UInt16) {
        let key = Key(address: address, port: port)
        if expected[key] == nil { order.append(key) }
        expected[key] = 1
        while order.count - first > Self.limit {
            expected[order[first]] = nil
            first += 1
        }
        if first > Self.limit {
            order.removeFirst(first)
            first = 0
        }
    }

    /// Whether one end of the packet is such a one. An announcement is for one connection.
    mutating func application(_ packet: PacketInfo) -> Application? {
        guard !expected.isEmpty else { return nil }
        if expected.removeValue(forKey: Key(address: packet.source, port: packet.sourcePort)) != nil { return .ftpData }
        return expected.removeValue(forKey: Key(address: packet.destination, port: packet.destinationPort)) != nil ? .ftpData : nil
    }
}
