public import Wire
import CPcap

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A network interface as libpcap lists it.
public struct Interface: Sendable {
    /// "lo", "eth0".
    public let name: String
    /// libpcap's description; empty where it has none.
    public let description: String
    /// IPv4 and IPv6 addresses with their prefix lengths (nil: none given), in the system's order.
    public let addresses: [(address: IPAddress, prefixLength: Int?)]
    /// The link-layer address; nil where there is none.
    public let mac: MACAddress?
    public let isLoopback: Bool
    public let isUp: Bool
    /// Whether it can carry frames now (the cable is in).
    public let isRunning: Bool
    /// What its frames begin with; nil where it could not be opened to ask.
    public let linkType: LinkType?
    /// Why this process may not capture there; nil: it may.
    public let refusal: CaptureError?

    public init(
        name: String, description: String = "", addresses: [(address: IPAddress, prefixLength: Int?)] = [], mac: MACAddress? = nil,
        isLoopback: Bool = false, isUp: Bool = true, isRunning: Bool = true, linkType: LinkType? = nil, refusal: CaptureError? = nil
    ) {
        self.name = name
        self.description = description
        self.addresses = addresses
        self.mac = mac
        self.isLoopback = isLoopback
        self.isUp = isUp
        self.isRunning = isRunning
        self.linkType = linkType
        self.refusal = refusal
    }

    public var mayCapture: Bool { refusal == nil }
}

public enum Interfaces {
    /// The machine's interfaces, in libpcap's order (those that are up first).
    ///
    /// Each is opened for a moment to learn its link type and whether this process may capture on it.
    public static func list() throws(CaptureError) -> [Interface] {
        var first: UnsafeMutablePointer<pcap_if_t>?
        let (status, message) = withErrorBuffer { pcap_findalldevs(&first, $0) }
        guard status == 0 else { throw CaptureError(.system, "list", "interfaces", message) }
        defer { pcap_freealldevs(first) }
        var interfaces: [Interface] = []
        var next = first
        while let device = next {
            interfaces.append(describe(device.pointee))
            next = device.pointee.next
        }
        return interfaces
    }

    /// Why this process may not capture on an interface; nil: it may.
    public static func refusal(on name: String) -> CaptureError? {
        do throws(CaptureError) {
            _ = try LiveCapture(interface: name, options: CaptureOptions(snapLength: 96, bufferSize: 1 << 16))
            return nil
        } catch {
            return error
        }
    }

    private static func describe(_ device: pcap_if_t) -> Interface {
        let name = String(cString: device.name)
        var linkType: LinkType?, refusal: CaptureError?
        do throws(CaptureError) {
            linkType = try LiveCapture(interface: name, options: CaptureOptions(snapLength: 96, bufferSize: 1 << 16)).linkType
        } catch {
            refusal = error
        }
        var addresses: [(address: IPAddress, prefixLength: Int?)] = [], mac: MACAddress?
        var next = device.addresses
        while let entry = next {
            next = entry.pointee.next
            guard let address = entry.pointee.addr else { continue }
            if let ip = ipAddress(address) {
                addresses.append((ip, entry.pointee.netmask.flatMap { prefixLength($0, of: ip) }))
            } else if let link = linkAddress(address) {
                mac = link
            }
        }
        func has(_ flag: Int32) -> Bool { device.flags & UInt32(flag) != 0 }
        return Interface(
            name: name, description: device.description.map { String(cString: $0) } ?? "", addresses: addresses, mac: mac,
            isLoopback: has(PCAP_IF_LOOPBACK), isUp: has(PCAP_IF_UP), isRunning: has(PCAP_IF_RUNNING), linkType: linkType, refusal: refusal)
    }

    private static func ipAddress(_ address: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET: return .v4(IPv4Address(rawValue: UInt32(bigEndian: raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr)))
        case AF_INET6:
            let octets = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return .v6(IPv6Address(rawValue: withUnsafeBytes(of: octets) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }))
        default: return nil
        }
    }

    /// A netmask's leading ones. (The mask's own address family is not always filled in.)
    private static func prefixLength(_ mask: UnsafeMutablePointer<sockaddr>, of address: IPAddress) -> Int {
        let raw = UnsafeRawPointer(mask)
        switch address {
        case .v4: return (~UInt32(bigEndian: raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr)).leadingZeroBitCount
        case .v6:
            let octets = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return (~withUnsafeBytes(of: octets) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }).leadingZeroBitCount
        }
    }

    private static func linkAddress(_ address: UnsafeMutablePointer<sockaddr>) -> MACAddress? {
        #if os(Linux)
        guard Int32(address.pointee.sa_family) == AF_PACKET else { return nil }
        let link = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_ll.self)
        guard link.sll_halen == 6 else { return nil }
        let octets = withUnsafeBytes(of: link.sll_addr) { $0.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return MACAddress(rawValue: octets)
        #else
        return nil
        #endif
    }
}
