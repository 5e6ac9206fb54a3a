/// What records of the rarer types say, and the options of EDNS (RFC 6891).
enum DNSRecordField: UInt8, FieldSet {
    case dsKey, dsAlgorithm, dsDigestType, dsDigest, keyFlags, keyZone, keyRevoked, keyEntry, keyReserved, keyProtocol, keyAlgorithm, keyID, publicKey
    case covered, signatureAlgorithm, labels, originalTTL, expiration, inception, keyTag, signer, signature, nextName
    case hashAlgorithm, hashFlags, hashOptOut, iterations, saltLength, salt, hashLength, hash
    case usage, selector, matching, association, caaFlags, caaCritical, caaIssue, caaWild, caaReport, caaUnknown, caaTagLength, caaTag, caaValue
    case servicePriority, serviceTarget, serviceParameter, serviceKey, serviceLength, serviceValue, serviceMandatory, serviceALPNLength, serviceALPN, servicePort, serviceIPv4, serviceECH, serviceIPv6
    case naptrOrder, naptrPreference, naptrFlagsLength, naptrFlags, naptrServiceLength, naptrService, naptrRegexLength, naptrRegex, naptrReplacementLength, naptrReplacement
    case printAlgorithm, printType, fingerprint, alias, cpuLength, cpu, systemLength, system, spfLength, spf, mailbox, textName, afsType, afsHost, exchangePreference, exchange, null
    case certificateType, certificateTag, certificateAlgorithm, certificate
    case locationVersion, locationSize, locationHorizontal, locationVertical, latitude, longitude, altitude
    case tsigAlgorithm, tsigTime, tsigFudge, tsigSize, tsigMAC, tsigID, tsigError, tsigOtherLength, tsigOther
    case extendedResult, ednsVersion, ednsFlags, ednsDO, ednsReserved, option, optionCode, optionLength, optionData
    case subnetFamily, subnetSource, subnetScope, subnetIPv4, subnetIPv6, subnetAddress, clientCookie, serverCookie, errorCode, errorText, keepAlive, padding, dau, dhu, n3u, chain

