import Inspector

/// Opens the records of a TLS 1.3 session (RFC 8446 section 5.2).
final class Version13Session: TLSSession {
    /// Keys follow one another: of the early data, of the handshake, of the application, and after each key update.
    private struct Direction {
        var secrets: [[UInt8]]
        var key: RecordKey?
        var current: [UInt8] = []
        var sequence: UInt64 = 0
    }
    private let suite: CipherSuite
    /// Records in a row that didn't open: the keys are another session's, and trying on would cost much.
    private var failures = 0
    private static let mostFailures = 64
    private var client: Direction
    private var server: Direction
    /// A capture may lack records; so many may be missing before one that is there.
    private static let mostMissing: UInt64 = 8

    init?(_ suite: CipherSuite, _ keys: KeyLog, _ random: [UInt8]) {
        self.suite = suite
        client = Direction(secrets: [keys[random, .clientEarly], keys[random, .clientHandshake], keys[random, .clientTraffic]].compactMap { $0 })
        server = Direction(secrets: [keys[random, .serverHandshake], keys[random, .serverTraffic]].compactMap { $0 })
        if client.secrets.isEmpty, server.secrets.isEmpty { return nil }
    }

    private func key(_ secret: [UInt8]) -> RecordKey {
        RecordKey(suite, key: KeyDerivation.expand(secret, "key", suite.keySize, isSHA384: suite.isSHA384), iv: KeyDerivation.expand(secret, "iv", 12, isSHA384: suite.isSHA384))
    }

    func open(_ record: UnsafeRawBufferPointer, fromClient: Bool) -> (type: UInt8, content: [UInt8])? {
        guard record.count >= 5 + 17, record[0] == 23, failures < Self.mostFailures else { return nil }
        guard let plain = fromClient ? open(record, &client) : open(record, &server) else {
            failures += 1
            return nil
        }
        failures = 0
        // The true type is the last byte that is not padding.
        guard let end = plain.lastIndex(where: { $0 != 0 }) else { return nil }
        let type = plain[end], content = Array(plain[..<end])
        if type == 22 { if fromClient { noteUpdate(content, &client) } else { noteUpdate(content, &server) } }
        return (type, content)
    }

    private func open(_ record: UnsafeRawBufferPointer, _ direction: inout Direction) -> [UInt8]? {
        if let key = direction.key, let plain = attempt(key, record, &direction.sequence) { return plain }
        // Or with the keys that come next.
        for (index, secret) in direction.secrets.enumerated() {
            let next = key(secret)
            var sequence: UInt64 = 0
            guard let plain = attempt(next, record, &sequence) else { continue }
            direction.key = next
            direction.current = secret
            direction.sequence = sequence
            direction.secrets.removeFirst(index + 1)
            return plain
        }
        return nil
    }

    private func attempt(_ key: RecordKey, _ record: UnsafeRawBufferPointer, _ sequence: inout UInt64) -> [UInt8]? {
        let sealed = UnsafeRawBufferPointer(rebasing: record[5...]), header = Array(record[..<5])
        for number in sequence...sequence &+ Self.mostMissing {
            guard let plain = key.open(sealed, nonce: key.nonce(number), additional: header) else { continue }
            sequence = number &+ 1
            return plain
        }
        return nil
    }

    /// A key update is the last message under its key (section 4.6.3).
    private func noteUpdate(_ content: [UInt8], _ direction: inout Direction) {
        guard content.count == 5, content.starts(with: [24, 0, 0, 1]) else { return }
        let secret = KeyDerivation.expand(direction.current, "traffic upd", direction.current.count, isSHA384: suite.isSHA384)
        direction.current = secret
        direction.key = key(secret)
        direction.sequence = 0
    }
}
