/// Management frames of 802.11 (IEEE 802.11 section 9.4): fixed parts, and entries that tell about the network.
enum WLANManagementField: UInt8, FieldSet {
    case timestamp, beaconInterval, capabilities, canEss, canIbss, canReserved1, canReserved2, canPrivacy, canShortPreamble, canReserved3, canReserved4, canSpecMan, canQos, canShortSlotTime, canApsd, canRadioMeasurement, canEpd, canReserved5, canReserved6
    case listenInterval, status, association, currentAP, reason, algorithm, authenticationSequence
    case rate, extendedRate, channel, deliveryCount, deliveryPeriod, mapControl, mapMulticast, mapOffset, map, country, environment, firstChannel, channelCount, channelPower
    case securityVersion, groupCipher, pairwiseCount, pairwiseCipher, keyCount, keyManagement, securityCapabilities
    case stations, utilization, admission, protection, protectionPresent, protectionUse, protectionBarker, organisation, organisationType

    static var proto: ProtocolID { .wlanManagement }
    var definition: FieldDefinition {
        switch self {
        case .timestamp: .init("wlan.fixed.timestamp", "Timestamp", .decimal, "Microseconds of the network's clock.")
        case .beaconInterval: .init("wlan.fixed.beacon", "Beacon interval", .decimal, "Units of 1.024 ms between beacons.")
        case .capabilities: .init("wlan.fixed.capabilities", "Capabilities", .hex(4), "What the sender can do.")
        case .canEss: .init("wlan.fixed.capabilities.ess", "ESS", .boolean, "An access point.", bits: 7..<8)
        case .canIbss: .init("wlan.fixed.capabilities.ibss", "IBSS", .boolean, "A network without an access point.", bits: 6..<7)
        case .canReserved1: .init("wlan.fixed.capabilities.reserved1", "Reserved", .boolean, "Must be 0.", bits: 5..<6)
        case .canReserved2: .init("wlan.fixed.capabilities.reserved2", "Reserved", .boolean, "Must be 0.", bits: 4..<5)
        case .canPrivacy: .init("wlan.fixed.capabilities.privacy", "Privacy", .boolean, "Frames are encrypted.", bits: 3..<4)
        case .canShortPreamble: .init("wlan.fixed.capabilities.short_preamble", "Short preamble", .boolean, "Frames may begin with a short preamble.", bits: 2..<3)
        case .canReserved3: .init("wlan.fixed.capabilities.reserved3", "Reserved", .boolean, "Must be 0.", bits: 1..<2)
        case .canReserved4: .init("wlan.fixed.capabilities.reserved4", "Reserved", .boolean, "Must be 0.", bits: 0..<1)
        case .canSpecMan: .init("wlan.fixed.capabilities.spec_man", "Spectrum management", .boolean, "Gives way to radar, and tells how loud to send.", bits: 15..<16)
        case .canQos: .init("wlan.fixed.capabilities.qos", "QoS", .boolean, "Tells urgent frames from others.", bits: 14..<15)
        case .canShortSlotTime: .init("wlan.fixed.capabilities.short_slot_time", "Short slots", .boolean, "Waits in short steps.", bits: 13..<14)
        case .canApsd: .init("wlan.fixed.capabilities.apsd", "Power save delivery", .boolean, "Delivers to sleepers when they wake.", bits: 12..<13)
        case .canRadioMeasurement: .init("wlan.fixed.capabilities.radio_measurement", "Radio measurement", .boolean, "Measures the radio for others.", bits: 11..<12)
        case .canEpd: .init("wlan.fixed.capabilities.epd", "EPD", .boolean, "Frames may name their protocol as Ethernet does.", bits: 10..<11)
        case .canReserved5: .init("wlan.fixed.capabilities.reserved5", "Reserved", .boolean, "Must be 0.", bits: 9..<10)
        case .canReserved6: .init("wlan.fixed.capabilities.reserved6", "Reserved", .boolean, "Must be 0.", bits: 8..<9)
        case .listenInterval: .init("wlan.fixed.listen_ival", "Listen interval", .hex(4), "How many beacons a sleeper may miss.")
        case .status: .init("wlan.fixed.status_code", "Status", .hex(4), "How it went.", WLANManagement.statusName)
        case .association: .init("wlan.fixed.aid", "Association", .hex(4), "The station's number at the access point.")
        case .currentAP: .init("wlan.fixed.current_ap", "Current access point", .mac, "The access point that the station comes from.")
        case .reason: .init("wlan.fixed.reason_code", "Reason", .hex(4), "Why it ends.", WLANManagement.reasonName)
        case .algorithm: .init("wlan.fixed.auth.alg", "Algorithm", .decimal, "How the station proves who it is.") { [0: "open", 1: "shared key", 2: "fast transition", 3: "SAE"][$0] }
        case .authenticationSequence: .init("wlan.fixed.auth_seq", "Step", .hex(4), "Which step of the exchange this is.")
        case .rate: .init("wlan.supported_rates", "Rate", .hex(2), "Units of 500 kbit/s; with the highest bit: everybody must know it.", WLANManagement.rateName)
        case .extendedRate: .init("wlan.extended_supported_rates", "Rate", .hex(2), "Units of 500 kbit/s; with the highest bit: everybody must know it.", WLANManagement.rateName)
        case .channel: .init("wlan.ds.current_channel", "Channel", .decimal, "The channel that the network is on.")
        case .deliveryCount: .init("wlan.tim.dtim_count", "Beacons to delivery", .decimal, "How many beacons until frames for everybody are sent.")
        case .deliveryPeriod: .init("wlan.tim.dtim_period", "Delivery period", .decimal, "How many beacons from one such delivery to the next.")
        case .mapControl: .init("wlan.tim.bmapctl", "Map's control", .hex(2), "Where the map begins.")
        case .mapMulticast: .init("wlan.tim.bmapctl.multicast", "Multicast", .boolean, "Frames for everybody are waiting.", bits: 7..<8)
        case .mapOffset: .init("wlan.tim.bmapctl.offset", "Map's offset", .hex(2), "Where the map begins.", bits: 0..<7)
        case .map: .init("wlan.tim.partial_virtual_bitmap", "Map", .bytes, "A bit for each station for which frames are waiting.")
        case .country: .init("wlan.country_info.code", "Country", .text, "Whose rules the radio keeps.")
        case .environment: .init("wlan.country_info.environment", "Environment", .decimal, "Indoors (73), outdoors (79) or both (32).")
        case .firstChannel: .init("wlan.country_info.fnm.fcn", "First channel", .decimal, "The first of some channels.")
        case .channelCount: .init("wlan.country_info.fnm.nc", "Channels", .decimal, "How many they are.")
        case .channelPower: .init("wlan.country_info.fnm.mtpl", "Most power", .decimal, "How loud one may send there, in dBm.")
        case .securityVersion: .init("wlan.rsn.version", "Security version", .decimal, "1.")
        case .groupCipher: .init("wlan.rsn.gcs", "Cipher for all", .decimal, "How frames for everybody are encrypted.", WLANManagement.cipherName)
        case .pairwiseCount: .init("wlan.rsn.pcs.count", "Ciphers", .decimal, "How many ciphers follow.")
        case .pairwiseCipher: .init("wlan.rsn.pcs", "Cipher", .decimal, "How frames for one may be encrypted.", WLANManagement.cipherName)
        case .keyCount: .init("wlan.rsn.akms.count", "Key managements", .decimal, "How many ways to agree on keys follow.")
        case .keyManagement: .init("wlan.rsn.akms", "Key management", .decimal, "A way to agree on keys.") { [0x000fac01: "802.1X", 0x000fac02: "PSK", 0x000fac08: "SAE", 0x000fac12: "OWE"][$0] }
        case .securityCapabilities: .init("wlan.rsn.capabilities", "Security capabilities", .hex(4), "What else is protected.")
        case .stations: .init("wlan.qbss.scount", "Stations", .decimal, "How many stations are there.")
        case .utilization: .init("wlan.qbss.cu", "Channel's use", .decimal, "How busy the channel is: 255 all the time.")
        case .admission: .init("wlan.qbss.adc", "Room", .decimal, "Units of 32 µs a second that are to be had.")
        case .protection: .init("wlan.erp_info", "Old stations", .hex(2), "Whether stations of 802.11b are near.")
        case .protectionPresent: .init("wlan.erp_info.erp_present", "Present", .boolean, "Some are.", bits: 7..<8)
        case .protectionUse: .init("wlan.erp_info.use_protection", "Protection", .boolean, "Frames are to be announced so that they keep quiet.", bits: 6..<7)
        case .protectionBarker: .init("wlan.erp_info.barker_preamble_mode", "Long preamble", .boolean, "Some need the long preamble.", bits: 5..<6)
        case .organisation: .init("wlan.tag.oui", "Organisation", .decimal, "Who gave the entry its meaning.")
        case .organisationType: .init("wlan.tag.vendor.oui.type", "Organisation's type", .decimal, "Which of its entries this is.")
        }
    }

    static let capabilityBits = FlagBits<WLANManagementField>(bytes: 2, .canEss, .canIbss, .canReserved1, .canReserved2, .canPrivacy, .canShortPreamble, .canReserved3, .canReserved4, .canSpecMan, .canQos, .canShortSlotTime, .canApsd, .canRadioMeasurement, .canEpd, .canReserved5, .canReserved6)
    static let mapBits = FlagBits<WLANManagementField>(bytes: 1, .mapMulticast, .mapOffset)
    static let protectionBits = FlagBits<WLANManagementField>(bytes: 1, .protectionPresent, .protectionUse, .protectionBarker)
}
