/// DHCP for IPv6 (RFC 8415): messages, and options that may hold options.
///
///     +--------+--------------------------+    +----------------+----------------+
///     |  type  |      transaction (3)     |    |     option     |     length     |  value …
///     +--------+--------------------------+    +----------------+----------------+
enum DHCPv6Field: UInt8, FieldSet {
    case messageType, transaction, hopCount, linkAddress, peerAddress, optionName, optionType, optionLength, value
    case duid, duidType, duidTimeHardware, duidTime, duidTimeAddress, duidEnterprise, duidIdentifier, duidHardware, duidAddress, duidUUID
    case iaid, t1, t2, temporary, address, preferred, valid, prefixPreferred, prefixValid, prefixLength, prefix
    case wanted, preference, elapsed, authProtocol, authAlgorithm, authMethod, authReplay, authInformation, unicast, statusCode, statusText
    case userClassLength, userClassData, classEnterprise, classData, vendorEnterprise, vendorCode, vendorLength, vendorData, interface, reconfigure
    case sipName, sipAddress, nameServer, searchName, timeServer, lifetime, remoteEnterprise, remoteID, subscriber
    case fqdnFlags, clientN, clientS, serverN, serverO, serverS, clientName, zone, zoneName
    case ntpType, ntpLength, ntpAddress, ntpGroup, ntpName, tunnelName, portal, mudURL

