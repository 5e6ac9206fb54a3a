import Wire

/// What happened in one end of a connection at one time: a few words for each thing, and the variables after all of them.
///
/// More may be added as long as the time is the same and the timeline has not told it.
final class ConnectionMoment: @unchecked Sendable {
    let time: Instant
    /// The host whose end it is.
    let host: String
    let local: SocketAddress
    let remote: SocketAddress
    private(set) var happenings: [String] = []
    var variables = ConnectionVariables()

    init(time: Instant, host: String, local: SocketAddress, remote: SocketAddress) {
        self.time = time
        self.host = host
        self.local = local
        self.remote = remote
    }

    /// A place among the happenings: what a segment led to is told by the connection before the segment itself is.
    private var sinceLastSegment = 0

    func add(_ words: String) { happenings.append(words) }

    /// A segment that was sent: what comes after it does not come of it.
    func add(sent words: String) {
        happenings.append(words)
        sinceLastSegment = happenings.count
    }

    /// A segment that arrived, before what it led to.
    func add(received words: String) {
        happenings.insert(words, at: sinceLastSegment)
        sinceLastSegment = happenings.count
    }
}
