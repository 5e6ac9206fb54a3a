public import Inspector

/// Opens TLS 1.2 and 1.3 with the secrets of a key log: AES-GCM with 128 and 256 bits, ChaCha20-Poly1305.
public final class KeyLogDecryptor: TLSDecryptor {
    private let keys: KeyLog

    public init(_ keys: KeyLog) { self.keys = keys }

    public func session(_ hello: TLSHello) -> (any TLSSession)? {
        guard let suite = CipherSuite(hello.cipherSuite) else { return nil }
        switch hello.version {
        case 0x0304 where suite.isVersion13: return Version13Session(suite, keys, hello.clientRandom)
        case 0x0303 where !suite.isVersion13:
            guard let master = keys[hello.clientRandom, .master] else { return nil }
            return Version12Session(suite, master: master, hello)
        default: return nil
        }
    }
}

/// The cipher suites that can be read: those with authenticated encryption (RFC 8446 appendix B.4, RFC 5288, RFC 5289, RFC 7905).
struct CipherSuite: Sendable, Equatable {
    enum Cipher: Sendable { case aes, chacha }
    let cipher: Cipher
    /// Bytes of a key.
    let keySize: Int
    let isSHA384: Bool
    let isVersion13: Bool

    init?(_ number: Int) {
        switch number {
        case 0x1301: self.init(.aes, 16, false, true)
        case 0x1302: self.init(.aes, 32, true, true)
        case 0x1303: self.init(.chacha, 32, false, true)
        // RSA, DHE_RSA, DHE_DSS, ECDHE_ECDSA, ECDHE_RSA, and with pre-shared keys.
        case 0x009c, 0x009e, 0x00a2, 0xc02b, 0xc02f, 0x00a8, 0x00aa, 0x00ac: self.init(.aes, 16, false, false)
        case 0x009d, 0x009f, 0x00a3, 0xc02c, 0xc030, 0x00a9, 0x00ab, 0x00ad: self.init(.aes, 32, true, false)
        case 0xcca8...0xccae: self.init(.chacha, 32, false, false)
        default: return nil
        }
    }

    private init(_ cipher: Cipher, _ keySize: Int, _ isSHA384: Bool, _ isVersion13: Bool) {
        self.cipher = cipher
        self.keySize = keySize
        self.isSHA384 = isSHA384
        self.isVersion13 = isVersion13
    }
}
