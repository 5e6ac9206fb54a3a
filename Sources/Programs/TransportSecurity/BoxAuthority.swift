import Crypto
import Foundation
import SwiftASN1
import Wire
import X509

/// The box's own certificate authority: signs the certificates of the labs' servers.
///
/// Its certificates are valid from 2020 to the end of 2049, so that no date in them depends on when they were made.
public struct BoxAuthority: Sendable {
    /// What kind of keys it and its servers have.
    public enum Keys: Sendable {
        /// Ed25519 (RFC 8410): signatures of one length, so that a simulated run has the same lengths every time. Browsers do not take it.
        case ofOneLength
        /// ECDSA on P-256, which every client knows.
        case forEveryClient
    }

    enum Key: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)

        init(_ keys: Keys) {
            switch keys {
            case .ofOneLength: self = .ed25519(Curve25519.Signing.PrivateKey())
            case .forEveryClient: self = .p256(P256.Signing.PrivateKey())
            }
        }

        var secret: Certificate.PrivateKey {
            switch self {
            case .ed25519(let key): Certificate.PrivateKey(key)
            case .p256(let key): Certificate.PrivateKey(key)
            }
        }

        var keys: Keys {
            switch self {
            case .ed25519: .ofOneLength
            case .p256: .forEveryClient
            }
        }
    }

    private let key: Key
    private let certificate: Certificate

    /// What a client must trust, in PEM. No secret.
    public let certificatePEM: String

    public var keys: Keys { key.keys }

    /// A server's certificate with those that lead to the authority, and its key.
    struct Identity: Sendable {
        let chainPEM: [String]
        let keyPEM: String
    }

    /// A new authority, unlike any other.
    public init(keys: Keys = .ofOneLength) throws {
        let key = Key(keys)
        let name = try DistinguishedName {
            OrganizationName("LayerLab")
            CommonName("LayerLab's own authority")
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: Self.serialNumber(), publicKey: key.secret.publicKey, notValidBefore: Self.begin, notValidAfter: Self.end,
            issuer: name, subject: name,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: key.secret.publicKey)
            },
            issuerPrivateKey: key.secret)
        (self.key, self.certificate) = (key, certificate)
        certificatePEM = try certificate.serializeAsPEM().pemString + "\n"
    }

    /// An authority that was kept: see ``pem``.
    ///
    /// - Throws: when `pem` does not hold its key and its certificate.
    public init(pem: String) throws {
        let documents = try PEMDocument.parseMultiple(pemString: pem)
        guard let certificate = try documents.first(where: { $0.discriminator == "CERTIFICATE" }).map({ try Certificate(pemDocument: $0) }),
            let secret = documents.first(where: { $0.discriminator == "PRIVATE KEY" }), let key = Self.key(secret), certificate.publicKey == key.secret.publicKey
        else { throw BoxAuthorityError.notAnAuthority }
        (self.key, self.certificate) = (key, certificate)
        certificatePEM = try certificate.serializeAsPEM().pemString + "\n"
    }

    private static func key(_ document: PEMDocument) -> Key? {
        if let key = try? P256.Signing.PrivateKey(derRepresentation: document.derBytes) { return .p256(key) }
        // RFC 8410, section 7: the key's 32 bytes come last.
        guard document.derBytes.count == 48, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: document.derBytes.suffix(32)) else { return nil }
        return .ed25519(key)
    }

    /// Key and certificate, in PEM: the whole authority. A secret.
    var pem: String { get throws { try key.secret.serializeAsPEM().pemString + "\n" + certificatePEM } }

    /// A certificate and key for a server that is known by `names` (names of DNS, or addresses).
    func identity(for names: [String]) throws -> Identity {
        let key = Key(keys)
        let general: [GeneralName] = names.map { name in
            switch IPAddress(name) {
            case .v4(let address)?: .ipAddress(ASN1OctetString(contentBytes: address.octets[...]))
            case .v6(let address)?: .ipAddress(ASN1OctetString(contentBytes: address.octets[...]))
            case nil: .dnsName(name)
            }
        }
        let leaf = try Certificate(
            version: .v3, serialNumber: Self.serialNumber(), publicKey: key.secret.publicKey, notValidBefore: Self.begin, notValidAfter: Self.end,
            issuer: certificate.subject, subject: try DistinguishedName { CommonName(names[0]) },
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(general)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: self.key.secret.publicKey).keyIdentifier)
            },
            issuerPrivateKey: self.key.secret)
        return Identity(chainPEM: [try leaf.serializeAsPEM().pemString], keyPEM: try key.secret.serializeAsPEM().pemString)
    }

    /// 16 bytes, and no fewer when written as a number: the first is neither zero nor negative.
    private static func serialNumber() -> Certificate.SerialNumber {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[0] = bytes[0] & 0x3f | 0x40
        return Certificate.SerialNumber(bytes: bytes)
    }

    private static let begin = Date(timeIntervalSince1970: 1_577_836_800)
    private static let end = Date(timeIntervalSince1970: 2_524_607_999)
}

public enum BoxAuthorityError: Error, CustomStringConvertible {
    case notAnAuthority

    public var description: String { "expected an Ed25519 or P-256 private key and the certificate that belongs to it, in PEM" }
}
