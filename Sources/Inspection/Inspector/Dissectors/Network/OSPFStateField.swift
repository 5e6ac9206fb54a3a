/// Link state advertisements (RFC 2328 appendix A.4, RFC 5340 appendix A.4): what a router tells about itself and its links.
enum OSPFStateField: UInt8, FieldSet {
    case type, isRouter, isNetwork, isSummary, isBoundary, isExternal, isMember, isStubby, isAttributes, isOpaque, isTraffic, age, doNotAge, id, advertiser, sequence, checksum, length
    case opaqueType, opaqueID, trafficReserved, trafficInstance, requested
    case routerFlags, routerH, routerN, routerW, routerV, routerE, routerB, linkCount, linkID, linkData, linkType, metricCount, linkMetric, serviceMetric
    case mask, attached, summaryMask, service, metric, externalMask, externalType, externalService, forwarding, tag
    case graceRecord, gracePeriod, graceReason, graceAddress, padding
    case trafficRouter, trafficLinkType, trafficLinkID, trafficLocal, trafficRemote, trafficMetric, trafficBandwidth, trafficPriority, trafficColour
    case opaqueTLV, capabilities, capabilityGR, capabilityGH, capabilitySR, capabilityTE, capabilityP2P, capabilityETE, capabilityHost, hostName, algorithm, unknownTLV
    case type3, handling, scope, function, isRouter3, isNetwork3, isPrefix3, isBoundary3, isExternal3, isMember3, isStubby3, isLink3, isIntra3, isOpaque3, doNotAge3
    case router3Flags, router3W, router3V, router3E, router3B, link3Type, interface3, neighbourInterface, neighbourRouter, attached3, destination3
    case prefixLength, prefixOptions, prefixP, prefixMC, prefixLA, prefixNU, prefix, external3Flags, external3E, external3F, external3T
    case referencedType, referencedID, referencedRouter, forwarding3, tag3, priority3, linkLocal, prefixCount

