enum LLCDissector { static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) } }
enum VLANDissector { static func dissect(_ p: ProtocolID, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) } }
enum PPPoEDissector { static func dissect(_ p: ProtocolID, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) } }
enum LLDPDissector { static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) { DataDissector.dissect(data, &d) } }
enum LoopDissector { static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) { DataDissector.dissect(data, &d) } }
enum IGMPDissector { static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) { DataDissector.dissect(data, &d) } }
enum OSPFDissector { static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) { DataDissector.dissect(data, &d) } }
enum NullDissector { static func dissect(isNetworkOrder: Bool, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) } }
enum RawIPDissector { static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) } }
enum LinuxCookedDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) }
    static func dissectVersion2(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) }
}
enum PPPDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) }
    static func dissectHDLC(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) }
}
enum WLANDissector { static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) } }
enum RadiotapDissector { static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) { DataDissector.dissect(data, &d) } }
