/// Entries of LLDP that an organisation has defined: IEEE 802.1 (annex D), IEEE 802.3 (clause 79) and TIA's media endpoints (ANSI/TIA-1057).
enum LLDPOrganisationField: UInt8, FieldSet {
    case bridgeType, vlanFlags, vlanSupported, vlanEnabled, portVLAN, protocolVLAN, vlan, vlanNameLength, vlanName, protocolLength, protocolID
    case bridgeAggregation, bridgeAggregationCapable, bridgeAggregationEnabled, bridgeAggregationType, bridgeAggregated
    case etherType, negotiation, negotiationSupported, negotiationEnabled, advertised, mau
    case advert1000TFull, advert1000T, advert1000XFull, advert1000X, advertBothPause, advertPauseSymmetric, advertPauseAsymmetric, advertPause, advert100T2Full, advert100T2, advert100TXFull, advert100TX, advert100T4, advert10TFull, advert10T, advertOther
    case powerSupport, powerPairs, powerEnabled, powerSupported, powerClassSource, pair, powerClass, powerType, powerSource, powerPriority, powerRequested, powerAllocated
    case aggregation, aggregationCapable, aggregationEnabled, aggregated, frameSize, sleepTransmit, sleepReceive, sleepFallback, sleepEchoTransmit, sleepEchoReceive
    case mediaType, mediaCapabilities, mediaInventory, mediaPowered, mediaPowering, mediaLocation, mediaPolicy, mediaLLDP, mediaClass
    case application, policyUnknown, policyTagged, policyVLAN, policyPriority, policyDSCP, mediaPowerType, mediaPowerSource, mediaPowerPriority, mediaPowerValue
    case hardware, firmware, software, serial, manufacturer, model, asset, unknownType, unknownContent