    static var proto: ProtocolID { .dhcpv6 }
    var definition: FieldDefinition {
        switch self {
        case .messageType: .init("dhcpv6.msgtype", "Message type", .decimal, "Which step of the conversation this is.", DHCPv6Dissector.messageName)
        case .transaction: .init("dhcpv6.xid", "Transaction", .hex(6), "The answer repeats it.")
        case .hopCount: .init("dhcpv6.hopcount", "Hops", .decimal, "How many relays have passed this on.")
        case .linkAddress: .init("dhcpv6.linkaddr", "Link", .ipv6, "The client's link.")
        case .peerAddress: .init("dhcpv6.peeraddr", "Peer", .ipv6, "Whom the relay got it from.")
        case .optionName: .init("dhcpv6.option.type_str", "Option", .text, "What the option is about.")
        case .optionType: .init("dhcpv6.option.type", "Number", .decimal, "The option's number.")
        case .optionLength: .init("dhcpv6.option.length", "Length", .decimal, "Bytes of the option's value.")
        case .value: .init("dhcpv6.option.value", "Value", .bytes, "What the option says.")
        case .duid: .init("dhcpv6.duid.bytes", "Identifier", .bytes, "What the client or server is known by, for ever.")
        case .duidType: .init("dhcpv6.duid.type", "Identifier's kind", .decimal, "How the identifier was made.", DHCPUnique.kind)
        case .duidTimeHardware: .init("dhcpv6.duidllt.hwtype", "Hardware type", .decimal, "What kind of link the address is of: 1 is Ethernet.")
        case .duidTime: .init("dhcpv6.duidllt.time", "Made at", .text, "When the identifier was made.")
        case .duidTimeAddress: .init("dhcpv6.duidllt.link_layer_addr", "Link-layer address", .text, "An address that it had then.")
        case .duidEnterprise: .init("dhcpv6.duiden.enterprise", "Enterprise", .decimal, "The maker that gave the number.")
        case .duidIdentifier: .init("dhcpv6.duiden.identifier", "Maker's number", .bytes, "The number that the maker gave.")
        case .duidHardware: .init("dhcpv6.duidll.hwtype", "Hardware type", .decimal, "What kind of link the address is of: 1 is Ethernet.")
        case .duidAddress: .init("dhcpv6.duidll.link_layer_addr", "Link-layer address", .text, "An address of its own.")
        case .duidUUID: .init("dhcpv6.duiduuid.bytes", "UUID", .bytes, "A number that no other computer has.")
        case .iaid: .init("dhcpv6.iaid", "Association", .bytes, "Which of the client's interfaces this is for.")
        case .t1: .init("dhcpv6.iaid.t1", "Renewal time", .decimal, "Seconds after which the client asks its server again.")
        case .t2: .init("dhcpv6.iaid.t2", "Rebinding time", .decimal, "Seconds after which it asks any server.")
        case .temporary: .init("dhcpv6.iata", "Association", .bytes, "Which of the client's interfaces this is for.")
        case .address: .init("dhcpv6.iaaddr.ip", "Address", .ipv6, "The address that the client gets.")
        case .preferred: .init("dhcpv6.iaaddr.pref_lifetime", "Preferred lifetime", .decimal, "Seconds for which new connections may use it.")
        case .valid: .init("dhcpv6.iaaddr.valid_lifetime", "Valid lifetime", .decimal, "Seconds for which it is the client's.")
        case .prefixPreferred: .init("dhcpv6.iaprefix.pref_lifetime", "Preferred lifetime", .decimal, "Seconds for which addresses from it are preferred.")
        case .prefixValid: .init("dhcpv6.iaprefix.valid_lifetime", "Valid lifetime", .decimal, "Seconds for which it is the client's.")
        case .prefixLength: .init("dhcpv6.iaprefix.pref_len", "Prefix length", .decimal, "How many bits of the prefix count.")
        case .prefix: .init("dhcpv6.iaprefix.pref_addr", "Prefix", .ipv6, "All addresses that begin with it are the client's to give on.")
        case .wanted: .init("dhcpv6.requested_option_code", "Wanted", .decimal, "An option that the client would like to know.", DHCPv6Numbers.option)
        case .preference: .init("dhcpv6.option_preference", "Preference", .decimal, "The higher, the better this server; 255: take it at once.")
        case .elapsed: .init("dhcpv6.elapsed_time", "Elapsed time", .decimal, "Milliseconds for which the client has been trying.")
        case .authProtocol: .init("dhcpv6.auth.protocol", "Protocol", .decimal, "How the sender proves who it is.")
        case .authAlgorithm: .init("dhcpv6.auth.algorithm", "Algorithm", .decimal, "How the proof is made.")
        case .authMethod: .init("dhcpv6.auth.rdm", "Replay detection", .decimal, "How old messages are told from new ones.")
        case .authReplay: .init("dhcpv6.auth.replay_detection", "Counter", .bytes, "Only grows.")
        case .authInformation: .init("dhcpv6.auth.info", "Proof", .bytes, "Could be made only with the secret.")
        case .unicast: .init("dhcpv6.unicast", "Server's address", .ipv6, "The client may write to the server itself.")
        case .statusCode: .init("dhcpv6.status_code", "Status", .decimal, "How it went.") { ["success", "failure", "no addresses left", "no such lease", "not on this link", "use multicast", "no prefixes left"][safe: Int(truncatingIfNeeded: $0)] }
        case .statusText: .init("dhcpv6.status_msg", "Explanation", .text, "For people.")
        case .userClassLength: .init("dhcpv6.userclass.length", "Length", .decimal, "Bytes of the class.")
        case .userClassData: .init("dhcpv6.userclass.opaque_data", "User class", .bytes, "A group that the client's user belongs to.")
        case .classEnterprise: .init("dhcpv6.vendorclass.enterprise", "Enterprise", .decimal, "The client's maker.")
        case .classData: .init("dhcpv6.vendorclass.data", "Vendor class", .text, "What kind of client this is.")
        case .vendorEnterprise: .init("dhcpv6.vendoropts.enterprise", "Enterprise", .decimal, "Whose options follow.")
        case .vendorCode: .init("dhcpv6.vendoropts.enterprise.option_code", "Entry", .decimal, "One of its options.")
        case .vendorLength: .init("dhcpv6.vendoropts.enterprise.option_length", "Length", .decimal, "Bytes of its value.")
        case .vendorData: .init("dhcpv6.vendoropts.enterprise.option_data", "Data", .bytes, "Its value.")
        case .interface: .init("dhcpv6.interface_id", "Interface", .bytes, "The relay's interface that the client is behind.")
        case .reconfigure: .init("dhcpv6.reconf_msg", "Answer with", .decimal, "What the client is to send.", DHCPv6Dissector.messageName)
        case .sipName: .init("dhcpv6.sip_server_domain_search_fqdn", "Telephone server", .text, "A server for telephones.")
        case .sipAddress: .init("dhcpv6.sip_server_a", "Telephone server", .ipv6, "A server for telephones.")
        case .nameServer: .init("dhcpv6.dns_server", "Name server", .ipv6, "Whom to ask for names.")
        case .searchName: .init("dhcpv6.search_list_entry", "Search", .text, "What short names are completed with.")
        case .timeServer: .init("dhcpv6.sntp_server", "Time server", .ipv6, "Whom to ask for the time.")
        case .lifetime: .init("dhcpv6.lifetime", "Lifetime", .decimal, "Seconds after which to ask for all this again.")
        case .remoteEnterprise: .init("dhcpv6.remoteid.enterprise", "Enterprise", .decimal, "The relay's maker.")
        case .remoteID: .init("dhcpv6.remoteid_enterprise_id", "Remote end", .bytes, "What is at the other end of the relay's cable.")
        case .subscriber: .init("dhcpv6.subscriber_id", "Subscriber", .text, "Who has rented the line.")
        case .fqdnFlags: .init("dhcpv6.client_fqdn_flags", "Flags", .hex(2), "Who is to tell DNS about the client.")
        case .clientN: .init("dhcpv6.clientfqdn.client.n", "N", .boolean, "The server is to tell DNS nothing.", bits: 5..<6)
        case .clientS: .init("dhcpv6.clientfqdn.client.s", "S", .boolean, "The server is to tell DNS the client's address.", bits: 7..<8)
        case .serverN: .init("dhcpv6.clientfqdn.server.n", "N", .boolean, "The server tells DNS nothing.", bits: 5..<6)
        case .serverO: .init("dhcpv6.clientfqdn.server.o", "O", .boolean, "The server does otherwise than the client asked.", bits: 6..<7)
        case .serverS: .init("dhcpv6.clientfqdn.server.s", "S", .boolean, "The server tells DNS the client's address.", bits: 7..<8)
        case .clientName: .init("dhcpv6.client_domain", "Client's name", .text, "The client's full name.")
        case .zone: .init("dhcpv6.timezone", "Time zone", .text, "The zone and its summer time, as POSIX writes them.")
        case .zoneName: .init("dhcpv6.tzdb", "Time zone's name", .text, "The zone's name in the usual database.")
        case .ntpType: .init("dhcpv6.ntpserver.option.type", "NTP server's kind", .decimal, "How the server is named.") { ["", "address", "group", "name"][safe: Int(truncatingIfNeeded: $0)] }
        case .ntpLength: .init("dhcpv6.ntpserver.option.length", "Length", .decimal, "Bytes of the entry.")
        case .ntpAddress: .init("dhcpv6.ntpserver.addr", "NTP server", .ipv6, "Whom to ask for the time.")
        case .ntpGroup: .init("dhcpv6.ntpserver.mc_addr", "NTP group", .ipv6, "Where the time is told to everybody.")
        case .ntpName: .init("dhcpv6.ntpserver.fqdn", "NTP server", .text, "Whom to ask for the time.")
        case .tunnelName: .init("dhcpv6.aftr_name", "Tunnel's end", .text, "Where IPv4 goes on an IPv6-only line.")
        case .portal: .init("dhcpv6.captive_portal", "Portal", .text, "The page to visit before the network is open.")
        case .mudURL: .init("dhcpv6.mudurl", "Description", .text, "What the thing's maker says it needs of the network.")
        }
    }

