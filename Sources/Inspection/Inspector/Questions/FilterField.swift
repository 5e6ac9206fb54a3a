/// What kind of values a field has.
enum FilterKind: Sendable, Equatable {
    /// None: that it is there is all.
    case none
    case number, boolean, time, ipv4, ipv6, mac, bytes, text
    /// A protocol: its bytes.
    case proto

    var isNumber: Bool { self == .number || self == .boolean }
    var isBytes: Bool { self == .bytes || self == .mac || self == .proto }

    /// With an article, for errors.
    var title: String {
        switch self {
        case .none: "nothing"
        case .number: "a number"
        case .boolean: "true or false"
        case .time: "a time"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .mac: "a MAC address"
        case .bytes: "bytes"
        case .text: "text"
        case .proto: "a protocol's bytes"
        }
    }

    init(_ format: FieldFormat) {
        switch format {
        case .decimal, .signed, .hex: self = .number
        case .boolean, .presence: self = .boolean
        case .ipv4: self = .ipv4
        case .ipv6: self = .ipv6
        case .mac: self = .mac
        case .bytes: self = .bytes
        case .text: self = .text
        case .seconds: self = .time
        case .group: self = .none
        }
    }
}

/// A name that a question uses: a field's, one of Wireshark's names for several fields at once, or a protocol's.
struct FilterField: Sendable {
    enum Source: Sendable {
        case records([FieldID])
        case proto(String)
        case derived(DerivedField)
    }
    let name: String
    let source: Source
    var kind: FilterKind
    /// A field may have the name of a protocol, which is there without it.
    var proto: String?
    /// Only in these of the frame's layers of its protocol: the first is 1, the last -1.
    var layers: [(first: Int, last: Int)] = []
    /// Its bytes as they stand in the frame.
    var isRaw = false

    init?(_ name: String) {
        self.name = name
        let known = Self.older(name)
        proto = Self.isProtocol(known) ? known : nil
        if let derived = DerivedField.named[known] {
            (source, kind) = (.derived(derived), derived.kind)
            return
        }
        let ids = Self.ids(known)
        if let first = ids.first {
            source = .records(ids)
            kind = FilterKind(Registry.shared[first].format)
            if kind == .none, proto != nil { kind = .proto }
        } else if let proto {
            (source, kind) = (.proto(proto), .proto)
        } else {
            return nil
        }
    }

    /// The fields that a name stands for.
    static func ids(_ name: String) -> [FieldID] {
        let name = older(name)
        return together[name].map { $0.flatMap { Registry.shared.ids(named: $0) } } ?? Registry.shared.ids(named: name)
    }

    private static func isProtocol(_ name: String) -> Bool {
        Registry.shared.protocols.contains { $0.name == name } || ForeignProtocols.name(name) != ProtocolName(.data)
    }

    /// Names of protocols that have others now.
    private static func older(_ name: String) -> String {
        for (old, new) in [("bootp", "dhcp"), ("ssl", "tls")] where name == old || name.hasPrefix(old + ".") { return new + name.dropFirst(old.count) }
        return name
    }

    /// Wireshark's names for several fields at once.
    private static let together: [String: [String]] = [
        "ip.addr": ["ip.src", "ip.dst"], "ipv6.addr": ["ipv6.src", "ipv6.dst"], "eth.addr": ["eth.dst", "eth.src"], "tcp.port": ["tcp.srcport", "tcp.dstport"], "udp.port": ["udp.srcport", "udp.dstport"],
        "ip.host": ["ip.src", "ip.dst"], "ip.src_host": ["ip.src"], "ip.dst_host": ["ip.dst"], "ipv6.host": ["ipv6.src", "ipv6.dst"], "ipv6.src_host": ["ipv6.src"], "ipv6.dst_host": ["ipv6.dst"],
        "wlan.addr": ["wlan.ra", "wlan.da", "wlan.ta", "wlan.sa", "wlan.bssid"],
    ]

    /// Every name that can be asked for.
    static var allNames: [String] {
        Registry.shared.allNames + Registry.shared.protocols.map(\.name) + together.keys.sorted() + DerivedField.named.keys.sorted()
    }

    /// The name most like this one, if one is: what may have been meant.
    static func nearest(to name: String) -> String? {
        guard name.utf8.count <= 60 else { return nil }
        let wanted = Array(name.lowercased().utf8)
        var best: (name: String, distance: Int)?
        for known in allNames where abs(known.utf8.count - wanted.count) <= 3 {
            let distance = editDistance(wanted, Array(known.utf8))
            if distance < best?.distance ?? min(4, max(2, wanted.count / 2)) { best = (known, distance) }
        }
        return best?.name
    }

    /// How many letters must be changed, added, taken away or exchanged with their neighbours.
    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = [], row = Array(0...b.count)
        for i in a.indices {
            var next = [i + 1]
            for j in b.indices {
                var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return row[b.count]
    }
}
