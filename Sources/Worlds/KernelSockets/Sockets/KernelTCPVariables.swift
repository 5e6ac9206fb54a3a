import CLinux
public import Wire

/// What the kernel says of one of its connections (Linux's `TCP_INFO`), in bytes and nanoseconds.
public struct KernelTCPVariables: Sendable, Equatable {
    /// As RFC 9293 writes it: "ESTABLISHED".
    public var state: String
    /// Linux's words for what the sender does about loss: "open", "disorder", "CWR", "recovery", "loss".
    public var recovery: String
    public var segmentSize: Int
    public var congestionWindow: Int
    /// nil as long as nothing has set it.
    public var slowStartThreshold: Int?
    /// Bytes on their way, of these reported by SACK, and thought lost: the kernel counts segments, which are taken to be full.
    public var flight: Int
    public var sacked: Int
    public var lost: Int
    /// nil where the kernel is too old to tell.
    public var sendWindow: Int?
    public var retransmissionTimeout: Nanoseconds
    /// nil before the first measurement.
    public var smoothedRoundTrip: Nanoseconds?
    public var roundTripVariation: Nanoseconds
    /// "cubic".
    public var congestionControl: String

    /// Asks the kernel; nil where the descriptor is no TCP connection, or the system does not tell.
    init?(of descriptor: Int32) {
        var raw = clinux_tcp_variables()
        guard clinux_tcp_variables(descriptor, &raw) == 0 else { return nil }
        let states = ["", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING"]
        let recoveries = ["open", "disorder", "CWR", "recovery", "loss"]
        state = Int(raw.state) < states.count ? states[Int(raw.state)] : ""
        recovery = Int(raw.recovery) < recoveries.count ? recoveries[Int(raw.recovery)] : ""
        let size = Int(raw.segment_size)
        segmentSize = size
        congestionWindow = Int(raw.congestion_window) * size
        slowStartThreshold = raw.slow_start_threshold >= 0x7fff_ffff ? nil : Int(raw.slow_start_threshold) * size
        flight = Int(raw.unacknowledged) * size
        sacked = Int(raw.sacked) * size
        lost = Int(raw.lost) * size
        sendWindow = raw.send_window < 0 ? nil : Int(raw.send_window)
        retransmissionTimeout = .microseconds(Int64(raw.timeout_us))
        smoothedRoundTrip = raw.round_trip_us == 0 ? nil : .microseconds(Int64(raw.round_trip_us))
        roundTripVariation = .microseconds(Int64(raw.round_trip_variation_us))
        congestionControl = withUnsafeBytes(of: raw.congestion_control) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// A connection that the world can ask the kernel about.
struct AskedConnection {
    weak var channel: Channel?
    let host: String
    let local: SocketAddress
    let remote: SocketAddress
}

extension KernelWorld {
    /// Asks the kernel about each connection of this world's programs that is open, in the order in which they were opened. Nothing
    /// comes of it unless ``remembersConnections`` was set before they were.
    public func askAboutConnections(_ body: (_ host: String, _ local: SocketAddress, _ remote: SocketAddress, KernelTCPVariables) -> Void) {
        asked.removeAll { $0.channel?.isOpen != true }
        for connection in asked {
            guard let channel = connection.channel, let variables = KernelTCPVariables(of: channel.number) else { continue }
            body(connection.host, connection.local, connection.remote, variables)
        }
    }

    func remember(_ channel: Channel, host: String?, local: SocketAddress, remote: SocketAddress) {
        guard remembersConnections, let host, asked.count < 1024 else { return }
        asked.append(AskedConnection(channel: channel, host: host, local: local, remote: remote))
    }
}
