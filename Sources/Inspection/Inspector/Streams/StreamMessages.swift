/// What the application above one TCP stream remembers.
final class StreamMessages {
    /// The application that a message of this stream has been recognised as, whatever the ports say.
    var application: Application?
    /// A message under way from the lower and from the higher end.
    var fromLow: Gathering?
    var fromHigh: Gathering?
    var http = HTTPState()
    var webSocket = WebSocketState()
    var smtp = SMTPState()
    var tls = TLSState()
    /// The other end has agreed to speak TLS from now on.
    var startTLSFrame = 0

    /// What of `heldBytes` the table of streams has counted.
    var accountedBytes = 0

    init() {}

    /// Bytes that wait for the rest of their message.
    var heldBytes: Int {
        var count = (fromLow?.bytes.count ?? 0) + (fromHigh?.bytes.count ?? 0) + (smtp.mail?.count ?? 0)
        for side in 0...1 { count += webSocket.fragments[side].count + tls.handshake[side].count + tls.pending[side].count }
        // A request that waits for its answer keeps its method and 200 bytes of its target at most.
        return count + http.requests.count * 256
    }

    /// Gives up what waits for the rest of its message; what the stream speaks stays known.
    func forgetUnfinished() {
        fromLow = nil
        fromHigh = nil
        webSocket.fragments = [[], []]
        tls.handshake = [[], []]
        tls.pending = [[], []]
        if smtp.mail?.isEmpty == false { smtp.mail = nil }
        http.requests.removeAll()
        accountedBytes = 0
    }

    func gathering(fromLow isFromLow: Bool) -> Gathering? { isFromLow ? fromLow : fromHigh }
    func setGathering(_ gathering: Gathering?, fromLow isFromLow: Bool) { if isFromLow { fromLow = gathering } else { fromHigh = gathering } }
}

/// A message that does not end in the segment in which it begins.
final class Gathering {
    /// The sequence number of its first byte, and the one at which it will be looked at again.
    let start: UInt32
    var next: UInt32
    /// The whole of the next segment is wanted, however long.
    var takesWholeSegment = false
    /// It ends with the stream's direction.
    var untilFIN = false
    private(set) var bytes: [UInt8] = []
    private var present: [Range<Int>] = []
    private var total: Int?

    init(start: UInt32, next: UInt32) {
        self.start = start
        self.next = next
    }

    /// Adds bytes at their place, counted from the message's beginning; those that came first stay. `isLast`: they
    /// reach the place where the message is to be looked at.
    func add(_ data: Octets, at place: Int, isLast: Bool) {
        let end = place + data.count
        guard place >= 0 else { return }
        if place == bytes.count, present.isEmpty ? place == 0 : present.count == 1 && present[0].lowerBound == 0 {
            bytes.append(contentsOf: data.buffer)
            present = [0..<end]
        } else {
            if bytes.count < end { bytes.append(contentsOf: repeatElement(0, count: end - bytes.count)) }
            var at = place
            for range in present where range.upperBound > at && range.lowerBound < end {
                if range.lowerBound > at { copy(data, place, at..<range.lowerBound) }
                at = max(at, range.upperBound)
            }
            if at < end { copy(data, place, at..<end) }
            insert(place..<end)
        }
        if isLast { total = max(total ?? 0, end) }
    }

    private func copy(_ data: Octets, _ place: Int, _ range: Range<Int>) {
        for index in range { bytes[index] = data.base[index - place] }
    }

    private func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var merged = range, kept: [Range<Int>] = []
        for other in present {
            if other.upperBound < merged.lowerBound || other.lowerBound > merged.upperBound { kept.append(other) } else { merged = min(other.lowerBound, merged.lowerBound)..<max(other.upperBound, merged.upperBound) }
        }
        kept.append(merged)
        kept.sort { $0.lowerBound < $1.lowerBound }
        present = kept
    }

    /// Nothing is missing up to the place where the message is to be looked at.
    var isWhole: Bool {
        guard let total, let first = present.first else { return false }
        return first.lowerBound == 0 && first.upperBound >= total
    }

    /// The message goes on: it is not to be looked at before `next`.
    func extend(to next: UInt32) {
        self.next = next
        total = nil
    }

    /// The FIN has come: what is there is all there will be.
    func finish() { total = bytes.count }
}

/// Which application speaks over a stream.
enum Application: Equatable {
    case http, webSocket, dns, smtp, ftp, ftpData, tls
    case foreign(ProtocolName)
}

/// What an application's dissector made of the bytes it was given.
enum Outcome {
    case done
    /// They are not this application's.
    case rejected
    /// From `offset` on they are the front of a message that needs more.
    case needs(offset: Int, More)

    enum More { case bytes(Int), segment, untilFIN }
}

/// What an application's dissector is told about the bytes it is given.
struct StreamContext {
    let slot: Int
    let isFromLow: Bool
    let sourcePort: Int
    let destinationPort: Int
    /// More segments can be asked for.
    let canReassemble: Bool
    /// The last bytes of this direction.
    let isEnd: Bool
    let frame: Int
    let messages: StreamMessages
}
