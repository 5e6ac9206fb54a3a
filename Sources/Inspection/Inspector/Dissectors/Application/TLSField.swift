/// Transport Layer Security (RFC 8446, RFC 5246): records and handshake messages.
///
///     +------+---------------+---------------+-----------
///     | type | version (2)   | length (2)    | fragment …
///     +------+---------------+---------------+-----------
enum TLSField: UInt8, FieldSet {
    case contentType, opaqueType, version, length, appData, changeCipherSpec, alertLevel, alertDescription
    case handshakeType, handshakeLength, handshakeVersion, random, sessionIDLength, sessionID, cipherSuitesLength, cipherSuite, cipherSpec, compressionLength, compression, extensionsLength, extensionType, extensionLength, serverName
    case supportedVersion, alpn, group, signatureAlgorithm, certificatesLength, certificateLength, certificate, encrypted

    static var proto: ProtocolID { .tls }
    var definition: FieldDefinition {
        switch self {
        case .contentType: .init("tls.record.content_type", "Content type", .decimal, "What the record holds.", TLSDissector.contentName)
        case .opaqueType: .init("tls.record.opaque_type", "Content type", .decimal, "What the record says it holds; in TLS 1.3 the truth is encrypted.", TLSDissector.contentName)
        case .version: .init("tls.record.version", "Version", .hex(4), "The record's version: kept old for old boxes on the way.", TLSDissector.versionName)
        case .length: .init("tls.record.length", "Length", .decimal, "Bytes of the record's content.")
        case .appData: .init("tls.app_data", "Encrypted data", .bytes, "The program's data, encrypted.")
        case .changeCipherSpec: .init("tls.change_cipher_spec", "Change cipher spec", .presence, "From now on the sender encrypts.")
        case .alertLevel: .init("tls.alert_message.level", "Level", .decimal, "1: warning; 2: fatal.") { $0 == 1 ? "warning" : $0 == 2 ? "fatal" : nil }
        case .alertDescription: .init("tls.alert_message.desc", "Alert", .decimal, "What is wrong.") { [0: "close notify", 10: "unexpected message", 20: "bad record MAC", 40: "handshake failure", 42: "bad certificate", 45: "certificate expired", 46: "certificate unknown", 47: "illegal parameter", 48: "unknown authority", 70: "protocol version", 80: "internal error", 112: "unrecognized name"][$0] }
        case .handshakeType: .init("tls.handshake.type", "Handshake message", .decimal, "Which step of the handshake this is.", TLSDissector.handshakeName)
        case .handshakeLength: .init("tls.handshake.length", "Length", .decimal, "Bytes of the message.")
        case .handshakeVersion: .init("tls.handshake.version", "Version", .hex(4), "The version asked for or agreed on; TLS 1.3 says 1.2 here.", TLSDissector.versionName)
        case .random: .init("tls.handshake.random", "Random", .bytes, "Makes every handshake different.")
        case .sessionIDLength: .init("tls.handshake.session_id_length", "Session id length", .decimal, "Bytes of the session's name.")
        case .sessionID: .init("tls.handshake.session_id", "Session id", .bytes, "The session's name.")
        case .cipherSuitesLength: .init("tls.handshake.cipher_suites_length", "Cipher suites length", .decimal, "Bytes of the list.")
        case .cipherSuite: .init("tls.handshake.ciphersuite", "Cipher suite", .hex(4), "A set of algorithms, offered or chosen.", TLSDissector.cipherName)
        case .cipherSpec: .init("tls.handshake.cipherspec", "Cipher specification", .hex(6), "A set of algorithms, offered in the way of SSL 2.0.")
        case .compressionLength: .init("tls.handshake.comp_methods_length", "Compression length", .decimal, "Bytes of the list.")
        case .compression: .init("tls.handshake.comp_method", "Compression", .decimal, "0: none, as it should be.")
        case .extensionsLength: .init("tls.handshake.extensions_length", "Extensions length", .decimal, "Bytes of the extensions.")
        case .extensionType: .init("tls.handshake.extension.type", "Extension", .decimal, "What this entry is about.", TLSNames.extensionName)
        case .extensionLength: .init("tls.handshake.extension.len", "Extension length", .decimal, "Bytes of the entry.")
        case .serverName: .init("tls.handshake.extensions_server_name", "Server name", .text, "Which of the server's sites is meant: readable by all on the way.")
        case .supportedVersion: .init("tls.handshake.extensions.supported_version", "Version", .hex(4), "A version that is offered, or the one chosen.", TLSDissector.versionName)
        case .alpn: .init("tls.handshake.extensions_alpn_str", "Application protocol", .text, "What is to be spoken inside.")
        case .group: .init("tls.handshake.extensions_supported_group", "Group", .hex(4), "A curve or group for the key exchange.", TLSNames.group)
        case .signatureAlgorithm: .init("tls.handshake.sig_hash_alg", "Signature algorithm", .hex(4), "A way of signing that is understood.", TLSNames.scheme)
        case .certificatesLength: .init("tls.handshake.certificates_length", "Certificates length", .decimal, "Bytes of all certificates.")
        case .certificateLength: .init("tls.handshake.certificate_length", "Certificate length", .decimal, "Bytes of the certificate.")
        case .certificate: .init("tls.handshake.certificate", "Certificate", .bytes, "Who the server is, signed by an authority.")
        case .encrypted: .init("tls.handshake.encrypted", "Encrypted handshake", .bytes, "A handshake message, encrypted.")
        }
    }
}
