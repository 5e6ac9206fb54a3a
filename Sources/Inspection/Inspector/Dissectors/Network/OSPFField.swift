/// Open Shortest Path First, versions 2 (RFC 2328) and 3 (RFC 5340): the messages' own fields.
///
///     +--------+--------+----------------+    the header of version 2; version 3 has neither
///     | version|  type  |     length     |    authentication type nor data, but an instance
///     |             router               |
///     |              area                |
///     |     checksum    | authentication |
///     |       authentication data (8)    |
enum OSPFField: UInt8, FieldSet {
    case version, type, isHello, isDescription, isRequest, isUpdate, isAcknowledgement, length, router, area, checksum, authentication, instance, reserved
    case noAuthentication, password, keyID, digestLength, digestSequence, digest, unknownAuthentication
    case mask, interval, options, optionDN, optionO, optionDC, optionL, optionN, optionP, optionMC, optionE, optionMT, priority, deadInterval, designated, backup, neighbour, interface
    case options3, option3AT, option3L, option3AF, option3DC, option3R, option3N, option3MC, option3E, option3V6
    case mtu, description, descriptionR, descriptionI, descriptionM, descriptionMS, descriptionSequence, stateCount
    case signallingChecksum, signallingLength, tlvType, tlvLength, extendedOptions, extendedRS, extendedLR, signallingSequence, signallingDigest
    case trailerType, trailerLength, trailerReserved, trailerAssociation, trailerSequence, trailerData

