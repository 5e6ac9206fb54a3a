public import ApplicationLayer
public import Sockets

/// One end of a WebSocket connection, as a program uses it. Pings are answered and closes too; what remains are messages.
///
/// Writing never waits for a slow reader unless asked to: ``post(_:)`` puts a message in line, a task of the connection's own
/// sends what is in line, and a peer that lets more than the limit pile up is cut off. So one slow client of a chat
/// never holds up the others. Belongs to its host's loop.
public final class WebSocket: @unchecked Sendable {
    public struct Options: Sendable {
        public var limits = WebSocketConnection.Limits()
        /// permessage-deflate is agreed on where the peer knows it.
        public var compression = true
        /// The subprotocols that are spoken, the favourite first.
        public var subprotocols: [String] = []
        /// Bytes that may wait to be sent before the peer is cut off.
        public var backlog = 64 << 20
        /// How long the peer may take nothing of what waits for it.
        public var sendTime = Duration.seconds(30)
        /// How long the peer may take to answer a close.
        public var closeTime = Duration.seconds(5)
        public init() {}
    }

    public let remoteAddress: String
    public let subprotocol: String?
    /// Why the peer closed, once it has.
    public private(set) var peerClose: WebSocketClose?

    private let stream: any ByteStream
    private let clock: WorldClock
    private let options: Options
    private var connection: WebSocketConnection
    private var outgoing: [UInt8] = []
    private var isSending = false
    private var sendings = 0
    private var hasEnded = false
    private var failure: SocketError?
    private var writer: UnsafeContinuation<Void, Never>?
    private var waiters: [UnsafeContinuation<Void, Never>] = []

    init(_ stream: any ByteStream, _ connection: WebSocketConnection, subprotocol: String?, options: Options, clock: WorldClock) {
        self.stream = stream
        self.connection = connection
        self.subprotocol = subprotocol
        self.options = options
        self.clock = clock
        remoteAddress = "\(stream.remoteAddress)"
    }

    /// Whether messages can still be sent.
    public var isOpen: Bool { !hasEnded && failure == nil && !connection.isCloseSent }

    // MARK: - Sending

    /// Puts a message in line. Does nothing on a connection that is closing.
    public func post(_ message: WebSocketConnection.Message) {
        guard isOpen else { return }
        try? connection.send(message, into: &outgoing)
        wakeWriter()
    }

    /// Puts a message in line that was made into a frame before: the same bytes for many clients. Compressed connections
    /// take it too, uncompressed.
    public func post(sharedFrame: [UInt8]) {
        guard isOpen, connection.takesSharedFrames else { return }
        outgoing.append(contentsOf: sharedFrame)
        wakeWriter()
    }

    /// Puts a message in line and waits until the line is short.
    ///
    /// - Throws: the stream's error; `.closed` when the connection is closing.
    public func send(_ message: WebSocketConnection.Message) async throws(SocketError) {
        guard isOpen else { throw failure ?? SocketError(.closed, during: "send") }
        post(message)
        while outgoing.count > 65_536, failure == nil, !hasEnded {
            await withUnsafeContinuation { waiters.append($0) }
        }
        if let failure { throw failure }
    }

    public func send(_ text: String) async throws(SocketError) { try await send(.text(text)) }
    public func ping(_ payload: [UInt8] = []) {
        guard isOpen else { return }
        try? connection.sendPing(payload, into: &outgoing)
        wakeWriter()
    }

    /// Begins to close: nothing can be sent after it. Messages may still come until the peer has closed too.
    public func close(_ code: WebSocketCloseCode = .normal, _ reason: String = "") {
        guard isOpen else { return }
        try? connection.sendClose(WebSocketClose(code, reason), into: &outgoing)
        wakeWriter()
    }

    // MARK: - Receiving

    /// The next message; nil when the connection has been closed.
    ///
    /// - Throws: the stream's error, or `RemoteProtocolError` when the peer broke the protocol (it has been told).
    public func receive() async throws -> WebSocketConnection.Message? {
        while true {
            switch try step() {
            case .message(let message): return message
            case .end: return nil
            case .needData: take(try await stream.receive(atMost: 65_536))
            }
        }
    }

    private enum Step { case message(WebSocketConnection.Message), end, needData }

    /// Answers what the protocol alone can answer.
    private func step() throws(RemoteProtocolError) -> Step {
        while true {
            switch try nextEvent() {
            case .message(let message): return .message(message)
            case .ping(let payload):
                if isOpen { try? connection.sendPong(payload, into: &outgoing) }
                wakeWriter()
            case .pong: continue
            case .close(let close):
                peerClose = close
                // The answer has the same code; one without a code is answered without.
                self.close(close.code)
                return .end
            case .ended: return .end
            case .needData: return .needData
            }
        }
    }

    private func nextEvent() throws(RemoteProtocolError) -> WebSocketConnection.Event {
        do { return try connection.nextEvent() } catch {
            close(WebSocketCloseCode(rawValue: error.replyCode), error.reason)
            throw error
        }
    }

    private func take(_ bytes: [UInt8]) {
        if bytes.isEmpty { connection.receiveEnd() } else { connection.receive(bytes) }
    }

    // MARK: - Running

    /// Runs `body` with this connection, then closes it: the close frame, the peer's answer, the stream.
    func run<Result: Sendable>(_ body: @Sendable @escaping (WebSocket) async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.write() }
            group.addTask { await self.watch() }
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(self)) } catch { result = .failure(error) }
            close(.normal)
            await awaitClose()
            hasEnded = true
            wakeWriter()
            wakeWaiters()
            // The writer, once all is sent; or the watch, when it has cut the writer off.
            _ = try? await group.next()
            group.cancelAll()
            try? await group.waitForAll()
            await stream.close()
            return try result.get()
        }
    }

    /// Reads until the peer has closed too, for a while.
    private func awaitClose() async {
        guard failure == nil, !connection.isCloseReceived else { return }
        _ = try? await clock.withTimeLimit(options.closeTime, for: "close") {
            while try await self.receive() != nil {}
        }
    }

    /// Sends what is in line, many messages in one write, until the connection ends.
    private func write() async {
        while true {
            if outgoing.isEmpty {
                if hasEnded || failure != nil { return }
                await withUnsafeContinuation { writer = $0 }
                continue
            }
            var bytes: [UInt8] = []
            swap(&bytes, &outgoing)
            isSending = true
            sendings += 1
            do throws(SocketError) { try await stream.send(bytes) } catch {
                failure = error
                outgoing = []
            }
            isSending = false
            if outgoing.isEmpty, bytes.capacity <= 1 << 20 {
                bytes.removeAll(keepingCapacity: true)
                swap(&bytes, &outgoing)
            }
            wakeWaiters()
        }
    }

    /// Looks now and then whether one and the same sending is still under way.
    private func watch() async {
        var seen = -1
        while failure == nil {
            do { try await clock.sleep(for: options.sendTime) } catch { return }
            if isSending, seen == sendings { return cutOff(SocketError(.timedOut, during: "send", of: remoteAddress)) }
            seen = isSending ? sendings : -1
        }
    }

    private func cutOff(_ error: SocketError) {
        failure = failure ?? error
        outgoing = []
        stream.abort()
    }

    private func wakeWriter() {
        // A peer that does not read: it is cut off before it costs more memory.
        if outgoing.count > options.backlog { cutOff(SocketError(.noBuffers, during: "send", of: remoteAddress)) }
        guard !isSending, let writer else { return }
        self.writer = nil
        writer.resume()
    }

    private func wakeWaiters() {
        let all = waiters
        waiters = []
        for waiter in all { waiter.resume() }
    }
}
