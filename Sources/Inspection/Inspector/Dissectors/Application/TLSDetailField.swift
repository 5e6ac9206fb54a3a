/// The handshake's finer parts: what stands inside extensions, keys, tickets and signatures.
enum TLSDetailField: UInt8, FieldSet {
    case record, handshake, alert, randomTime, randomBytes
    case nameListLength, nameType, nameLength, groupsLength, pointFormatsLength, pointFormat, algorithmsLength, hash, signature
    case alpnLength, alpnNameLength, keyShareLength, keyShareGroup, keyShareSize, keyShare, selectedGroup, modesLength, mode, versionsLength, renegotiationLength, renegotiation
    case identitiesLength, identityLength, identity, ticketAge, bindersLength, selectedIdentity, cookieLength, cookie, padding, extensionData
    case statusType, responderLength, statusExtensionsLength, fragmentLength, compressionLength, compression
    case curveType, curve, serverPointLength, serverPoint, clientPointLength, clientPoint, signatureLength, signatureBytes, premasterLength, premaster, verifySignatureLength, verifySignature, verifyData
    case pskHintLength, pskHint, pskIdentityLength, pskIdentity
    case ticketLifetime, ticketAgeAdd, ticketNonceLength, ticketNonce, ticketLength, ticket, contextLength, context, typesCount, type, namesLength, keyUpdate

