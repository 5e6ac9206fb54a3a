public import Sockets
public import Wire

/// A connection that follows a script: what arrives, and in which pieces, is fixed beforehand; what the program does is
/// written down, step by step, so that a failure can tell its story.
///
/// Nothing ever waits here: a program that asks for more than the script has gets the end of the stream, and one that goes
/// on asking is stopped.
public final class ScriptedStream: ByteStream, @unchecked Sendable {
    public let localAddress = SocketAddress(.v4(.loopback), 12345)
    public let remoteAddress = SocketAddress(.v4(.loopback), 49152)

    /// What the program did and what it got.
    public struct Step: Sendable, Equatable {
        public var call: String
        public var outcome: String
    }

    public private(set) var steps: [Step] = []
    /// All that the program sent.
    public private(set) var sent: [UInt8] = []
    public private(set) var isClosed = false
    public private(set) var sawEnd = false
    private var arrivals: [[UInt8]]
    /// Calls that are allowed: a loop that never ends is told from one that works.
    private let callLimit: Int

    /// - Parameter arrivals: the pieces in which the peer's bytes come; then it sends no more.
    public init(arrivals: [[UInt8]], callLimit: Int = 10_000) {
        self.arrivals = arrivals.reversed()
        self.callLimit = callLimit
    }

    public func receive(atMost maximum: Int) async throws(SocketError) -> [UInt8] {
        try count("receive(atMost: \(maximum))")
        guard maximum > 0 else { throw note(SocketError(.invalidArgument, during: "receive", of: "\(remoteAddress)")) }
        guard var piece = arrivals.popLast() else {
            sawEnd = true
            steps[steps.count - 1].outcome = "nothing: the client will send no more"
            return []
        }
        if piece.count > maximum {
            arrivals.append(Array(piece[maximum...]))
            piece = Array(piece[..<maximum])
        }
        steps[steps.count - 1].outcome = Self.describe(piece)
        return piece
    }

    public func send(_ bytes: [UInt8]) async throws(SocketError) {
        try count("send(\(Self.describe(bytes)))")
        sent += bytes
        steps[steps.count - 1].outcome = "sent"
    }

    public func finishSending() async throws(SocketError) {
        try count("finishSending()")
        steps[steps.count - 1].outcome = "told the client"
    }

    public func close() async {
        isClosed = true
        steps.append(Step(call: "close()", outcome: ""))
    }

    public func abort() {
        isClosed = true
        steps.append(Step(call: "abort()", outcome: "the client sees a reset"))
    }

    /// "5 bytes \"Hello\"", or only how many where there are many.
    static func describe(_ bytes: [UInt8]) -> String {
        let count = "\(bytes.count) byte\(bytes.count == 1 ? "" : "s")"
        guard (1...24).contains(bytes.count), bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) else { return count }
        return "\(count) \"\(String(decoding: bytes, as: UTF8.self))\""
    }

    private func count(_ call: String) throws(SocketError) {
        steps.append(Step(call: call, outcome: ""))
        if isClosed { throw note(SocketError(.closed, during: call.prefix { $0 != "(" }.description, of: "\(remoteAddress)")) }
        if steps.count > callLimit { throw note(SocketError(.aborted, during: "the loop", of: "")) }
    }

    private func note(_ error: SocketError) -> SocketError {
        steps[steps.count - 1].outcome = "\(error)"
        return error
    }

    /// Whether the program was stopped because it went on and on.
    public var ranAway: Bool { steps.count > callLimit }
}
