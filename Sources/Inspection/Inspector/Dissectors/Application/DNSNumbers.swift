/// The words for numbers in DNS (IANA's registry of parameters).
enum DNSNumbers {
    private static let types: [UInt64: String] = [
        1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 10: "NULL", 12: "PTR", 13: "HINFO", 15: "MX", 16: "TXT", 17: "RP", 18: "AFSDB", 24: "SIG", 25: "KEY", 28: "AAAA", 29: "LOC", 33: "SRV", 35: "NAPTR",
        36: "KX", 37: "CERT", 39: "DNAME", 41: "OPT", 43: "DS", 44: "SSHFP", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 49: "DHCID", 50: "NSEC3", 51: "NSEC3PARAM", 52: "TLSA", 53: "SMIMEA",
        59: "CDS", 60: "CDNSKEY", 61: "OPENPGPKEY", 62: "CSYNC", 64: "SVCB", 65: "HTTPS", 99: "SPF", 108: "EUI48", 109: "EUI64", 249: "TKEY", 250: "TSIG", 251: "IXFR", 252: "AXFR", 255: "ANY", 256: "URI", 257: "CAA",
    ]
    private static let results: [String] = [
        "no error", "format error", "server failure", "no such name", "not implemented", "refused", "name exists though it should not", "records exist though they should not", "records do not exist though they should", "not authoritative", "name not in zone", "stateful operation not implemented",
    ]
    private static let operations: [UInt64: String] = [0: "query", 1: "inverse query", 2: "status", 4: "notify", 5: "update", 6: "stateful operation"]
    private static let algorithms: [UInt64: String] = [1: "RSA, MD5", 3: "DSA, SHA-1", 5: "RSA, SHA-1", 6: "DSA, SHA-1, NSEC3", 7: "RSA, SHA-1, NSEC3", 8: "RSA, SHA-256", 10: "RSA, SHA-512", 12: "GOST", 13: "ECDSA P-256, SHA-256", 14: "ECDSA P-384, SHA-384", 15: "Ed25519", 16: "Ed448"]
    private static let options: [UInt64: String] = [3: "server's name", 5: "algorithms understood", 6: "hashes understood", 7: "NSEC3 hashes understood", 8: "client's network", 9: "expiry", 10: "cookie", 11: "keep-alive", 12: "padding", 13: "chain", 15: "extended error"]
    private static let errors: [String] = [
        "other", "unsupported key algorithm", "unsupported digest", "stale answer", "forged answer", "validity unknown", "bogus", "signature expired", "signature not yet valid", "key missing", "signatures missing", "no zone key", "NSEC missing",
        "cached error", "not ready", "blocked", "censored", "filtered", "prohibited", "stale no-such-name", "not authoritative", "not supported", "no authority reachable", "network error", "invalid data",
    ]

    @Sendable static func type(_ number: UInt64) -> String? { types[number] }
    @Sendable static func result(_ number: UInt64) -> String? { results[safe: Int(truncatingIfNeeded: number)] }
    @Sendable static func operation(_ number: UInt64) -> String? { operations[number] }
    @Sendable static func algorithm(_ number: UInt64) -> String? { algorithms[number] }
    @Sendable static func digest(_ number: UInt64) -> String? { [1: "SHA-1", 2: "SHA-256", 3: "GOST", 4: "SHA-384"][number] }
    @Sendable static func option(_ number: UInt64) -> String? { options[number] }
    @Sendable static func error(_ number: UInt64) -> String? { errors[safe: Int(truncatingIfNeeded: number)] }
}