    static var proto: ProtocolID { .tlsDetail }
    var definition: FieldDefinition {
        switch self {
        case .record: .init("tls.record", "Record", .presence, "One piece of what TLS sends.")
        case .handshake: .init("tls.handshake", "Handshake message", .presence, "One step of the handshake.")
        case .alert: .init("tls.alert_message", "Alert", .presence, "Something ends, or is wrong.")
        case .randomTime: .init("tls.handshake.random_time", "Random as a time", .text, "The random's first four bytes, which once were the time.")
        case .randomBytes: .init("tls.handshake.random_bytes", "Random's rest", .bytes, "The other 28 bytes.")
        case .nameListLength: .init("tls.handshake.extensions_server_name_list_len", "Names' length", .decimal, "Bytes of all names.")
        case .nameType: .init("tls.handshake.extensions_server_name_type", "Name's kind", .decimal, "0: a host's name.")
        case .nameLength: .init("tls.handshake.extensions_server_name_len", "Name's length", .decimal, "Bytes of the name.")
        case .groupsLength: .init("tls.handshake.extensions_supported_groups_length", "Groups' length", .decimal, "Bytes of the list.")
        case .pointFormatsLength: .init("tls.handshake.extensions_ec_point_formats_length", "Formats' length", .decimal, "Bytes of the list.")
        case .pointFormat: .init("tls.handshake.extensions_ec_point_format", "Point format", .decimal, "How points of a curve may be written: 0 in full.")
        case .algorithmsLength: .init("tls.handshake.sig_hash_alg_len", "Algorithms' length", .decimal, "Bytes of the list.")
        case .hash: .init("tls.handshake.sig_hash_hash", "Hash", .decimal, "The first byte, as TLS 1.2 read it.") { [1: "MD5", 2: "SHA-1", 3: "SHA-224", 4: "SHA-256", 5: "SHA-384", 6: "SHA-512"][$0] }
        case .signature: .init("tls.handshake.sig_hash_sig", "Signature", .decimal, "The second byte, as TLS 1.2 read it.") { [1: "RSA", 2: "DSA", 3: "ECDSA"][$0] }
        case .alpnLength: .init("tls.handshake.extensions_alpn_len", "Protocols' length", .decimal, "Bytes of the list.")
        case .alpnNameLength: .init("tls.handshake.extensions_alpn_str_len", "Protocol's length", .decimal, "Bytes of the name.")
        case .keyShareLength: .init("tls.handshake.extensions_key_share_client_length", "Key shares' length", .decimal, "Bytes of all key shares.")
        case .keyShareGroup: .init("tls.handshake.extensions_key_share_group", "Group", .decimal, "The curve or group that the key is of.", TLSNames.group)
        case .keyShareSize: .init("tls.handshake.extensions_key_share_key_exchange_length", "Key's length", .decimal, "Bytes of the key.")
        case .keyShare: .init("tls.handshake.extensions_key_share_key_exchange", "Public key", .bytes, "With the other end's it makes a secret that nobody on the way can know.")
        case .selectedGroup: .init("tls.handshake.extensions_key_share_selected_group", "Wanted group", .decimal, "The client is to send a key of this group.", TLSNames.group)
        case .modesLength: .init("tls.extension.psk_ke_modes_length", "Modes' length", .decimal, "Bytes of the list.")
        case .mode: .init("tls.extension.psk_ke_mode", "Mode", .decimal, "How an earlier session may be taken up again.") { $0 == 0 ? "with its secret alone" : $0 == 1 ? "with its secret and a new key" : nil }
        case .versionsLength: .init("tls.handshake.extensions.supported_versions_len", "Versions' length", .decimal, "Bytes of the list.")
        case .renegotiationLength: .init("tls.handshake.extensions_reneg_info_len", "Length", .decimal, "Bytes of the proof; 0 in a first handshake.")
        case .renegotiation: .init("tls.handshake.extensions_reneg_info", "Proof", .bytes, "Ties this handshake to the one before.")
        case .identitiesLength: .init("tls.handshake.extensions.psk.identities.length", "Identities' length", .decimal, "Bytes of all identities.")
        case .identityLength: .init("tls.handshake.extensions.psk.identity.identity_length", "Identity's length", .decimal, "Bytes of the identity.")
        case .identity: .init("tls.handshake.extensions.psk.identity.identity", "Identity", .bytes, "A ticket from an earlier session, or a name for a shared secret.")
        case .ticketAge: .init("tls.handshake.extensions.psk.identity.obfuscated_ticket_age", "Ticket's age", .decimal, "Milliseconds, with a number added that hides them.")
        case .bindersLength: .init("tls.handshake.extensions.psk.binders_len", "Binders' length", .decimal, "Bytes of the proofs that the client knows the secrets.")
        case .selectedIdentity: .init("tls.handshake.extensions.psk.identity.selected", "Chosen identity", .decimal, "Which one of the client's, from 0.")
        case .cookieLength: .init("tls.handshake.extensions.cookie_len", "Cookie's length", .decimal, "Bytes of the cookie.")
        case .cookie: .init("tls.handshake.extensions.cookie", "Cookie", .bytes, "The client is to send it back.")
        case .padding: .init("tls.handshake.extensions_padding_data", "Padding", .bytes, "Fills the message up to a length that all servers take.")
        case .extensionData: .init("tls.handshake.extension.data", "Data", .bytes, "What the extension says.")
        case .statusType: .init("tls.handshake.extensions_status_request_type", "Status's kind", .decimal, "1 asks whether the certificate is still good.")
        case .responderLength: .init("tls.handshake.extensions_status_request_responder_ids_len", "Responders' length", .decimal, "Bytes of the list of those who may say so.")
        case .statusExtensionsLength: .init("tls.handshake.extensions_status_request_exts_len", "Extensions' length", .decimal, "Bytes of extensions of that question.")
        case .fragmentLength: .init("tls.handshake.max_fragment_length", "Longest record", .decimal, "1: 512 bytes, and so on by twos.")
        case .compressionLength: .init("tls.compress_certificate.algorithms_length", "Algorithms' length", .decimal, "Bytes of the list.")
        case .compression: .init("tls.compress_certificate.algorithm", "Compression", .decimal, "How certificates may be packed.") { [1: "zlib", 2: "Brotli", 3: "Zstandard"][$0] }
        case .curveType: .init("tls.handshake.server_curve_type", "Curve's kind", .hex(2), "3: a curve that has a name.")
        case .curve: .init("tls.handshake.server_named_curve", "Curve", .hex(4), "The curve that the keys are of.", TLSNames.group)
        case .serverPointLength: .init("tls.handshake.server_point_len", "Key's length", .decimal, "Bytes of the key.")
        case .serverPoint: .init("tls.handshake.server_point", "Server's public key", .bytes, "With the client's it makes the secret.")
        case .clientPointLength: .init("tls.handshake.client_point_len", "Key's length", .decimal, "Bytes of the key.")
        case .clientPoint: .init("tls.handshake.client_point", "Client's public key", .bytes, "With the server's it makes the secret.")
        case .signatureLength: .init("tls.handshake.sig_len", "Signature's length", .decimal, "Bytes of the signature.")
        case .signatureBytes: .init("tls.handshake.sig", "Signature", .bytes, "Shows that the key is from the owner of the certificate.")
        case .premasterLength: .init("tls.handshake.epms_len", "Secret's length", .decimal, "Bytes of the secret.")
        case .premaster: .init("tls.handshake.epms", "Encrypted secret", .bytes, "The client's secret, which only the certificate's owner can read.")
        case .verifySignatureLength: .init("tls.handshake.client_cert_vrfy.sig_len", "Signature's length", .decimal, "Bytes of the signature.")
        case .verifySignature: .init("tls.handshake.client_cert_vrfy.sig", "Signature", .bytes, "Over the handshake so far, by the certificate's owner.")
        case .verifyData: .init("tls.handshake.verify_data", "Verify data", .presence, "Shows that both ends saw the same handshake.")
        case .pskHintLength: .init("tls.handshake.hint_len", "Hint's length", .decimal, "Bytes of the hint.")
        case .pskHint: .init("tls.handshake.hint", "Hint", .bytes, "Which shared secret the client might use.")
        case .pskIdentityLength: .init("tls.handshake.identity_len", "Identity's length", .decimal, "Bytes of the identity.")
        case .pskIdentity: .init("tls.handshake.identity", "Identity", .bytes, "Which shared secret the client uses.")
        case .ticketLifetime: .init("tls.handshake.session_ticket_lifetime_hint", "Ticket's lifetime", .decimal, "Seconds for which the session can be taken up again.")
        case .ticketAgeAdd: .init("tls.handshake.session_ticket_age_add", "Age's mask", .decimal, "To be added to the ticket's age, to hide it.")
        case .ticketNonceLength: .init("tls.handshake.session_ticket_nonce_length", "Nonce's length", .decimal, "Bytes of the nonce.")
        case .ticketNonce: .init("tls.handshake.session_ticket_nonce", "Nonce", .bytes, "Makes every ticket's secret different.")
        case .ticketLength: .init("tls.handshake.session_ticket_length", "Ticket's length", .decimal, "Bytes of the ticket.")
        case .ticket: .init("tls.handshake.session_ticket", "Ticket", .bytes, "To be shown when the session is to be taken up again.")
        case .contextLength: .init("tls.handshake.certificate_request_context_length", "Context's length", .decimal, "Bytes of the context.")
        case .context: .init("tls.handshake.certificate_request_context", "Context", .bytes, "Which request this belongs to.")
        case .typesCount: .init("tls.handshake.cert_types_count", "Certificate types", .decimal, "How many kinds of certificates follow.")
        case .type: .init("tls.handshake.cert_type", "Certificate type", .decimal, "A kind of certificate that the client may show.")
        case .namesLength: .init("tls.handshake.dnames_len", "Authorities' length", .decimal, "Bytes of the names of those who may have signed it.")
        case .keyUpdate: .init("tls.handshake.key_update.request_update", "New key wanted", .decimal, "Whether the other end is to change its key, too.")
        }
    }
}