    static let clientBits = FlagBits<DHCPv6Field>(bytes: 1, .clientN, .clientS)
    static let serverBits = FlagBits<DHCPv6Field>(bytes: 1, .serverN, .serverO, .serverS)
}

/// Names of options (IANA's registry).
enum DHCPv6Numbers {
    private static let names: [Int: String] = [
        1: "Client Identifier", 2: "Server Identifier", 3: "Identity Association for Non-temporary Address", 4: "Identity Association for Temporary Address", 5: "IA Address", 6: "Option Request", 7: "Preference",
        8: "Elapsed time", 9: "Relay Message", 11: "Authentication", 12: "Server unicast", 13: "Status code", 14: "Rapid Commit", 15: "User Class", 16: "Vendor Class", 17: "Vendor-specific Information", 18: "Interface-Id",
        19: "Reconfigure Message", 20: "Reconfigure Accept", 21: "SIP Server Domain Name List", 22: "SIP Servers IPv6 Address List", 23: "DNS recursive name server", 24: "Domain Search List",
        25: "Identity Association for Prefix Delegation", 26: "IA Prefix", 27: "Network Information Server", 31: "Simple Network Time Protocol Server", 32: "Lifetime", 36: "Geoconf Civic Address", 37: "Remote Identifier",
        38: "Subscriber Identifier", 39: "Client Fully Qualified Domain Name", 40: "PANA Agents IPv6 Address List", 41: "Time Zone", 42: "Time Zone Database", 43: "Echo Request Option", 44: "Leasequery Query", 45: "Leasequery Client Data",
        46: "Client Last Transaction Time", 47: "Leasequery Relay Data", 52: "CAPWAP Access Controllers", 53: "Relay-ID", 56: "NTP Server", 59: "Boot File URL", 60: "Boot File Parameters", 61: "Client System Architecture Type",
        62: "Client Network Interface Identifier", 64: "Dual-Stack Lite AFTR Name", 66: "Relay-Supplied Options", 67: "Prefix Exclude", 68: "Virtual Subnet Selection", 74: "RDNSS Selection", 79: "Client Link-Layer Address", 80: "Link Address",
        81: "RADIUS", 82: "SOL_MAX_RT", 83: "INF_MAX_RT", 86: "PCP Server", 87: "DHCPv4 Message", 88: "DHCP 4o6 Servers Address", 94: "S46 MAP-E Container", 95: "S46 MAP-T Container", 103: "Captive Portal",
        112: "Manufacturer Usage Description", 135: "Relay Source Port", 136: "SZTP Redirect",
    ]
    @Sendable static func option(_ number: UInt64) -> String? { names[Int(truncatingIfNeeded: number)] }
}