    static var proto: ProtocolID { .lldpOrganisation }
    var definition: FieldDefinition {
        switch self {
        case .bridgeType: .init("lldp.ieee.802_1.subtype", "IEEE 802.1's entry", .hex(2), "Which of 802.1's entries this is.") { [1: "port's VLAN", 2: "protocol's VLAN", 3: "VLAN's name", 4: "protocol", 7: "aggregation", 9: "transmission selection", 10: "its recommendation", 11: "flow control", 12: "priorities"][$0] }
        case .vlanFlags: .init("lldp.ieee.802_1.port_and_vlan_id_flag", "Flags", .hex(2), "Whether protocols have VLANs of their own.")
        case .vlanEnabled: .init("lldp.ieee.802_1.port_and_vlan_id_flag.enabled", "Enabled", .boolean, "They have.", bits: 5..<6)
        case .vlanSupported: .init("lldp.ieee.802_1.port_and_vlan_id_flag.supported", "Supported", .boolean, "They can have.", bits: 6..<7)
        case .portVLAN: .init("lldp.ieee.802_1.port_vlan.id", "Port's VLAN", .decimal, "The VLAN of frames without a tag.")
        case .protocolVLAN: .init("lldp.ieee.802_1.port_proto_vlan.id", "Protocol's VLAN", .decimal, "The VLAN of some protocol's frames.")
        case .vlan: .init("lldp.ieee.802_1.vlan.id", "VLAN", .decimal, "The VLAN that has a name.")
        case .vlanNameLength: .init("lldp.ieee.802_1.vlan.name_len", "Name's length", .decimal, "Bytes of the name.")
        case .vlanName: .init("lldp.ieee.802_1.vlan.name", "VLAN's name", .text, "What people call the VLAN.")
        case .protocolLength: .init("lldp.ieee.802_1.proto.id_length", "Protocol's length", .decimal, "Bytes of what its frames begin with.")
        case .protocolID: .init("lldp.ieee.802_1.proto.id", "Protocol", .bytes, "What frames of a protocol that the port speaks begin with.")
        case .bridgeAggregation: .init("lldp.ieee.802_1.aggregation_status", "Aggregation", .hex(2), "Whether several links are used as one.")
        case .bridgeAggregationType: .init("lldp.ieee.802_1.aggregation_status.porttype", "Port's kind", .decimal, "Where in the network the port is.", bits: 4..<6)
        case .bridgeAggregationEnabled: .init("lldp.ieee.802_1.aggregation_status.enabled", "Enabled", .boolean, "They are.", bits: 6..<7)
        case .bridgeAggregationCapable: .init("lldp.ieee.802_1.aggregation_status.cap", "Capable", .boolean, "They can be.", bits: 7..<8)
        case .bridgeAggregated: .init("lldp.ieee.802_1.aggregated_port_id", "Aggregated port", .decimal, "The port that they are one link of.")
        case .etherType: .init("lldp.ieee.802_3.subtype", "IEEE 802.3's entry", .hex(2), "Which of 802.3's entries this is.") { [1: "speed and duplex", 2: "power", 3: "aggregation", 4: "frame size", 5: "sleep"][$0] }
        case .negotiation: .init("lldp.ieee.802_3.mac_phy_auto_neg_status", "Negotiation", .hex(2), "Whether both ends agree on the speed by themselves.")
        case .negotiationEnabled: .init("lldp.ieee.802_3.mac_phy_auto_neg_status.enabled", "Enabled", .boolean, "They do.", bits: 6..<7)
        case .negotiationSupported: .init("lldp.ieee.802_3.mac_phy_auto_neg_status.supported", "Supported", .boolean, "They can.", bits: 7..<8)
        case .advertised: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps", "Offered", .hex(4), "The speeds that this end offers.")
        case .advert1000TFull: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_tfd", "1000BASE-T full", .boolean, "Both ways at once.", bits: 15..<16)
        case .advert1000T: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_t", "1000BASE-T half", .boolean, "One way at a time.", bits: 14..<15)
        case .advert1000XFull: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_xfd", "1000BASE-X full", .boolean, "Over fibre, both ways at once.", bits: 13..<14)
        case .advert1000X: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_x", "1000BASE-X half", .boolean, "Over fibre, one way at a time.", bits: 12..<13)
        case .advertBothPause: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_bpause", "Pause, any", .boolean, "Either end, or both, may ask the other to wait.", bits: 11..<12)
        case .advertPauseSymmetric: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_spause", "Pause, both", .boolean, "Both ends may ask the other to wait.", bits: 10..<11)
        case .advertPauseAsymmetric: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_apause", "Pause, one", .boolean, "One end may ask the other to wait.", bits: 9..<10)
        case .advertPause: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_pause", "Pause", .boolean, "An end may ask the other to wait.", bits: 8..<9)
        case .advert100T2Full: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2fd", "100BASE-T2 full", .boolean, "Both ways at once.", bits: 7..<8)
        case .advert100T2: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2", "100BASE-T2 half", .boolean, "One way at a time.", bits: 6..<7)
        case .advert100TXFull: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_txfd", "100BASE-TX full", .boolean, "Both ways at once.", bits: 5..<6)
        case .advert100TX: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_tx", "100BASE-TX half", .boolean, "One way at a time.", bits: 4..<5)
        case .advert100T4: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t4", "100BASE-T4", .boolean, "Over four pairs of wires.", bits: 3..<4)
        case .advert10TFull: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_tfd", "10BASE-T full", .boolean, "Both ways at once.", bits: 2..<3)
        case .advert10T: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_t", "10BASE-T half", .boolean, "One way at a time.", bits: 1..<2)
        case .advertOther: .init("lldp.ieee.802_3.pmd_auto_neg_advertised_caps.other", "Another", .boolean, "Something else, or not known.", bits: 0..<1)
        case .mau: .init("lldp.ieee.802_3.pmd_mau_type", "In use", .hex(4), "What the link runs at now.") { [0x05: "10BASE-T", 0x0a: "10BASE-T half", 0x0b: "10BASE-T full", 0x0f: "100BASE-TX half", 0x10: "100BASE-TX full", 0x12: "100BASE-FX full", 0x1d: "1000BASE-T half", 0x1e: "1000BASE-T full"][$0] }
        case .powerSupport: .init("lldp.ieee.802_3.mdi_power_support", "Power", .hex(2), "Whether the cable carries power.")
        case .powerPairs: .init("lldp.ieee.802_3.mdi_power_support.pse_pairs", "Pairs by choice", .boolean, "The pairs of wires can be chosen.", bits: 4..<5)
        case .powerEnabled: .init("lldp.ieee.802_3.mdi_power_support.enabled", "Enabled", .boolean, "It does.", bits: 5..<6)
        case .powerSupported: .init("lldp.ieee.802_3.mdi_power_support.supported", "Supported", .boolean, "It can.", bits: 6..<7)
        case .powerClassSource: .init("lldp.ieee.802_3.mdi_power_support.port_class", "Source", .boolean, "1: this end gives power; 0: it takes it.", bits: 7..<8)
        case .pair: .init("lldp.ieee.802_3.mdi_pse_pair", "Pair", .decimal, "Which pair carries it: 1 with the signal, 2 the spare one.")
        case .powerClass: .init("lldp.ieee.802_3.mdi_power_class", "Power class", .decimal, "How much is needed; counted from 1 for class 0.")
        case .powerType: .init("lldp.ieee.802_3.mdi_power_type", "Power type", .decimal, "Source or taker, and of which generation.", bits: 0..<2)
        case .powerSource: .init("lldp.ieee.802_3.mdi_power_source", "Power source", .decimal, "Where the power comes from.", bits: 2..<4)
        case .powerPriority: .init("lldp.ieee.802_3.mdi_power_priority", "Power priority", .decimal, "Who is served first when there is little: 1 the most important.", bits: 4..<8)
        case .powerRequested: .init("lldp.ieee.802_3.mdi_pde_requested", "Power wanted", .decimal, "Tenths of a watt.")
        case .powerAllocated: .init("lldp.ieee.802_3.mdi_pse_allocated", "Power granted", .decimal, "Tenths of a watt.")
        case .aggregation: .init("lldp.ieee.802_3.aggregation_status", "Aggregation", .hex(2), "Whether several links are used as one.")
        case .aggregationEnabled: .init("lldp.ieee.802_3.aggregation_status.enabled", "Enabled", .boolean, "They are.", bits: 6..<7)
        case .aggregationCapable: .init("lldp.ieee.802_3.aggregation_status.cap", "Capable", .boolean, "They can be.", bits: 7..<8)
        case .aggregated: .init("lldp.ieee.802_3.aggregated_port_id", "Aggregated port", .decimal, "The port that they are one link of.")
        case .frameSize: .init("lldp.ieee.802_3.max_frame_size", "Longest frame", .decimal, "Bytes of the longest frame.")
        case .sleepTransmit: .init("lldp.ieee.802_3.eee.transmit", "Waking time", .decimal, "Microseconds that the sender waits after the link was asleep.")
        case .sleepReceive: .init("lldp.ieee.802_3.eee.receive", "Wanted waking time", .decimal, "Microseconds that the receiver would like.")
        case .sleepFallback: .init("lldp.ieee.802_3.eee.fallback_receive", "Second choice", .decimal, "Microseconds that it can do with.")
        case .sleepEchoTransmit: .init("lldp.ieee.802_3.eee.echo_transmit", "Other's waking time", .decimal, "What the other end said, repeated.")
        case .sleepEchoReceive: .init("lldp.ieee.802_3.eee.echo_receive", "Other's wanted waking time", .decimal, "What the other end said, repeated.")
        case .mediaType: .init("lldp.media.subtype", "Media's entry", .hex(2), "Which of the entries for media endpoints this is.") { [1: "capabilities", 2: "network policy", 3: "location", 4: "power", 5: "hardware", 6: "firmware", 7: "software", 8: "serial number", 9: "manufacturer", 10: "model", 11: "asset"][$0] }
        case .mediaCapabilities: .init("lldp.media.subtype.caps", "Capabilities", .hex(4), "Which entries for media endpoints the device knows.")
        case .mediaInventory: .init("lldp.media.subtype.caps.inventory", "Inventory", .boolean, "Tells what it is.", bits: 10..<11)
        case .mediaPowered: .init("lldp.media.subtype.caps.mid_pd", "Takes power", .boolean, "Takes power from the cable.", bits: 11..<12)
        case .mediaPowering: .init("lldp.media.subtype.caps.mdi_pse", "Gives power", .boolean, "Gives power to the cable.", bits: 12..<13)
        case .mediaLocation: .init("lldp.media.subtype.caps.location_id", "Location", .boolean, "Knows where it is.", bits: 13..<14)
        case .mediaPolicy: .init("lldp.media.subtype.caps.network_policy", "Network policy", .boolean, "Is told its VLAN.", bits: 14..<15)
        case .mediaLLDP: .init("lldp.media.subtype.caps.llpd", "Capabilities known", .boolean, "Knows this entry.", bits: 15..<16)
        case .mediaClass: .init("lldp.media.subtype.class", "Class", .decimal, "What kind of device this is.") { ["", "endpoint", "media endpoint", "telephone", "network"][safe: Int(truncatingIfNeeded: $0)] }
        case .application: .init("lldp.media.app_type", "Application", .decimal, "What the policy is for.") { ["", "voice", "voice signalling", "guests' voice", "guests' voice signalling", "soft phone", "video conference", "video", "video signalling"][safe: Int(truncatingIfNeeded: $0)] }
        case .policyUnknown: .init("lldp.media.policy_flag", "Unknown", .boolean, "There is no policy yet.", bits: 0..<1)
        case .policyTagged: .init("lldp.media.tag_flag", "Tagged", .boolean, "Frames are to have a tag.", bits: 1..<2)
        case .policyVLAN: .init("lldp.media.vlan_id", "VLAN", .decimal, "The VLAN to use.", bits: 3..<15)
        case .policyPriority: .init("lldp.media.l2_prio", "Frame priority", .decimal, "The priority for the tag.", bits: 15..<18)
        case .policyDSCP: .init("lldp.media.dscp", "DSCP", .decimal, "The priority for IP's header.", bits: 18..<24)
        case .mediaPowerType: .init("lldp.media.power.type", "Power type", .decimal, "0: gives power; 1: takes it.", bits: 0..<2)
        case .mediaPowerSource: .init("lldp.media.power.source", "Power source", .decimal, "Where the power comes from.", bits: 2..<4)
        case .mediaPowerPriority: .init("lldp.media.power.prio", "Power priority", .decimal, "Who is served first when there is little: 1 the most important.", bits: 4..<8)
        case .mediaPowerValue: .init("lldp.media.power.value", "Power", .decimal, "Tenths of a watt.")
        case .hardware: .init("lldp.media.hardware", "Hardware", .text, "Its revision.")
        case .firmware: .init("lldp.media.firmware", "Firmware", .text, "Its revision.")
        case .software: .init("lldp.media.software", "Software", .text, "Its revision.")
        case .serial: .init("lldp.media.sn", "Serial number", .text, "The device's number.")
        case .manufacturer: .init("lldp.media.manufacturer", "Manufacturer", .text, "Who made it.")
        case .model: .init("lldp.media.model", "Model", .text, "What it is sold as.")
        case .asset: .init("lldp.media.asset", "Asset", .text, "Its owner's number for it.")
        case .unknownType: .init("lldp.unknown_subtype", "Organisation's entry", .decimal, "Which of the organisation's entries this is.")
        case .unknownContent: .init("lldp.unknown_subtype.content", "Value", .bytes, "What the entry says.")
        }
    }