/// The words for numbers in TLS (IANA's registries).
enum TLSNames {
    @Sendable static func group(_ number: UInt64) -> String? {
        switch number {
        case 23: "secp256r1"
        case 24: "secp384r1"
        case 25: "secp521r1"
        case 29: "x25519"
        case 30: "x448"
        case 256: "ffdhe2048"
        case 257: "ffdhe3072"
        case 258: "ffdhe4096"
        case 0x11ec: "x25519 with ML-KEM-768"
        case 0x6399: "x25519 with Kyber-768"
        case _ where number & 0x0f0f == 0x0a0a: "nothing (GREASE)"
        default: nil
        }
    }

    @Sendable static func scheme(_ number: UInt64) -> String? {
        [
            0x0201: "RSA PKCS#1, SHA-1", 0x0203: "ECDSA, SHA-1", 0x0401: "RSA PKCS#1, SHA-256", 0x0403: "ECDSA secp256r1, SHA-256", 0x0501: "RSA PKCS#1, SHA-384", 0x0503: "ECDSA secp384r1, SHA-384", 0x0601: "RSA PKCS#1, SHA-512",
            0x0603: "ECDSA secp521r1, SHA-512", 0x0804: "RSA-PSS, SHA-256", 0x0805: "RSA-PSS, SHA-384", 0x0806: "RSA-PSS, SHA-512", 0x0807: "Ed25519", 0x0808: "Ed448", 0x0809: "RSA-PSS (own key), SHA-256",
        ][number]
    }

    @Sendable static func extensionName(_ number: UInt64) -> String? {
        [
            0: "server name", 1: "longest record", 5: "status request", 10: "groups", 11: "point formats", 13: "signature algorithms", 16: "application protocol", 18: "certificate timestamps", 21: "padding", 22: "encrypt, then MAC", 23: "extended master secret",
            27: "certificate compression", 28: "record size limit", 35: "session ticket", 41: "pre-shared key", 42: "early data", 43: "versions", 44: "cookie", 45: "key exchange modes", 47: "authorities", 48: "certificate filters", 49: "authentication after the handshake",
            50: "signature algorithms of certificates", 51: "key share", 57: "QUIC's parameters", 17513: "application settings", 65037: "encrypted hello", 65281: "renegotiation",
        ][number] ?? (number & 0x0f0f == 0x0a0a && number >> 8 == number & 0xff ? "nothing (GREASE)" : nil)
    }
}