    static var proto: ProtocolID { .ospf }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("ospf.version", "Version", .decimal, "2 for IPv4, 3 for IPv6.")
        case .type: .init("ospf.msg", "Type", .decimal, "What the message is.") { ["", "hello", "database description", "link state request", "link state update", "link state acknowledgement"][safe: Int(truncatingIfNeeded: $0)] }
        case .isHello: .init("ospf.msg.hello", "Hello", .boolean, "The message is a hello.")
        case .isDescription: .init("ospf.msg.dbdesc", "Database description", .boolean, "The message is a database description.")
        case .isRequest: .init("ospf.msg.lsreq", "Request", .boolean, "The message is a link state request.")
        case .isUpdate: .init("ospf.msg.lsupdate", "Update", .boolean, "The message is a link state update.")
        case .isAcknowledgement: .init("ospf.msg.lsack", "Acknowledgement", .boolean, "The message is a link state acknowledgement.")
        case .length: .init("ospf.packet_length", "Length", .decimal, "Bytes of the message.")
        case .router: .init("ospf.srcrouter", "Router", .ipv4, "The sender's name.")
        case .area: .init("ospf.area_id", "Area", .ipv4, "The part of the network that this is about.")
        case .checksum: .init("ospf.checksum", "Checksum", .hex(4), "Guards the message against damage.")
        case .authentication: .init("ospf.auth.type", "Authentication", .decimal, "How the sender proves that it belongs here.") { ["none", "password", "digest"][safe: Int(truncatingIfNeeded: $0)] }
        case .instance: .init("ospf.instance_id", "Instance", .decimal, "Which of several OSPFs on one link this is.")
        case .reserved: .init("ospf.reserved", "Reserved", .bytes, "Nothing yet; must be 0.")
        case .noAuthentication: .init("ospf.auth.none", "Authentication data", .bytes, "Room for a proof; there is none.")
        case .password: .init("ospf.auth.simple", "Password", .text, "The proof: readable by everybody on the link.")
        case .keyID: .init("ospf.auth.crypt.key_id", "Key", .decimal, "Which of the secret keys was used.")
        case .digestLength: .init("ospf.auth.crypt.data_length", "Digest length", .decimal, "Bytes of the digest behind the message.")
        case .digestSequence: .init("ospf.auth.crypt.seq_nbr", "Sequence number", .decimal, "Only grows, so that an old message cannot be played again.")
        case .digest: .init("ospf.auth.crypt.data", "Digest", .bytes, "Could be reckoned only with the secret key.")
        case .unknownAuthentication: .init("ospf.auth.unknown", "Authentication data", .bytes, "A proof of a kind that is not known.")
        case .mask: .init("ospf.hello.network_mask", "Mask", .ipv4, "The link's network mask.")
        case .interval: .init("ospf.hello.hello_interval", "Hello interval", .decimal, "Seconds between hellos.")
        case .options: .init("ospf.v2.options", "Options", .hex(2), "What the router can do.")
        case .optionDN: .init("ospf.v2.options.dn", "DN", .boolean, "Came from a provider's VPN: not to be told back to it.", bits: 0..<1)
        case .optionO: .init("ospf.v2.options.o", "O", .boolean, "Understands opaque advertisements.", bits: 1..<2)
        case .optionDC: .init("ospf.v2.options.dc", "DC", .boolean, "Can keep quiet on links that cost by use.", bits: 2..<3)
        case .optionL: .init("ospf.v2.options.l", "L", .boolean, "A block of link-local signalling follows.", bits: 3..<4)
        case .optionN: .init("ospf.v2.options.n", "N", .boolean, "The area takes few external routes (\"not so stubby\").", bits: 4..<5)
        case .optionP: .init("ospf.v2.options.p", "P", .boolean, "The route is to be told in other areas as well.", bits: 4..<5)
        case .optionMC: .init("ospf.v2.options.mc", "MC", .boolean, "Forwards multicast.", bits: 5..<6)
        case .optionE: .init("ospf.v2.options.e", "E", .boolean, "Routes to outside are told in this area.", bits: 6..<7)
        case .optionMT: .init("ospf.v2.options.mt", "MT", .boolean, "Reckons with several topologies.", bits: 7..<8)
        case .priority: .init("ospf.hello.router_priority", "Priority", .decimal, "Who becomes the link's designated router.")
        case .deadInterval: .init("ospf.hello.router_dead_interval", "Dead interval", .decimal, "Seconds without hello after which a neighbour counts as gone.")
        case .designated: .init("ospf.hello.designated_router", "Designated router", .ipv4, "Speaks for the link.")
        case .backup: .init("ospf.hello.backup_designated_router", "Backup", .ipv4, "Takes its place.")
        case .neighbour: .init("ospf.hello.active_neighbor", "Neighbour", .ipv4, "A router that has been heard.")
        case .interface: .init("ospf.hello.interface_id", "Interface", .decimal, "The sender's number for the interface.")
        case .options3: .init("ospf.v3.options", "Options", .hex(6), "What the router can do.")
        case .option3AT: .init("ospf.v3.options.at", "AT", .boolean, "An authentication trailer follows.", bits: 13..<14)
        case .option3L: .init("ospf.v3.options.l", "L", .boolean, "A block of link-local signalling follows.", bits: 14..<15)
        case .option3AF: .init("ospf.v3.options.af", "AF", .boolean, "Routes for more than one family of addresses.", bits: 15..<16)
        case .option3DC: .init("ospf.v3.options.dc", "DC", .boolean, "Can keep quiet on links that cost by use.", bits: 18..<19)
        case .option3R: .init("ospf.v3.options.r", "R", .boolean, "Forwards packets of others.", bits: 19..<20)
        case .option3N: .init("ospf.v3.options.n", "N", .boolean, "The area takes few external routes.", bits: 20..<21)
        case .option3MC: .init("ospf.v3.options.mc", "MC", .boolean, "Forwards multicast.", bits: 21..<22)
        case .option3E: .init("ospf.v3.options.e", "E", .boolean, "Routes to outside are told in this area.", bits: 22..<23)
        case .option3V6: .init("ospf.v3.options.v6", "V6", .boolean, "Is to be used for IPv6.", bits: 23..<24)
        case .mtu: .init("ospf.db.interface_mtu", "MTU", .decimal, "The longest packet on the sender's interface; both ends must agree.")
        case .description: .init("ospf.dbd", "Flags", .hex(2), "Where in the exchange of databases this stands.")
        case .descriptionR: .init("ospf.dbd.r", "R", .boolean, "The databases are compared again, beside the ordinary way.", bits: 4..<5)
        case .descriptionI: .init("ospf.dbd.i", "I", .boolean, "The first of its kind.", bits: 5..<6)
        case .descriptionM: .init("ospf.dbd.m", "M", .boolean, "More of them follow.", bits: 6..<7)
        case .descriptionMS: .init("ospf.dbd.ms", "MS", .boolean, "The sender leads the exchange.", bits: 7..<8)
        case .descriptionSequence: .init("ospf.db.dd_sequence", "Sequence number", .decimal, "The leader counts; the follower repeats its number.")
        case .stateCount: .init("ospf.ls.number_of_lsas", "Advertisements", .decimal, "How many link state advertisements follow.")
        case .signallingChecksum: .init("ospf.lls.checksum", "Signalling checksum", .hex(4), "Guards the block of link-local signalling; 0 with a digest.")
        case .signallingLength: .init("ospf.lls.data_length", "Signalling length", .decimal, "Bytes of that block.")
        case .tlvType: .init("ospf.tlv_type", "Entry", .decimal, "What the entry is about.")
        case .tlvLength: .init("ospf.tlv_length", "Length", .decimal, "Bytes of the entry's value.")
        case .extendedOptions: .init("ospf.lls.ext.options", "Extended options", .hex(8), "What else the router can do.")
        case .extendedRS: .init("ospf.lls.ext.options.rs", "RS", .boolean, "The router is starting again; its neighbours are to keep its routes.", bits: 30..<31)
        case .extendedLR: .init("ospf.lls.ext.options.lr", "LR", .boolean, "Can compare databases again without losing the neighbour.", bits: 31..<32)
        case .signallingSequence: .init("ospf.v2.lls.sequence_number", "Sequence number", .hex(8), "Only grows, so that an old block cannot be played again.")
        case .signallingDigest: .init("ospf.v2.lls.auth_data", "Digest", .bytes, "Could be reckoned only with the secret key.")
        case .trailerType: .init("ospf.at.auth_type", "Trailer's kind", .decimal, "How the sender proves that it belongs here.") { $0 == 1 ? "HMAC" : nil }
        case .trailerLength: .init("ospf.at.auth_data_len", "Trailer's length", .decimal, "Bytes of the authentication trailer.")
        case .trailerReserved: .init("ospf.at.reserved", "Reserved", .hex(4), "Nothing yet; must be 0.")
        case .trailerAssociation: .init("ospf.at.sa_id", "Security association", .hex(4), "Which key and algorithm were used.")
        case .trailerSequence: .init("ospf.at.crypto_seq_nbr", "Sequence number", .decimal, "Only grows, so that an old message cannot be played again.")
        case .trailerData: .init("ospf.at.auth_data", "Digest", .bytes, "Could be reckoned only with the secret key.")
        }
    }

    /// The options of version 2; `external`: of an advertisement of an external route in a not-so-stubby area, where one bit means something else.
    static let optionBits = FlagBits<OSPFField>(bytes: 1, .optionDN, .optionO, .optionDC, .optionL, .optionN, .optionMC, .optionE, .optionMT)
    static let externalOptionBits = FlagBits<OSPFField>(bytes: 1, .optionDN, .optionO, .optionDC, .optionL, .optionP, .optionMC, .optionE, .optionMT)
    static let option3Bits = FlagBits<OSPFField>(bytes: 3, .option3AT, .option3L, .option3AF, .option3DC, .option3R, .option3N, .option3MC, .option3E, .option3V6)
    static let descriptionBits = FlagBits<OSPFField>(bytes: 1, .descriptionR, .descriptionI, .descriptionM, .descriptionMS)
    static let extendedBits = FlagBits<OSPFField>(bytes: 4, .extendedRS, .extendedLR)
}
