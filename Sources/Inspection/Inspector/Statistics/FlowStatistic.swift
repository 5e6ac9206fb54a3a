/// The frames as arrows between hosts, as one draws them on a board: `--statistics flow`.
///
/// Programs that speak within one host (a capture of the loopback interface) are told apart by their ports: each server has a column of
/// its own, and its clients have one together.
final class FlowStatistic: CaptureStatistic {
    static let columnLimit = 5
    static let frameLimit = 2_000
    private struct Column {
        var address: AddressKey
        /// Of a server on a host that speaks with itself.
        var port: UInt16?
        /// Whether it stands for all clients of that host, and which ports they have.
        var isClients = false
        var clientPorts: Set<UInt16> = []
    }
    private struct Arrow {
        var number: Int
        var time: Int64
        var from: Int
        var to: Int
        /// The client's port, within a host.
        var port: UInt16?
        var text: String
    }
    private var columns: [Column] = []
    private var arrows: [Arrow] = []
    private var notShown = 0
    private var start: Int64?

    func see(_ d: borrowing Dissection) {
        let time = d.packet.time.nanoseconds
        if start == nil { start = time }
        guard arrows.count < Self.frameLimit, let ends = ends(d) else { return notShown += 1 }
        var text = OutputBuffer(capacity: 128)
        text.text("\(d.topTitle) ")
        d.writeInfo(into: &text)
        arrows.append(Arrow(number: d.packet.number, time: time, from: ends.from, to: ends.to, port: ends.port, text: text.takeString()))
    }

    private func ends(_ d: borrowing Dissection) -> (from: Int, to: Int, port: UInt16?)? {
        var source = d.packet.source, destination = d.packet.destination
        // Who looks for whom: the hosts, not the broadcast that carries the question.
        if let arp = d.arp, arp.senderIP != .any, arp.targetIP != .any { (source, destination) = (.v4(arp.senderIP.rawValue), .v4(arp.targetIP.rawValue)) }
        guard source == destination, d.packet.transport != .none else {
            guard let from = column(source), let to = column(destination) else { return nil }
            return (from, to, nil)
        }
        func server(_ port: UInt16) -> Int? { columns.firstIndex { $0.address == source && $0.port == port } }
        let isFromClient: Bool
        if let tcp = d.tcp {
            isFromClient = tcp.isFromClient
        } else {
            // Whoever is asked first is the server.
            isFromClient = server(d.packet.destinationPort) != nil || server(d.packet.sourcePort) == nil
        }
        let port = isFromClient ? d.packet.sourcePort : d.packet.destinationPort
        guard let clients = column(source, isClients: true), let server = column(source, port: isFromClient ? d.packet.destinationPort : d.packet.sourcePort) else { return nil }
        columns[clients].clientPorts.insert(port)
        return isFromClient ? (clients, server, port) : (server, clients, port)
    }

    private func column(_ address: AddressKey, port: UInt16? = nil, isClients: Bool = false) -> Int? {
        guard address.kind != .none else { return nil }
        if let known = columns.firstIndex(where: { $0.address == address && $0.port == port && $0.isClients == isClients }) { return known }
        guard columns.count < Self.columnLimit else { return nil }
        columns.append(Column(address: address, port: port, isClients: isClients))
        return columns.count - 1
    }

    func write(into out: inout OutputBuffer, names: NameTable?) {
        let spacing = 14, left = 16
        // Long names stand on lines of their own, over their columns.
        for (index, column) in columns.enumerated() {
            out.text(String(repeating: " ", count: left))
            for _ in 0..<index { out.text("│" + String(repeating: " ", count: spacing - 1)) }
            let isOne = column.clientPorts.count == 1
            out.end(column.address, port: column.port ?? (isOne ? column.clientPorts.first : nil), names: names)
            out.text(column.isClients && !isOne ? ", \(column.clientPorts.count) clients' ports\n" : "\n")
        }
        for arrow in arrows {
            let time = seconds(arrow.time &- (start ?? 0), digits: 6)
            var line = String(repeating: " ", count: max(0, left - 2 - time.count)) + time + "  "
            let low = min(arrow.from, arrow.to), high = max(arrow.from, arrow.to), isRight = arrow.from < arrow.to
            for index in columns.indices {
                let isLast = index == columns.count - 1
                if index < low || index > high || low == high {
                    line += (low == high && index == low ? "↺" : "│") + (isLast ? "" : String(repeating: " ", count: spacing - 1))
                } else if index == low {
                    line += (isRight ? "├" : "◀") + String(repeating: "─", count: spacing - 1)
                } else if index == high {
                    if isRight {
                        line.removeLast()
                        line += "▶│"
                    } else {
                        line += "┤"
                    }
                    line += isLast ? "" : String(repeating: " ", count: spacing - 1)
                } else {
                    line += "┼" + String(repeating: "─", count: spacing - 1)
                }
            }
            let hasMany = columns[arrow.from].clientPorts.count > 1 || columns[arrow.to].clientPorts.count > 1
            let text = (hasMany ? arrow.port.map { ":\($0) " } ?? "" : "") + arrow.text
            out.text(line + "  \(arrow.number) " + shortened(text, max(20, 96 - line.count - "\(arrow.number)".count)) + "\n")
        }
        if notShown > 0 { out.text("\(notShown) frames are not shown: of hosts beyond the first \(Self.columnLimit), without addresses, or beyond the first \(Self.frameLimit)\n") }
    }
}
