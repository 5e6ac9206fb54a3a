import Crypto
import Foundation

/// A key and what makes nonces of it, for one direction of a session.
struct RecordKey {
    private let suite: CipherSuite
    private let key: SymmetricKey
    let iv: [UInt8]

    init(_ suite: CipherSuite, key: [UInt8], iv: [UInt8]) {
        self.suite = suite
        self.key = SymmetricKey(data: key)
        self.iv = iv
    }

    /// What is sealed in `sealed` (the tag's 16 bytes are its last); nil when it wasn't sealed with this key, nonce and additional data.
    func open(_ sealed: UnsafeRawBufferPointer, nonce: [UInt8], additional: [UInt8]) -> [UInt8]? {
        guard sealed.count >= 16 else { return nil }
        let text = UnsafeRawBufferPointer(rebasing: sealed[..<(sealed.count - 16)]), tag = UnsafeRawBufferPointer(rebasing: sealed[(sealed.count - 16)...])
        do {
            switch suite.cipher {
            case .aes:
                let box = try AES.GCM.SealedBox(nonce: AES.GCM.Nonce(data: nonce), ciphertext: Data(text), tag: Data(tag))
                return Array(try AES.GCM.open(box, using: key, authenticating: additional))
            case .chacha:
                let box = try ChaChaPoly.SealedBox(nonce: ChaChaPoly.Nonce(data: nonce), ciphertext: Data(text), tag: Data(tag))
                return Array(try ChaChaPoly.open(box, using: key, authenticating: additional))
            }
        } catch {
            return nil
        }
    }

    /// The nonce of TLS 1.3 and of ChaCha20-Poly1305: the number is exclusive-ored into the static part (RFC 8446 section 5.3).
    func nonce(_ sequence: UInt64) -> [UInt8] {
        var nonce = iv
        for index in 0..<8 { nonce[nonce.count - 1 - index] ^= UInt8(truncatingIfNeeded: sequence >> UInt64(8 * index)) }
        return nonce
    }
}

/// Secrets made of secrets.
enum KeyDerivation {
    /// HKDF-Expand-Label with an empty context (RFC 8446 section 7.1).
    static func expand(_ secret: [UInt8], _ label: String, _ count: Int, isSHA384: Bool) -> [UInt8] {
        let name = Array("tls13 ".utf8) + Array(label.utf8)
        let info = [UInt8(count >> 8), UInt8(count & 0xff), UInt8(name.count)] + name + [0]
        return isSHA384 ? expand(secret, info, count, SHA384.self) : expand(secret, info, count, SHA256.self)
    }

    private static func expand<Hash: HashFunction>(_ secret: [UInt8], _ info: [UInt8], _ count: Int, _ hash: Hash.Type) -> [UInt8] {
        HKDF<Hash>.expand(pseudoRandomKey: secret, info: info, outputByteCount: count).withUnsafeBytes { Array($0) }
    }

    /// The pseudorandom function of TLS 1.2 (RFC 5246 section 5).
    static func prf(_ secret: [UInt8], _ label: String, _ seed: [UInt8], _ count: Int, isSHA384: Bool) -> [UInt8] {
        isSHA384 ? prf(secret, Array(label.utf8) + seed, count, SHA384.self) : prf(secret, Array(label.utf8) + seed, count, SHA256.self)
    }

    private static func prf<Hash: HashFunction>(_ secret: [UInt8], _ seed: [UInt8], _ count: Int, _ hash: Hash.Type) -> [UInt8] {
        let key = SymmetricKey(data: secret)
        var out: [UInt8] = [], a = seed
        while out.count < count {
            a = Array(HMAC<Hash>.authenticationCode(for: a, using: key))
            out += HMAC<Hash>.authenticationCode(for: a + seed, using: key)
        }
        return Array(out.prefix(count))
    }
}