    static let vlanBits = FlagBits<LLDPOrganisationField>(bytes: 1, .vlanSupported, .vlanEnabled)
    static let bridgeAggregationBits = FlagBits<LLDPOrganisationField>(bytes: 1, .bridgeAggregationCapable, .bridgeAggregationEnabled, .bridgeAggregationType)
    static let negotiationBits = FlagBits<LLDPOrganisationField>(bytes: 1, .negotiationSupported, .negotiationEnabled)
    static let advertisedBits = FlagBits<LLDPOrganisationField>(
        bytes: 2, .advert1000TFull, .advert1000T, .advert1000XFull, .advert1000X, .advertBothPause, .advertPauseSymmetric, .advertPauseAsymmetric, .advertPause, .advert100T2Full, .advert100T2, .advert100TXFull, .advert100TX, .advert100T4, .advert10TFull, .advert10T, .advertOther)
    static let powerBits = FlagBits<LLDPOrganisationField>(bytes: 1, .powerClassSource, .powerSupported, .powerEnabled, .powerPairs)
    static let powerTypeBits = FlagBits<LLDPOrganisationField>(bytes: 1, .powerType, .powerSource, .powerPriority)
    static let aggregationBits = FlagBits<LLDPOrganisationField>(bytes: 1, .aggregationCapable, .aggregationEnabled)
    static let mediaBits = FlagBits<LLDPOrganisationField>(bytes: 2, .mediaLLDP, .mediaPolicy, .mediaLocation, .mediaPowering, .mediaPowered, .mediaInventory)
    static let policyBits = FlagBits<LLDPOrganisationField>(bytes: 3, .policyUnknown, .policyTagged, .policyVLAN, .policyPriority, .policyDSCP)
    static let mediaPowerBits = FlagBits<LLDPOrganisationField>(bytes: 1, .mediaPowerType, .mediaPowerSource, .mediaPowerPriority)
}