    static var proto: ProtocolID { .dnsRecord }
    var definition: FieldDefinition {
        switch self {
        case .dsKey: .init("dns.ds.key_id", "Key", .hex(4), "Which key of the zone below this vouches for.")
        case .dsAlgorithm: .init("dns.ds.algorithm", "Algorithm", .decimal, "How that key signs.", DNSNumbers.algorithm)
        case .dsDigestType: .init("dns.ds.digest_type", "Digest's kind", .decimal, "How the digest was made.", DNSNumbers.digest)
        case .dsDigest: .init("dns.ds.digest", "Digest", .bytes, "The key must have this digest.")
        case .keyFlags: .init("dns.dnskey.flags", "Flags", .hex(4), "What the key is for.")
        case .keyZone: .init("dns.dnskey.flags.zone_key", "Zone key", .boolean, "Signs the zone's records.", bits: 7..<8)
        case .keyRevoked: .init("dns.dnskey.flags.key_revoked", "Revoked", .boolean, "Not to be trusted any more.", bits: 8..<9)
        case .keyEntry: .init("dns.dnskey.flags.secure_entry_point", "Entry point", .boolean, "Signs the zone's other keys; the zone above vouches for it.", bits: 15..<16)
        case .keyReserved: .init("dns.dnskey.flags.reserved", "Reserved", .hex(4), "Nothing yet; must be 0.")
        case .keyProtocol: .init("dns.dnskey.protocol", "Protocol", .decimal, "3, always.")
        case .keyAlgorithm: .init("dns.dnskey.algorithm", "Algorithm", .decimal, "How the key signs.", DNSNumbers.algorithm)
        case .keyID: .init("dns.dnskey.key_id", "Key", .decimal, "The key's number, reckoned from it.")
        case .publicKey: .init("dns.dnskey.public_key", "Public key", .bytes, "Signatures are checked with it.")
        case .covered: .init("dns.rrsig.type_covered", "Signs", .decimal, "Which of the name's records are signed.", DNSNumbers.type)
        case .signatureAlgorithm: .init("dns.rrsig.algorithm", "Algorithm", .decimal, "How they are signed.", DNSNumbers.algorithm)
        case .labels: .init("dns.rrsig.labels", "Labels", .decimal, "How many labels the signed name has; fewer than the name: a wildcard was used.")
        case .originalTTL: .init("dns.rrsig.original_ttl", "Original time to live", .decimal, "The time to live that was signed.")
        case .expiration: .init("dns.rrsig.signature_expiration", "Valid until", .text, "The signature's last moment.")
        case .inception: .init("dns.rrsig.signature_inception", "Valid from", .text, "The signature's first moment.")
        case .keyTag: .init("dns.rrsig.key_tag", "Key", .decimal, "Which of the signer's keys was used.")
        case .signer: .init("dns.rrsig.signers_name", "Signer", .text, "The zone whose key was used.")
        case .signature: .init("dns.rrsig.signature", "Signature", .bytes, "Could be made only with the private key.")
        case .nextName: .init("dns.nsec.next_domain_name", "Next name", .text, "Between this record's name and this one there is no other.")
        case .hashAlgorithm: .init("dns.nsec3.algo", "Hash algorithm", .decimal, "How names are hidden.") { $0 == 1 ? "SHA-1" : nil }
        case .hashFlags: .init("dns.nsec3.flags", "Flags", .decimal, "What else there may be.")
        case .hashOptOut: .init("dns.nsec3.flags.opt_out", "Opt out", .boolean, "Zones without signatures may stand in between.", bits: 7..<8)
        case .iterations: .init("dns.nsec3.iterations", "Iterations", .decimal, "How often the hash is made again, to be slow.")
        case .saltLength: .init("dns.nsec3.salt_length", "Salt length", .decimal, "Bytes of salt.")
        case .salt: .init("dns.nsec3.salt_value", "Salt", .bytes, "Added to each name before it is hashed.")
        case .hashLength: .init("dns.nsec3.hash_length", "Hash length", .decimal, "Bytes of the hash.")
        case .hash: .init("dns.nsec3.hash_value", "Next hash", .text, "Between this record's hash and this one there is no other.")
        case .usage: .init("dns.tlsa.certificate_usage", "Usage", .decimal, "What the certificate must be.") { ["an authority's, and trusted", "the server's, and trusted", "an authority's, trusted for this", "the server's own"][safe: Int(truncatingIfNeeded: $0)] }
        case .selector: .init("dns.tlsa.selector", "Selector", .decimal, "What is compared.") { $0 == 0 ? "the whole certificate" : $0 == 1 ? "its public key" : nil }
        case .matching: .init("dns.tlsa.matching_type", "Matching", .decimal, "How it is compared.") { ["as it is", "SHA-256", "SHA-512"][safe: Int(truncatingIfNeeded: $0)] }
        case .association: .init("dns.tlsa.certificate_association_data", "Certificate's data", .bytes, "What the certificate must match.")
        case .caaFlags: .init("dns.caa.flags", "Flags", .hex(2), "How strict this is.")
        case .caaCritical: .init("dns.caa.flags.issuer_critical", "Critical", .boolean, "Who does not understand the tag must not make a certificate.", bits: 0..<1)
        case .caaIssue: .init("dns.caa.issue", "Issuer", .text, "The authority that may make certificates for the name.")
        case .caaWild: .init("dns.caa.issuewild", "Issuer of wildcards", .text, "The authority that may make certificates for all names below.")
        case .caaReport: .init("dns.caa.iodef", "Report to", .text, "Whom to tell of requests that were refused.")
        case .caaUnknown: .init("dns.caa.unknown", "Unknown", .text, "A tag that is not known.")
        case .caaTagLength: .init("dns.caa.tag_length", "Tag length", .decimal, "Bytes of the tag.")
        case .caaTag: .init("dns.caa.tag", "Tag", .text, "What this is about.")
        case .caaValue: .init("dns.caa.value", "Value", .text, "What is said about it.")
        case .servicePriority: .init("dns.svcb.svcpriority", "Priority", .decimal, "The lower, the sooner it is tried; 0: look at the target's name instead.")
        case .serviceTarget: .init("dns.svcb.targetname", "Target", .text, "The host with the service; the root stands for the name itself.")
        case .serviceParameter: .init("dns.svcb.svcparam", "Parameter", .presence, "How the service is to be spoken to.")
        case .serviceKey: .init("dns.svcb.svcparam.key", "Key", .decimal, "What the parameter is about.") { ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"][safe: Int(truncatingIfNeeded: $0)] }
        case .serviceLength: .init("dns.svcb.svcparam.value.length", "Length", .decimal, "Bytes of the parameter's value.")
        case .serviceValue: .init("dns.svcb.svcparam.value", "Value", .bytes, "The parameter's value.")
        case .serviceMandatory: .init("dns.svcb.svcparam.mandatory.key", "Mandatory", .decimal, "A parameter that must be understood.")
        case .serviceALPNLength: .init("dns.svcb.svcparam.alpn.length", "Protocol's length", .decimal, "Bytes of the protocol's name.")
        case .serviceALPN: .init("dns.svcb.svcparam.alpn", "Protocol", .text, "What is spoken inside TLS.")
        case .servicePort: .init("dns.svcb.svcparam.port", "Port", .decimal, "Where the service listens.")
        case .serviceIPv4: .init("dns.svcb.svcparam.ipv4hint.ip", "IPv4 address", .ipv4, "An address to begin with, until the target's own is known.")
        case .serviceECH: .init("dns.svcb.svcparam.echconfig", "Key for the hello", .bytes, "The client's hello may be encrypted with it.")
        case .serviceIPv6: .init("dns.svcb.svcparam.ipv6hint.ip", "IPv6 address", .ipv6, "An address to begin with, until the target's own is known.")
        case .naptrOrder: .init("dns.naptr.order", "Order", .decimal, "Rules are tried in this order.")
        case .naptrPreference: .init("dns.naptr.preference", "Preference", .decimal, "The lower, the better, among those of one order.")
        case .naptrFlagsLength: .init("dns.naptr.flags_length", "Flags length", .decimal, "Bytes of the flags.")
        case .naptrFlags: .init("dns.naptr.flags", "Flags", .text, "What the result is: \"s\" a service, \"a\" a host, \"u\" an address of the web.")
        case .naptrServiceLength: .init("dns.naptr.service_length", "Service length", .decimal, "Bytes of the service.")
        case .naptrService: .init("dns.naptr.service", "Service", .text, "What is offered, and over what.")
        case .naptrRegexLength: .init("dns.naptr.regex_length", "Expression length", .decimal, "Bytes of the expression.")
        case .naptrRegex: .init("dns.naptr.regex", "Expression", .text, "How the name is rewritten.")
        case .naptrReplacementLength: .init("dns.naptr.replacement_length", "Replacement length", .decimal, "Letters of the replacement.")
        case .naptrReplacement: .init("dns.naptr.replacement", "Replacement", .text, "The name to go on with.")
        case .printAlgorithm: .init("dns.sshfp.algorithm", "Algorithm", .decimal, "The kind of the host's key.") { [1: "RSA", 2: "DSA", 3: "ECDSA", 4: "Ed25519"][$0] }
        case .printType: .init("dns.sshfp.fingerprint.type", "Fingerprint's kind", .decimal, "How it was made.") { $0 == 1 ? "SHA-1" : $0 == 2 ? "SHA-256" : nil }
        case .fingerprint: .init("dns.sshfp.fingerprint", "Fingerprint", .bytes, "The host's key for SSH must have it.")
        case .alias: .init("dns.dname", "Other tree", .text, "All names below this one are to be looked up there.")
        case .cpuLength: .init("dns.hinfo.cpu_length", "Processor length", .decimal, "Bytes of the name.")
        case .cpu: .init("dns.hinfo.cpu", "Processor", .text, "What the host is.")
        case .systemLength: .init("dns.hinfo.os_length", "System length", .decimal, "Bytes of the name.")
        case .system: .init("dns.hinfo.os", "System", .text, "What it runs.")
        case .spfLength: .init("dns.spf.length", "Length", .decimal, "Bytes of the text.")
        case .spf: .init("dns.spf", "Sender policy", .text, "Which hosts may send mail for the name.")
        case .mailbox: .init("dns.rp.mailbox", "Mailbox", .text, "Whom to write to; the first dot is an @.")
        case .textName: .init("dns.rp.txt_rr", "Text at", .text, "The name with more about them.")
        case .afsType: .init("dns.afsdb.subtype", "Kind", .decimal, "What the server is for.")
        case .afsHost: .init("dns.afsdb.hostname", "Server", .text, "A server of the file system.")
        case .exchangePreference: .init("dns.kx.preference", "Preference", .decimal, "The lower, the sooner it is tried.")
        case .exchange: .init("dns.kx.key_exchange", "Key exchanger", .text, "The host to agree on keys with.")
        case .null: .init("dns.null", "Data", .bytes, "Anything.")
        case .certificateType: .init("dns.cert.type", "Certificate's kind", .decimal, "What the certificate is.") { [1: "X.509", 2: "SPKI", 3: "OpenPGP"][$0] }
        case .certificateTag: .init("dns.cert.key_tag", "Key", .hex(4), "The number of the key in it.")
        case .certificateAlgorithm: .init("dns.cert.algorithm", "Algorithm", .decimal, "How that key signs.", DNSNumbers.algorithm)
        case .certificate: .init("dns.cert.certificate", "Certificate", .bytes, "The certificate.")
        case .locationVersion: .init("dns.loc.version", "Version", .decimal, "0.")
        case .locationSize: .init("dns.loc.size", "Size", .decimal, "How large the thing is: centimetres, a digit and a power of ten.")
        case .locationHorizontal: .init("dns.loc.horizontal_precision", "Precision", .decimal, "How exactly the place is known.")
        case .locationVertical: .init("dns.loc.vertical_precision", "Precision of altitude", .decimal, "How exactly the altitude is known.")
        case .latitude: .init("dns.loc.latitude", "Latitude", .decimal, "Thousandths of a second of arc; 2147483648 is the equator.")
        case .longitude: .init("dns.loc.longitude", "Longitude", .decimal, "Thousandths of a second of arc; 2147483648 is Greenwich.")
        case .altitude: .init("dns.loc.altitude", "Altitude", .decimal, "Centimetres above a level 100 km below the sea.")
        case .tsigAlgorithm: .init("dns.tsig.algorithm_name", "Algorithm", .text, "How the message is signed with a shared secret.")
        case .tsigTime: .init("dns.tsig.time_signed", "Signed at", .text, "When it was signed.")
        case .tsigFudge: .init("dns.tsig.fudge", "Tolerance", .decimal, "Seconds by which the clocks may differ.")
        case .tsigSize: .init("dns.tsig.mac_size", "Signature length", .decimal, "Bytes of the signature.")
        case .tsigMAC: .init("dns.tsig.mac", "Signature", .presence, "Could be made only with the secret.")
        case .tsigID: .init("dns.tsig.original_id", "Original id", .decimal, "The message's identification when it was signed.")
        case .tsigError: .init("dns.tsig.error", "Error", .decimal, "Why the signature was not accepted.") { [16: "bad signature", 17: "bad key", 18: "bad time"][$0] ?? DNSNumbers.result($0) }
        case .tsigOtherLength: .init("dns.tsig.other_len", "Further length", .decimal, "Bytes of further data.")
        case .tsigOther: .init("dns.tsig.other_data", "Further data", .bytes, "The server's time, if the clocks differ.")
        case .extendedResult: .init("dns.resp.ext_rcode", "Higher bits of the result", .hex(2), "With them the result has 12 bits.")
        case .ednsVersion: .init("dns.resp.edns0_version", "EDNS version", .decimal, "0.")
        case .ednsFlags: .init("dns.resp.z", "EDNS flags", .hex(4), "What the sender can do.")
        case .ednsDO: .init("dns.resp.z.do", "DO", .boolean, "Signatures are welcome.", bits: 0..<1)
        case .ednsReserved: .init("dns.resp.z.reserved", "Reserved", .hex(4), "Nothing yet; must be 0.", bits: 1..<16)
        case .option: .init("dns.opt", "Option", .presence, "Something beyond plain DNS.")
        case .optionCode: .init("dns.opt.code", "Code", .decimal, "Which option this is.", DNSNumbers.option)
        case .optionLength: .init("dns.opt.len", "Length", .decimal, "Bytes of the option's value.")
        case .optionData: .init("dns.opt.data", "Data", .bytes, "The option's value.")
        case .subnetFamily: .init("dns.opt.client.family", "Family", .decimal, "1: IPv4; 2: IPv6.")
        case .subnetSource: .init("dns.opt.client.netmask", "Source length", .decimal, "How many bits of the client's address are told.")
        case .subnetScope: .init("dns.opt.client.scope", "Scope length", .decimal, "For how many bits of it the answer holds.")
        case .subnetIPv4: .init("dns.opt.client.addr4", "Client's network", .ipv4, "Where the client is, so that the answer may be near.")
        case .subnetIPv6: .init("dns.opt.client.addr6", "Client's network", .text, "Where the client is, so that the answer may be near.")
        case .subnetAddress: .init("dns.opt.client.addr", "Client's network", .bytes, "Where the client is, so that the answer may be near.")
        case .clientCookie: .init("dns.opt.cookie.client", "Client's cookie", .bytes, "Comes back with the answer: whoever did not see the question cannot forge it.")
        case .serverCookie: .init("dns.opt.cookie.server", "Server's cookie", .bytes, "Comes back with the next question: its sender's address is real.")
        case .errorCode: .init("dns.opt.ext_error.info_code", "Extended error", .decimal, "Why, more exactly.", DNSNumbers.error)
        case .errorText: .init("dns.opt.ext_error.extra_text", "Explanation", .text, "For people.")
        case .keepAlive: .init("dns.opt.edns_tcp_keepalive.timeout", "Keep open", .decimal, "Tenths of a second for which the connection stays open with nothing to do.")
        case .padding: .init("dns.opt.padding", "Padding", .bytes, "Hides how long the message is once it is encrypted.")
        case .dau: .init("dns.opt.dau", "Algorithm understood", .decimal, "A way of signing that the client understands.", DNSNumbers.algorithm)
        case .dhu: .init("dns.opt.dhu", "Digest understood", .decimal, "A digest that the client understands.", DNSNumbers.digest)
        case .n3u: .init("dns.opt.n3u", "Hash understood", .decimal, "A hash of NSEC3 that the client understands.")
        case .chain: .init("dns.opt.chain.fqdn", "Trusted name", .text, "All signatures from there down are wanted.")
        }
    }

    static let keyBits = FlagBits<DNSRecordField>(bytes: 2, .keyZone, .keyRevoked, .keyEntry)
    static let ednsBits = FlagBits<DNSRecordField>(bytes: 2, .ednsDO, .ednsReserved)
}
