public import Sockets
import NIOCore
import NIOSSL
import Wire

/// TLS 1.2 and 1.3 (RFC 5246, RFC 8446) for streams of any world.
///
/// Servers' names are verified, always. With an authority of ``BoxAuthority/Keys/ofOneLength`` keys and signatures have a fixed size (Ed25519, and
/// X25519 for the exchange), so that a simulated run has the same lengths and times every time, though TLS draws its own random numbers.
public final class TLSSecurity: StreamSecurity {
    /// What a program asks of TLS.
    public struct Options: Sendable {
        /// Certificates, in PEM, of authorities that a client trusts beside the box's own.
        public var trusted: [String] = []
        /// Also trust the authorities that this computer trusts: for servers of the real Internet.
        public var trustsSystem = false
        /// The names and addresses that a server's certificate is for; none: no server.
        public var names: [String] = []
        /// Protocols offered by ALPN (RFC 7301), best first.
        public var applicationProtocols: [String] = []
        /// Hears the secrets of each connection, a line at a time, in the form that Wireshark reads (see ``KeyLogFile``).
        public var keyLog: (@Sendable (String) -> Void)?
        public init() {}
    }

    private let clientContext: NIOSSLContext
    private let serverContext: NIOSSLContext?

    /// - Parameter authority: signs the servers' certificates, and is trusted by the clients.
    /// - Throws: when `trusted` holds no certificates, or a name cannot be one.
    public init(authority: BoxAuthority, options: Options = Options()) throws {
        var client = TLSConfiguration.makeClientConfiguration()
        Self.settle(&client, options)
        var roots = [try NIOSSLCertificate(bytes: Array(authority.certificatePEM.utf8), format: .pem)]
        for pem in options.trusted { roots += try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)) }
        if options.trustsSystem { client.additionalTrustRoots = [.certificates(roots)] } else { client.trustRoots = .certificates(roots) }
        client.verifySignatureAlgorithms = [.ed25519, .ecdsaSecp256R1Sha256, .rsaPssRsaeSha256, .rsaPkcs1Sha256, .ecdsaSecp384R1Sha384, .rsaPssRsaeSha384, .rsaPkcs1Sha384, .rsaPssRsaeSha512, .rsaPkcs1Sha512]
        clientContext = try NIOSSLContext(configuration: client)

        guard !options.names.isEmpty else {
            serverContext = nil
            return
        }
        let identity = try authority.identity(for: options.names)
        var server = TLSConfiguration.makeServerConfiguration(
            certificateChain: try identity.chainPEM.map { .certificate(try NIOSSLCertificate(bytes: Array($0.utf8), format: .pem)) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem)))
        Self.settle(&server, options)
        server.signingSignatureAlgorithms = authority.keys == .ofOneLength ? [.ed25519] : [.ecdsaSecp256R1Sha256]
        serverContext = try NIOSSLContext(configuration: server)
    }

    private static func settle(_ configuration: inout TLSConfiguration, _ options: Options) {
        configuration.minimumTLSVersion = .tlsv12
        configuration.curves = [.x25519, .secp256r1, .secp384r1]
        configuration.applicationProtocols = options.applicationProtocols
        configuration.renegotiationSupport = .none
        if let keyLog = options.keyLog { configuration.keyLogCallback = { line in keyLog(String(buffer: line)) } }
    }

    public func client(over stream: any ByteStream, name: String) async throws(SocketError) -> any ByteStream {
        let engine: TLSEngine
        do {
            // A name may end in the dot of DNS's root; certificates' names do not.
            let plain = name.hasSuffix(".") && name.utf8.count > 1 ? String(name.dropLast()) : name
            engine = try TLSEngine(client: clientContext, name: plain)
        } catch {
            await stream.close()
            throw SocketError(.invalidArgument, during: "TLS handshake", of: "\(name): no name that a certificate can have,")
        }
        return try await secured(stream, engine, peer: name)
    }

    public func server(over stream: any ByteStream) async throws(SocketError) -> any ByteStream {
        guard let serverContext, let engine = try? TLSEngine(server: serverContext) else {
            await stream.close()
            throw SocketError(.notSupported, during: "TLS handshake", of: "as a server without a certificate")
        }
        return try await secured(stream, engine, peer: "\(stream.remoteAddress)")
    }

    private func secured(_ stream: any ByteStream, _ engine: TLSEngine, peer: String) async throws(SocketError) -> any ByteStream {
        let secured = TLSStream(over: stream, engine: engine, peer: peer)
        try await secured.shakeHands()
        return secured
    }
}
