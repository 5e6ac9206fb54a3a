/// The Domain Name System (RFC 1035), and its cousins mDNS (RFC 6762) and LLMNR (RFC 4795).
///
///     +-------------------------------+-------------------------------+
///     |        Identification         |QR|Opcode|AA|TC|RD|RA|Z|AD|CD|Rcode
///     +-------------------------------+-------------------------------+
///     |     questions | answers | authorities | additional (2 each)   |
///     +---------------------------------------------------------------+
enum DNSField: UInt8, FieldSet {
    case length, id, flags, response, opcode, authoritative, truncated, recursionDesired, recursionAvailable, authenticated, checkingDisabled, rcode
    case queries, answers, authorities, additional, zones, prerequisites, updates
    case queryName, queryType, queryClass, name, type, classField, ttl, dataLength, udpSize
    case a, aaaa, cname, ns, ptr, mxPreference, mx, txt, txtLength, soaName, soaMailbox, soaSerial, soaRefresh, soaRetry, soaExpire, soaMinimum
    case srvService, srvProtocol, srvName, srvPriority, srvWeight, srvPort, srvTarget, data, responseTo, time
    case reservedFlag, conflict, tentative, queryNameLength, labelCount, unicastWanted, cacheFlush, multicastUDPSize, askedBefore, answeredBefore, retransmission, unsolicited

