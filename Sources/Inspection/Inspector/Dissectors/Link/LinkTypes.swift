/// What a frame begins with: the table of LINKTYPE_ numbers.
enum LinkTypes {
    static func dissect(_ linkType: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        switch linkType {
        case 1: try EthernetDissector.dissect(data, &d, &s)
        case 0, 108: try NullDissector.dissect(isNetworkOrder: linkType == 108, data, &d, &s)
        case 228: try IPDissector.dissect(data, &d, &s)
        case 229: try IPv6Dissector.dissect(data, &d, &s)
        case 12, 14, 101: try RawIPDissector.dissect(data, &d, &s)
        case 113: try LinuxCookedDissector.dissect(data, &d, &s)
        case 276: try LinuxCookedDissector.dissectVersion2(data, &d, &s)
        case 9, 50: try PPPDissector.dissectHDLC(data, &d, &s)
        case 104: try CiscoHDLCDissector.dissect(data, &d, &s)
        case 51: try PPPoEDissector.dissect(.pppoes, data, &d, &s)
        case 192: try RareLinks.perPacket(data, &d, &s)
        case 10: try RareLinks.fddi(data, &d, &s)
        case 105: try WLANDissector.dissect(data, &d, &s)
        case 127: try RadiotapDissector.dissect(data, &d, &s)
        case 107: try FrameRelayDissector.dissect(data, &d, &s)
        case 242: try IPoIBDissector.dissect(data, &d, &s)
        case 7, 129: try RareLinks.arcnet(hasOffset: linkType == 129, data, &d, &s)
        case 226: try RareLinks.solaris(data, &d, &s)
        case 239: try RareLinks.netfilterLog(data, &d, &s)
        case 258: try RareLinks.packetTap(data, &d, &s)
        default: DataDissector.named(names[linkType].map { ForeignProtocols.name($0) }, data, &d)
        }
    }

    /// Links that have nothing to do with IP, by name alone.
    private static let names: [Int: String] = [189: "usb", 195: "wpan", 220: "usb", 230: "wpan", 249: "usb", 253: "netlink", 271: "vsock"]
}