    static var proto: ProtocolID { .ospfState }
    var definition: FieldDefinition {
        switch self {
        case .type: .init("ospf.lsa", "Advertisement", .decimal, "What is told about.", OSPFState.typeName)
        case .isRouter: .init("ospf.lsa.router", "Router", .boolean, "Tells about a router's links.")
        case .isNetwork: .init("ospf.lsa.network", "Network", .boolean, "Tells about a link with several routers.")
        case .isSummary: .init("ospf.lsa.summary", "Summary", .boolean, "Tells about a network of another area.")
        case .isBoundary: .init("ospf.lsa.asbr", "Boundary router", .boolean, "Tells how to get to a router that knows routes to outside.")
        case .isExternal: .init("ospf.lsa.asext", "External", .boolean, "Tells about a network outside.")
        case .isMember: .init("ospf.lsa.member", "Group membership", .boolean, "Tells where members of a multicast group are.")
        case .isStubby: .init("ospf.lsa.nssa", "Not so stubby", .boolean, "Tells a not-so-stubby area about a network outside.")
        case .isAttributes: .init("ospf.lsa.attr", "External attributes", .boolean, "Attributes of a network outside.")
        case .isOpaque: .init("ospf.lsa.opaque", "Opaque", .boolean, "Carries what OSPF itself does not look at.")
        case .isTraffic: .init("ospf.lsa.mpls", "Traffic engineering", .boolean, "Tells how much the links can carry.")
        case .age: .init("ospf.lsa.age", "Age", .decimal, "Seconds since it was made; at 3600 it is taken back.", bits: 1..<16)
        case .doNotAge: .init("ospf.lsa.donotage", "Do not age", .decimal, "It does not grow old.", bits: 0..<1)
        case .id: .init("ospf.lsa.id", "Link state id", .ipv4, "Which router or network this is about.")
        case .advertiser: .init("ospf.advrouter", "Advertising router", .ipv4, "Who says so.")
        case .sequence: .init("ospf.lsa.seqnum", "Sequence number", .hex(8), "The larger, the newer.")
        case .checksum: .init("ospf.lsa.chksum", "Checksum", .hex(4), "Guards the advertisement, its age excepted, all the way through the network.")
        case .length: .init("ospf.lsa.length", "Length", .decimal, "Bytes of the advertisement, this header included.")
        case .opaqueType: .init("ospf.lsid_opaque_type", "Opaque type", .decimal, "What it is for.") { [1: "traffic engineering", 3: "grace", 4: "router information", 7: "extended prefix", 8: "extended link"][$0] }
        case .opaqueID: .init("ospf.lsid.opaque_id", "Opaque id", .decimal, "Tells the sender's advertisements of one type apart.")
        case .trafficReserved: .init("ospf.lsid_te_lsa.reserved", "Reserved", .decimal, "0.")
        case .trafficInstance: .init("ospf.lsid_te_lsa.instance", "Instance", .decimal, "Tells the sender's advertisements of this kind apart.")
        case .requested: .init("ospf.link_state_id", "Link state id", .ipv4, "Which router or network this is about.")
        case .routerFlags: .init("ospf.v2.router.lsa.flags", "Flags", .hex(2), "The router's part in the network.")
        case .routerH: .init("ospf.v2.router.lsa.flags.h", "H", .boolean, "A host: nothing is to be sent through it.", bits: 0..<1)
        case .routerN: .init("ospf.v2.router.lsa.flags.n", "N", .boolean, "Translates external routes of a not-so-stubby area.", bits: 3..<4)
        case .routerW: .init("ospf.v2.router.lsa.flags.w", "W", .boolean, "Receives all multicast.", bits: 4..<5)
        case .routerV: .init("ospf.v2.router.lsa.flags.v", "V", .boolean, "An end of a virtual link.", bits: 5..<6)
        case .routerE: .init("ospf.v2.router.lsa.flags.e", "E", .boolean, "Knows routes to outside.", bits: 6..<7)
        case .routerB: .init("ospf.v2.router.lsa.flags.b", "B", .boolean, "Stands between areas.", bits: 7..<8)
        case .linkCount: .init("ospf.lsa.number_of_links", "Links", .decimal, "How many links follow.")
        case .linkID: .init("ospf.lsa.router.linkid", "Link", .ipv4, "What the link leads to: a router, or a network.")
        case .linkData: .init("ospf.lsa.router.linkdata", "Link's data", .ipv4, "The router's own address there, or the network's mask.")
        case .linkType: .init("ospf.lsa.router.linktype", "Link's kind", .decimal, "What the link leads to.") { ["", "another router", "a network with several routers", "a network with no other router", "a virtual link"][safe: Int(truncatingIfNeeded: $0)] }
        case .metricCount: .init("ospf.lsa.router.nummetrics", "More metrics", .decimal, "Costs for kinds of service, which nobody uses now.")
        case .linkMetric: .init("ospf.lsa.router.metric0", "Metric", .decimal, "What it costs to use the link.")
        case .serviceMetric: .init("ospf.ls.metric", "Metric for a service", .decimal, "What it costs for one kind of service.")
        case .mask: .init("ospf.lsa.network.netmask", "Mask", .ipv4, "Which addresses belong to the network.")
        case .attached: .init("ospf.lsa.network.attchrtr", "Attached router", .ipv4, "A router on this network.")
        case .summaryMask: .init("ospf.lsa.asbr.netmask", "Mask", .ipv4, "Which addresses belong to the network; 0.0.0.0 where a router is told about.")
        case .service: .init("ospf.lsa.tos", "Service", .decimal, "The kind of service the metric is for: 0 for all.")
        case .metric: .init("ospf.metric", "Metric", .decimal, "What it costs to get there.")
        case .externalMask: .init("ospf.lsa.asext.netmask", "Mask", .ipv4, "Which addresses belong to the network.")
        case .externalType: .init("ospf.lsa.asext.type", "Metric's kind", .boolean, "1: counts more than any way inside; 0: is added to it.", bits: 0..<1)
        case .externalService: .init("ospf.lsa.tos", "Service", .decimal, "The kind of service the metric is for: 0 for all.", bits: 1..<8)
        case .forwarding: .init("ospf.lsa.asext.fwdaddr", "Forwarding address", .ipv4, "Where to send packets; 0.0.0.0: to the advertising router.")
        case .tag: .init("ospf.lsa.asext.extrttag", "Tag", .decimal, "A mark from outside, passed on.")
        case .graceRecord: .init("ospf.v2.grace", "Restart", .presence, "About a restart during which packets go on being forwarded.")
        case .gracePeriod: .init("ospf.v2.grace.period", "Grace period", .decimal, "Seconds for which neighbours are to keep the router's routes.")
        case .graceReason: .init("ospf.v2.grace.reason", "Reason", .decimal, "Why the router starts again.") { ["unknown", "software restart", "software upgrade", "switch to another processor"][safe: Int(truncatingIfNeeded: $0)] }
        case .graceAddress: .init("ospf.v2.grace.ip", "Address", .ipv4, "The router's address on this link.")
        case .padding: .init("ospf.pad_bytes", "Padding", .bytes, "Fills up to four bytes.")
        case .trafficRouter: .init("ospf.mpls.routerid", "Router's address", .ipv4, "An address that the router can always be reached at.")
        case .trafficLinkType: .init("ospf.mpls.linktype", "Link's kind", .decimal, "What the link leads to.") { $0 == 1 ? "point to point" : $0 == 2 ? "several routers" : nil }
        case .trafficLinkID: .init("ospf.mpls.linkid", "Link", .ipv4, "The router at the other end, or the link's designated router.")
        case .trafficLocal: .init("ospf.mpls.local_addr", "Own address", .ipv4, "The router's address on the link.")
        case .trafficRemote: .init("ospf.mpls.remote_addr", "Other address", .ipv4, "The other router's address on the link.")
        case .trafficMetric: .init("ospf.mpls.te_metric", "Metric", .decimal, "What the link costs when traffic is planned.")
        case .trafficBandwidth: .init("ospf.mpls.link_max_bw", "Bandwidth", .text, "Bytes per second that the link can carry, or that may be reserved.")
        case .trafficPriority: .init("ospf.mpls.pri", "Free bandwidth", .text, "Bytes per second that are still to be had, for one priority (0 the highest).")
        case .trafficColour: .init("ospf.mpls.linkcolor", "Colour", .hex(8), "Groups that the link belongs to, a bit each.")
        case .opaqueTLV: .init("ospf.tlv_type.opaque", "Entry", .decimal, "What the entry is about.") { [1: "capabilities", 7: "host name", 8: "algorithms"][$0] }
        case .capabilities: .init("ospf.ri.options", "Capabilities", .hex(2), "What the router can do.")
        case .capabilityGR: .init("ospf.ri.options.grc", "GR", .boolean, "Can start again without losing its routes.", bits: 0..<1)
        case .capabilityGH: .init("ospf.ri.options.grh", "GH", .boolean, "Helps neighbours to do so.", bits: 1..<2)
        case .capabilitySR: .init("ospf.ri.options.srs", "SR", .boolean, "Can ask for nothing to be sent through it.", bits: 2..<3)
        case .capabilityTE: .init("ospf.ri.options.tes", "TE", .boolean, "Plans traffic.", bits: 3..<4)
        case .capabilityP2P: .init("ospf.ri.options.p2plan", "P2P", .boolean, "Treats a link as one between two even on Ethernet.", bits: 4..<5)
        case .capabilityETE: .init("ospf.ri.options.ete", "ETE", .boolean, "Plans traffic in an experimental way.", bits: 5..<6)
        case .capabilityHost: .init("ospf.ri.options.host", "Host", .boolean, "A host: nothing is to be sent through it.", bits: 7..<8)
        case .hostName: .init("ospf.dynhostname", "Host name", .text, "What people call the router.")
        case .algorithm: .init("ospf.lsa_sa", "Algorithm", .decimal, "A way to reckon paths that the router knows.")
        case .unknownTLV: .init("ospf.tlv.unknown", "Value", .bytes, "An entry of a kind that is not known.")
        case .type3: .init("ospf.v3.lsa", "Advertisement", .hex(4), "What is told about.") { OSPFv3State.functionName($0 & 0x1fff) }
        case .handling: .init("ospf.v3.lsa.u", "Handling", .boolean, "1: who does not know it passes it on all the same.", bits: 0..<1)
        case .scope: .init("ospf.v3.lsa.s12", "Scope", .hex(4), "How far it goes.", bits: 1..<3) { ["this link", "this area", "everywhere"][safe: Int(truncatingIfNeeded: $0)] }
        case .function: .init("ospf.v3.lsa.fc", "Function", .decimal, "What is told about.", bits: 3..<16, OSPFv3State.functionName)
        case .isRouter3: .init("ospf.v3.lsa.router", "Router", .boolean, "Tells about a router's links.")
        case .isNetwork3: .init("ospf.v3.lsa.network", "Network", .boolean, "Tells about a link with several routers.")
        case .isPrefix3: .init("ospf.v3.lsa.interprefix", "Prefix elsewhere", .boolean, "Tells about a prefix of another area.")
        case .isBoundary3: .init("ospf.v3.lsa.interrouter", "Router elsewhere", .boolean, "Tells how to get to a router that knows routes to outside.")
        case .isExternal3: .init("ospf.v3.lsa.asext", "External", .boolean, "Tells about a prefix outside.")
        case .isMember3: .init("ospf.v3.lsa.member", "Group membership", .boolean, "Tells where members of a multicast group are.")
        case .isStubby3: .init("ospf.v3.lsa.nssa", "Not so stubby", .boolean, "Tells a not-so-stubby area about a prefix outside.")
        case .isLink3: .init("ospf.v3.lsa.link", "Link", .boolean, "Tells a link's routers about one of them.")
        case .isIntra3: .init("ospf.v3.lsa.intraprefix", "Prefixes here", .boolean, "Tells which prefixes a router or network has.")
        case .isOpaque3: .init("ospf.v3.lsa.opaque", "Router information", .boolean, "Tells what a router can do.")
        case .doNotAge3: .init("ospf.v3.lsa.do_not_age", "Do not age", .boolean, "It does not grow old.", bits: 0..<1)
        case .router3Flags: .init("ospf.v3.router.lsa.flags", "Flags", .hex(2), "The router's part in the network.")
        case .router3W: .init("ospf.v3.router.lsa.flags.w", "W", .boolean, "Receives all multicast.", bits: 4..<5)
        case .router3V: .init("ospf.v3.router.lsa.flags.v", "V", .boolean, "An end of a virtual link.", bits: 5..<6)
        case .router3E: .init("ospf.v3.router.lsa.flags.e", "E", .boolean, "Knows routes to outside.", bits: 6..<7)
        case .router3B: .init("ospf.v3.router.lsa.flags.b", "B", .boolean, "Stands between areas.", bits: 7..<8)
        case .link3Type: .init("ospf.v3.lsa.type", "Link", .decimal, "What the link leads to.") { [1: "another router", 2: "a network with several routers", 4: "a virtual link"][$0] }
        case .interface3: .init("ospf.v3.lsa.interface_id", "Interface", .decimal, "The router's number for its interface.")
        case .neighbourInterface: .init("ospf.v3.lsa.neighbor_interface_id", "Neighbour's interface", .decimal, "The number at the other end.")
        case .neighbourRouter: .init("ospf.v3.lsa.neighbor_router_id", "Neighbour", .ipv4, "The router at the other end, or the link's designated router.")
        case .attached3: .init("ospf.v3.lsa.attached_router", "Attached router", .ipv4, "A router on this network.")
        case .destination3: .init("ospf.v3.lsa.destination_router_id", "Destination", .ipv4, "The router that is told about.")
        case .prefixLength: .init("ospf.prefix_length", "Prefix length", .decimal, "How many bits of the prefix count.")
        case .prefixOptions: .init("ospf.v3.prefix.options", "Prefix options", .hex(2), "What is special about the prefix.")
        case .prefixP: .init("ospf.v3.prefix.options.p", "P", .boolean, "Is to be told in other areas as well.", bits: 4..<5)
        case .prefixMC: .init("ospf.v3.prefix.options.mc", "MC", .boolean, "Counts for multicast.", bits: 5..<6)
        case .prefixLA: .init("ospf.v3.prefix.options.la", "LA", .boolean, "Is an address of the router itself.", bits: 6..<7)
        case .prefixNU: .init("ospf.v3.prefix.options.nu", "NU", .boolean, "Does not count for unicast.", bits: 7..<8)
        case .prefix: .init("ospf.v3.address_prefix.ipv6", "Prefix", .text, "The network's addresses begin with this.")
        case .external3Flags: .init("ospf.v3.as.external.flags", "Flags", .hex(2), "What follows, and how the metric counts.")
        case .external3E: .init("ospf.v3.as.external.flags.e", "E", .boolean, "1: the metric counts more than any way inside; 0: is added to it.", bits: 5..<6)
        case .external3F: .init("ospf.v3.as.external.flags.f", "F", .boolean, "A forwarding address follows.", bits: 6..<7)
        case .external3T: .init("ospf.v3.as.external.flags.t", "T", .boolean, "A tag follows.", bits: 7..<8)
        case .referencedType: .init("ospf.v3.lsa.referenced_ls_type", "Belongs to", .hex(4), "Which advertisement the prefixes belong to: its type.") { OSPFv3State.functionName($0 & 0x1fff) }
        case .referencedID: .init("ospf.v3.lsa.referenced_link_state_id", "Its link state id", .ipv4, "Its link state id.")
        case .referencedRouter: .init("ospf.v3.lsa.referenced_advertising_router", "Its router", .ipv4, "Its advertising router.")
        case .forwarding3: .init("ospf.v3.lsa.forwarding_address.ipv6", "Forwarding address", .ipv6, "Where to send packets.")
        case .tag3: .init("ospf.v3.lsa.external_route_tag", "Tag", .decimal, "A mark from outside, passed on.")
        case .priority3: .init("ospf.v3.lsa.router_priority", "Priority", .decimal, "Who becomes the link's designated router.")
        case .linkLocal: .init("ospf.v3.lsa.link_local_interface_address.ipv6", "Link-local address", .ipv6, "The router's address on this link.")
        case .prefixCount: .init("ospf.v3.lsa.num_prefixes", "Prefixes", .decimal, "How many prefixes follow.")
        }
    }

    static let ageBits = FlagBits<OSPFStateField>(bytes: 2, .age, .doNotAge)
    static let age3Bits = FlagBits<OSPFStateField>(bytes: 2, .age, .doNotAge3)
    static let routerBits = FlagBits<OSPFStateField>(bytes: 1, .routerH, .routerN, .routerW, .routerV, .routerE, .routerB)
    static let router3Bits = FlagBits<OSPFStateField>(bytes: 1, .router3W, .router3V, .router3E, .router3B)
    static let capabilityBits = FlagBits<OSPFStateField>(bytes: 1, .capabilityGR, .capabilityGH, .capabilitySR, .capabilityTE, .capabilityP2P, .capabilityETE, .capabilityHost)
    static let type3Bits = FlagBits<OSPFStateField>(bytes: 2, .handling, .scope, .function)
    static let prefixBits = FlagBits<OSPFStateField>(bytes: 1, .prefixP, .prefixMC, .prefixLA, .prefixNU)
    static let external3Bits = FlagBits<OSPFStateField>(bytes: 1, .external3E, .external3F, .external3T)
    static let externalMetricBits = FlagBits<OSPFStateField>(bytes: 1, .externalType, .externalService)
}