    static var proto: ProtocolID { .dns }
    var definition: FieldDefinition {
        switch self {
        case .length: .init("dns.length", "Length", .decimal, "Bytes of the message that follows (over TCP).")
        case .id: .init("dns.id", "Identification", .hex(4), "The answer repeats it.")
        case .flags: .init("dns.flags", "Flags", .hex(4), "What the message is and how it went.")
        case .response: .init("dns.flags.response", "Response", .boolean, "This answers a question.")
        case .opcode: .init("dns.flags.opcode", "Opcode", .decimal, "0 asks a question.", DNSNumbers.operation)
        case .authoritative: .init("dns.flags.authoritative", "Authoritative", .boolean, "The server is in charge of the name.")
        case .truncated: .init("dns.flags.truncated", "Truncated", .boolean, "There was more than fits: ask again over TCP.")
        case .recursionDesired: .init("dns.flags.recdesired", "Recursion desired", .boolean, "The server is to ask others if it doesn't know.")
        case .recursionAvailable: .init("dns.flags.recavail", "Recursion available", .boolean, "The server does that.")
        case .authenticated: .init("dns.flags.authenticated", "Authenticated", .boolean, "The server has checked signatures.")
        case .checkingDisabled: .init("dns.flags.checkdisable", "Checking disabled", .boolean, "The client checks signatures itself.")
        case .rcode: .init("dns.flags.rcode", "Result", .decimal, "How it went.", DNSNumbers.result)
        case .queries: .init("dns.count.queries", "Questions", .decimal, "How many questions follow.")
        case .answers: .init("dns.count.answers", "Answers", .decimal, "How many answers follow.")
        case .authorities: .init("dns.count.auth_rr", "Authorities", .decimal, "How many records say who is in charge.")
        case .additional: .init("dns.count.add_rr", "Additional", .decimal, "How many further records follow.")
        case .zones: .init("dns.count.zones", "Zones", .decimal, "How many zones are to be changed.")
        case .prerequisites: .init("dns.count.prerequisites", "Prerequisites", .decimal, "What must be so for the change.")
        case .updates: .init("dns.count.updates", "Updates", .decimal, "How many changes follow.")
        case .queryName: .init("dns.qry.name", "Name", .text, "What is asked about.")
        case .queryType: .init("dns.qry.type", "Type", .decimal, "What is to be known of it: 1 its IPv4 address, 28 its IPv6 address.", DNSNumbers.type)
        case .queryClass: .init("dns.qry.class", "Class", .hex(4), "1 for the Internet.")
        case .name: .init("dns.resp.name", "Name", .text, "What this tells about.")
        case .type: .init("dns.resp.type", "Type", .decimal, "What is told of it.", DNSNumbers.type)
        case .classField: .init("dns.resp.class", "Class", .hex(4), "1 for the Internet.")
        case .ttl: .init("dns.resp.ttl", "Time to live", .decimal, "Seconds for which this may be remembered.")
        case .dataLength: .init("dns.resp.len", "Data length", .decimal, "Bytes of data that follow.")
        case .udpSize: .init("dns.rr.udp_payload_size", "UDP payload size", .decimal, "How long an answer over UDP the client takes.")
        case .a: .init("dns.a", "IPv4 address", .ipv4, "The name's IPv4 address.")
        case .aaaa: .init("dns.aaaa", "IPv6 address", .ipv6, "The name's IPv6 address.")
        case .cname: .init("dns.cname", "Canonical name", .text, "The name is another one's alias.")
        case .ns: .init("dns.ns", "Name server", .text, "A server in charge of the name.")
        case .ptr: .init("dns.ptr.domain_name", "Pointer", .text, "The name that belongs to the address, or a service.")
        case .mxPreference: .init("dns.mx.preference", "Preference", .decimal, "The lower, the sooner it is tried.")
        case .mx: .init("dns.mx.mail_exchange", "Mail server", .text, "Where the name's mail goes.")
        case .txt: .init("dns.txt", "Text", .text, "Whatever the name's owner says.")
        case .txtLength: .init("dns.txt.length", "Text length", .decimal, "Bytes of the text.")
        case .soaName: .init("dns.soa.mname", "Primary server", .text, "Where the zone is kept.")
        case .soaMailbox: .init("dns.soa.rname", "Mailbox", .text, "Whom to write to; the first dot is an @.")
        case .soaSerial: .init("dns.soa.serial_number", "Serial", .decimal, "The zone's version.")
        case .soaRefresh: .init("dns.soa.refresh_interval", "Refresh", .decimal, "Seconds between looks at the serial.")
        case .soaRetry: .init("dns.soa.retry_interval", "Retry", .decimal, "Seconds until another try.")
        case .soaExpire: .init("dns.soa.expire_limit", "Expire", .decimal, "Seconds after which a copy is worthless.")
        case .soaMinimum: .init("dns.soa.minimum_ttl", "Minimum", .decimal, "Seconds for which it may be remembered that a name is not there.")
        case .srvService: .init("dns.srv.service", "Service", .text, "The service that is looked for: \"_sip\".")
        case .srvProtocol: .init("dns.srv.proto", "Over", .text, "What it runs over: \"_tcp\" or \"_udp\".")
        case .srvName: .init("dns.srv.name", "Domain", .text, "The domain whose service it is.")
        case .srvPriority: .init("dns.srv.priority", "Priority", .decimal, "The lower, the sooner it is tried.")
        case .srvWeight: .init("dns.srv.weight", "Weight", .decimal, "Its share among those of one priority.")
        case .srvPort: .init("dns.srv.port", "Port", .decimal, "Where the service listens.")
        case .srvTarget: .init("dns.srv.target", "Target", .text, "The host with the service.")
        case .data: .init("dns.data", "Data", .bytes, "What the record says.")
        case .reservedFlag: .init("dns.flags.z", "Z", .boolean, "Nothing; must be 0.", bits: 9..<10)
        case .conflict: .init("dns.flags.conflict", "Conflict", .boolean, "Several hosts have answered to the name.", bits: 5..<6)
        case .tentative: .init("dns.flags.tentative", "Tentative", .boolean, "The host does not know yet whether the name is its own.", bits: 7..<8)
        case .queryNameLength: .init("dns.qry.name.len", "Name's length", .decimal, "Letters of the name.")
        case .labelCount: .init("dns.count.labels", "Labels", .decimal, "How many parts the name has.")
        case .unicastWanted: .init("dns.qry.qu", "Unicast wanted", .boolean, "The answer may go to the asker alone.", bits: 0..<1)
        case .cacheFlush: .init("dns.resp.cache_flush", "Cache flush", .boolean, "All that is remembered of this is to be replaced.", bits: 0..<1)
        case .multicastUDPSize: .init("dns.rr.udp_payload_size", "UDP payload size", .hex(4), "How long an answer over UDP the client takes.", bits: 1..<16)
        case .askedBefore: .init("dns.retransmit_request_in", "Asked before in", .decimal, "The frame in which the same was asked first.")
        case .answeredBefore: .init("dns.retransmit_response_in", "Answered before in", .decimal, "The frame with the same answer.")
        case .retransmission: .init("dns.retransmission", "Again", .boolean, "The same was sent before.")
        case .unsolicited: .init("dns.unsolicited", "Unsolicited", .boolean, "The question is not in the capture.")
        case .responseTo: .init("dns.response_to", "Answers frame", .decimal, "The frame with the question.")
        case .time: .init("dns.time", "Time since question", .seconds, "From the question to this answer.")
        }
    }
}
