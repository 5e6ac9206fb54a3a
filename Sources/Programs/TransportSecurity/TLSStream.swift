import Sockets
import Wire

/// TLS over a stream, as a stream. Confined to its world's loop, like the stream below.
///
/// An end of the stream below without "close_notify" is an error, not an end: somebody may have cut off what was to come
/// (RFC 8446, section 6.1).
final class TLSStream: ByteStream, @unchecked Sendable {
    private let below: any ByteStream
    private let engine: TLSEngine
    private let peer: String
    private var isOpen = true
    private var isReceiving = false, isSending = false, hasFinished = false
    /// Whether a task is sending what the engine has written.
    private var isFlushing = false
    private var waitsForFlush: UnsafeContinuation<Void, Never>?

    /// Plaintext encrypted and sent at a time: what is kept of a long `send`.
    private static let pieceSize = 65_536

    var localAddress: SocketAddress { below.localAddress }
    var remoteAddress: SocketAddress { below.remoteAddress }

    init(over below: any ByteStream, engine: TLSEngine, peer: String) {
        self.below = below
        self.engine = engine
        self.peer = peer
    }

    /// The handshake. Where it fails, the peer is told why as far as TLS can, and the stream below is closed.
    func shakeHands() async throws(SocketError) {
        engine.start()
        do throws(SocketError) {
            try await flush()
            while !engine.isReady {
                if let failure = engine.failure { throw TLSFailure.error(failure, during: "TLS handshake", with: peer) }
                try await takeFromBelow()
                try await flush()
            }
        } catch {
            try? await flush()
            isOpen = false
            await below.close()
            engine.end()
            throw error
        }
        below.tell(.secured("\(engine.version) with \(peer)", local: localAddress, remote: remoteAddress))
    }

    private func takeFromBelow() async throws(SocketError) {
        let bytes = try await below.receive(atMost: 65_536)
        if bytes.isEmpty { engine.receiveEnd() } else { engine.receive(bytes) }
    }

    // MARK: - Receiving

    func receive(atMost maximum: Int) async throws(SocketError) -> [UInt8] {
        guard maximum > 0 else { throw SocketError(.invalidArgument, during: "receive", of: "\(remoteAddress)") }
        guard !isReceiving else { throw SocketError(.alreadyWaiting, during: "receive", of: "\(remoteAddress)") }
        isReceiving = true
        defer { isReceiving = false }
        while true {
            guard isOpen else { throw SocketError(.closed, during: "receive", of: "\(remoteAddress)") }
            let bytes = engine.takePlaintext(atMost: maximum)
            if !bytes.isEmpty {
                below.tell(.decrypt(bytes, local: localAddress, remote: remoteAddress))
                return bytes
            }
            if let failure = engine.failure { throw TLSFailure.error(failure, during: "receive", with: peer) }
            if engine.hasEnded { return [] }
            try await takeFromBelow()
            // What TLS itself answers (an alert, a new key); where a task is sending already, it takes that along.
            if !isFlushing { try await flush() }
        }
    }

    // MARK: - Sending

    func send(_ bytes: [UInt8]) async throws(SocketError) {
        guard !isSending else { throw SocketError(.alreadyWaiting, during: "send", of: "\(remoteAddress)") }
        isSending = true
        defer { isSending = false }
        below.tell(.encrypt(bytes, local: localAddress, remote: remoteAddress))
        var start = 0
        repeat {
            guard isOpen else { throw SocketError(.closed, during: "send", of: "\(remoteAddress)") }
            guard !hasFinished else { throw SocketError(.brokenPipe, during: "send", of: "\(remoteAddress)") }
            if let failure = engine.failure { throw TLSFailure.error(failure, during: "send", with: peer) }
            let end = min(start + Self.pieceSize, bytes.count)
            engine.send(bytes[start..<end])
            start = end
            try await flush()
        } while start < bytes.count
    }

    func tell(_ kind: @autoclosure () -> SocketEvent.Kind) { below.tell(kind()) }

    func finishSending() async throws(SocketError) {
        guard isOpen else { throw SocketError(.closed, during: "shutdown", of: "\(remoteAddress)") }
        guard !hasFinished else { return }
        hasFinished = true
        engine.finishSending()
        try await flush()
        try await below.finishSending()
    }

    /// Sends all that the engine has written, after whoever is at it already.
    private func flush() async throws(SocketError) {
        while isFlushing {
            if Task.isCancelled { throw SocketError(.cancelled, during: "send", of: "\(remoteAddress)") }
            await othersFlush()
        }
        isFlushing = true
        defer {
            isFlushing = false
            waitsForFlush.take()?.resume()
        }
        while true {
            let bytes = engine.takeCiphertext()
            if bytes.isEmpty { return }
            try await below.send(bytes)
        }
    }

    /// Waits until the task that is sending has sent. Only a sender waits here, for a receiver, so there is one at most.
    private func othersFlush() async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                if Task.isCancelled { return continuation.resume() }
                waitsForFlush.take()?.resume()
                waitsForFlush = continuation
            }
        } onCancel: {
            // Tasks of a world are cancelled on its loop.
            waitsForFlush.take()?.resume()
        }
    }

    // MARK: - Ending

    func close() async {
        guard isOpen else { return }
        isOpen = false
        // A peer that takes no more is not told either.
        if !hasFinished, !isFlushing, engine.failure == nil {
            engine.finishSending()
            try? await flush()
        }
        await below.close()
        engine.end()
    }

    func abort() {
        isOpen = false
        below.abort()
        engine.end()
    }
}
