import Inspector

/// Opens the records of a TLS 1.2 session with authenticated encryption (RFC 5246 section 6.2.3.3, RFC 5288, RFC 7905).
final class Version12Session: TLSSession {
    private let suite: CipherSuite
    private let client: RecordKey
    private let server: RecordKey
    private var clientSequence: UInt64 = 0
    private var serverSequence: UInt64 = 0
    private static let mostMissing: UInt64 = 8
    /// Records in a row that didn't open: the keys are another session's, and trying on would cost much.
    private var failures = 0
    private static let mostFailures = 64

    init(_ suite: CipherSuite, master: [UInt8], _ hello: TLSHello) {
        self.suite = suite
        // AES-GCM takes 4 bytes of the nonce from here and 8 from the record; ChaCha20-Poly1305 all 12 from here.
        let ivSize = suite.cipher == .aes ? 4 : 12
        let block = KeyDerivation.prf(master, "key expansion", hello.serverRandom + hello.clientRandom, 2 * (suite.keySize + ivSize), isSHA384: suite.isSHA384)
        let ivs = 2 * suite.keySize
        client = RecordKey(suite, key: Array(block[..<suite.keySize]), iv: Array(block[ivs..<ivs + ivSize]))
        server = RecordKey(suite, key: Array(block[suite.keySize..<ivs]), iv: Array(block[(ivs + ivSize)...]))
    }

    func open(_ record: UnsafeRawBufferPointer, fromClient: Bool) -> (type: UInt8, content: [UInt8])? {
        guard failures < Self.mostFailures else { return nil }
        let key = fromClient ? client : server
        guard let plain = fromClient ? open(record, key, &clientSequence) : open(record, key, &serverSequence) else {
            failures += 1
            return nil
        }
        failures = 0
        return (record[0], plain)
    }

    private func open(_ record: UnsafeRawBufferPointer, _ key: RecordKey, _ sequence: inout UInt64) -> [UInt8]? {
        let explicit = suite.cipher == .aes ? 8 : 0
        guard record.count >= 5 + explicit + 16 else { return nil }
        let sealed = UnsafeRawBufferPointer(rebasing: record[(5 + explicit)...])
        let length = sealed.count - 16
        for number in sequence...sequence &+ Self.mostMissing {
            let nonce = suite.cipher == .aes ? key.iv + record[5..<13] : key.nonce(number)
            let additional = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) } + record[..<3] + [UInt8(length >> 8), UInt8(length & 0xff)]
            guard let plain = key.open(sealed, nonce: nonce, additional: additional) else { continue }
            sequence = number &+ 1
            return plain
        }
        return nil
    }
}
