/// The Dynamic Host Configuration Protocol (RFC 2131, options of RFC 2132).
enum DHCPField: UInt8, FieldSet {
    case operation, hardwareType, hardwareLength, hops, id, seconds, flags, broadcast, clientAddress, yourAddress, serverAddress, relayAddress, mac, hardware
    case serverName, file, cookie, optionType, optionLength, value, messageType, subnetMask, router, domainNameServer, hostName, domainName, leaseTime, serverID, requestedAddress
    case renewalTime, rebindingTime, maximumSize, parameter, broadcastAddress, end

    static var proto: ProtocolID { .dhcp }
    var definition: FieldDefinition {
        switch self {
        case .operation: .init("dhcp.type", "Operation", .decimal, "1 from the client, 2 from the server.") { $0 == 1 ? "request" : $0 == 2 ? "reply" : nil }
        case .hardwareType: .init("dhcp.hw.type", "Hardware type", .hex(2), "What kind of link this is: 1 is Ethernet.")
        case .hardwareLength: .init("dhcp.hw.len", "Hardware length", .decimal, "Bytes of a link address.")
        case .hops: .init("dhcp.hops", "Hops", .decimal, "How many relays have passed this on.")
        case .id: .init("dhcp.id", "Transaction", .hex(8), "The answer repeats it.")
        case .seconds: .init("dhcp.secs", "Seconds", .decimal, "How long the client has been trying.")
        case .flags: .init("dhcp.flags", "Flags", .hex(4), "How to answer.")
        case .broadcast: .init("dhcp.flags.bc", "Broadcast", .boolean, "Answer to everybody: the client has no address yet.")
        case .clientAddress: .init("dhcp.ip.client", "Client's address", .ipv4, "The address that the client has.")
        case .yourAddress: .init("dhcp.ip.your", "Your address", .ipv4, "The address that the client gets.")
        case .serverAddress: .init("dhcp.ip.server", "Next server", .ipv4, "Where to go on.")
        case .relayAddress: .init("dhcp.ip.relay", "Relay", .ipv4, "The relay between client and server.")
        case .mac: .init("dhcp.hw.mac_addr", "Client's MAC", .mac, "The client's address on its link.")
        case .hardware: .init("dhcp.hw.addr", "Client's hardware address", .bytes, "The client's address on its link.")
        case .serverName: .init("dhcp.server", "Server's name", .text, "The server's name.")
        case .file: .init("dhcp.file", "Boot file", .text, "What to start from.")
        case .cookie: .init("dhcp.cookie", "Cookie", .ipv4, "99.130.83.99: options follow.")
        case .optionType: .init("dhcp.option.type", "Option", .decimal, "Which option this is.", DHCPDissector.optionName)
        case .optionLength: .init("dhcp.option.length", "Option length", .decimal, "Bytes of the option's value.")
        case .value: .init("dhcp.option.value", "Value", .bytes, "What the option says.")
        case .messageType: .init("dhcp.option.dhcp", "Message type", .decimal, "Which step of the conversation this is.", DHCPDissector.messageName)
        case .subnetMask: .init("dhcp.option.subnet_mask", "Subnet mask", .ipv4, "Which addresses are on the client's own link.")
        case .router: .init("dhcp.option.router", "Router", .ipv4, "Where packets to elsewhere go.")
        case .domainNameServer: .init("dhcp.option.domain_name_server", "Name server", .ipv4, "Whom to ask for names.")
        case .hostName: .init("dhcp.option.hostname", "Host name", .text, "What the client calls itself.")
        case .domainName: .init("dhcp.option.domain_name", "Domain name", .text, "What names are completed with.")
        case .leaseTime: .init("dhcp.option.ip_address_lease_time", "Lease time", .decimal, "Seconds for which the address is the client's.")
        case .serverID: .init("dhcp.option.dhcp_server_id", "Server", .ipv4, "Which server this is from or for.")
        case .requestedAddress: .init("dhcp.option.requested_ip_address", "Requested address", .ipv4, "The address that the client would like.")
        case .renewalTime: .init("dhcp.option.renewal_time_value", "Renewal time", .decimal, "Seconds after which the client asks its server again.")
        case .rebindingTime: .init("dhcp.option.rebinding_time_value", "Rebinding time", .decimal, "Seconds after which it asks any server.")
        case .maximumSize: .init("dhcp.option.dhcp_max_message_size", "Maximum size", .decimal, "The longest message that the client takes.")
        case .parameter: .init("dhcp.option.request_list_item", "Wanted", .decimal, "An option that the client would like to know.", DHCPDissector.optionName)
        case .broadcastAddress: .init("dhcp.option.broadcast_address", "Broadcast address", .ipv4, "Everybody on the client's link.")
        case .end: .init("dhcp.option.end", "End", .decimal, "No more options.")
        }
    }
}

enum DHCPDissector {
    @Sendable static func messageName(_ type: UInt64) -> String? {
        ["", "discover", "offer", "request", "decline", "ack", "nak", "release", "inform"][safe: Int(truncatingIfNeeded: type)]
    }

    @Sendable static func optionName(_ type: UInt64) -> String? {
        switch type {
        case 1: "subnet mask"
        case 3: "router"
        case 6: "name server"
        case 12: "host name"
        case 15: "domain name"
        case 28: "broadcast address"
        case 50: "requested address"
        case 51: "lease time"
        case 53: "message type"
        case 54: "server"
        case 55: "parameter request"
        case 57: "maximum size"
        case 58: "renewal time"
        case 59: "rebinding time"
        case 60: "vendor class"
        case 61: "client identifier"
        case 82: "relay agent"
        default: nil
        }
    }

    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.dhcp, data, data.count)
        try data.require(0, 3)
        // Of a request that ends before the asking station's address, or a message whose options end too early, nothing is shown.
        if data[0] == 1 { try data.require(28, Int(data[2] ?? 0)) }
        let hasCookie = data.count >= 240 && (try? data.u32(236)) == 0x6382_5363
        let start = hasCookie ? 240 : 300
        let overload = try overload(data, start)
        let operation = try d.read(DHCPField.operation, data, 0, 1)
        let kind = try d.read(DHCPField.hardwareType, data, 1, 1)
        let length = try d.read(DHCPField.hardwareLength, data, 2, 1)
        try d.read(DHCPField.hops, data, 3, 1)
        try d.read(DHCPField.id, data, 4, 4)
        // Windows writes the seconds in little-endian order.
        let little = try data.u16le(8)
        d.add(DHCPField.seconds, little > 0 && little <= 0xff ? little : try data.u16(8), data, 8, 2)
        let flags = try d.read(DHCPField.flags, data, 10, 2)
        d.open()
        d.add(DHCPField.broadcast, flags >> 15, data, 10, 2)
        d.add(DHCPOptionField.reservedFlags, flags & 0x7fff, data, 10, 2)
        d.close()
        try d.read(DHCPField.clientAddress, data, 12, 4)
        try d.read(DHCPField.yourAddress, data, 16, 4)
        try d.read(DHCPField.serverAddress, data, 20, 4)
        try d.read(DHCPField.relayAddress, data, 24, 4)
        if kind == 1 || kind == 6, length == 6 {
            try d.read(DHCPField.mac, data, 28, 6)
            try d.bytes(DHCPOptionField.hardwarePadding, data, 34, 10)
        } else if length > 0 && length <= 16 {
            try d.bytes(DHCPField.hardware, data, 28, 16)
        }
        try data.require(28, 16)
        for (field, at, size, bit) in [(DHCPField.serverName, 44, 64, 2), (.file, 108, 128, 1)] {
            try data.require(at, size)
            guard overload & bit == 0, data[at] != 0 else { continue }
            d.add(field, 0, data, at, (data.firstIndex(of: 0, from: at, limit: at + size) ?? at + size) - at)
        }
        if hasCookie {
            try d.read(DHCPField.cookie, data, 236, 4)
        } else {
            try data.require(236, 64)
            d.info.append(operation == 1 ? "BOOTP request" : "BOOTP reply")
        }
        let message = try options(data, start, end: data.reported, overload, &d)
        guard hasCookie else { return }
        d.info.append(messageName(UInt64(message)) ?? (operation == 1 ? "request" : "reply"))
        d.say(after: "") { out throws(Stop) in try DHCPWords.write(data, into: &out) }
    }

    /// Which of the fields for names hold options instead (option 52): 1 for the file's, 2 for the server's, 3 for both.
    private static func overload(_ data: Octets, _ start: Int) throws(Stop) -> Int {
        var at = start, found = 0
        while at < data.reported {
            let type = try data.u8(at)
            if type == 255 { break }
            if type == 0 { at += 1; continue }
            guard let length = data[at + 1] else { return found }
            if type == 52, let value = data[at + 2] { found = Int(value) }
            at += 2 + Int(length)
        }
        return found
    }

    private static func options(_ data: Octets, _ start: Int, end: Int, _ overload: Int, _ d: inout Dissection) throws(Stop) -> Int {
        var at = start, message = 0
        while at < end {
            let type = try data.u8(at)
            if type == 0 {
                d.add(DHCPField.optionType, 0, data, at, 1)
                let first = at
                while at < end, try data.u8(at) == 0 { at += 1 }
                d.open()
                d.add(DHCPOptionField.padding, 0, data, first, at - first)
                d.close()
                continue
            }
            if type == 255 {
                // Wireshark gives the end the type 0.
                d.add(DHCPField.optionType, 0, data, at, 1)
                d.open()
                d.add(DHCPField.end, 255, data, at, 1)
                d.close()
                if at + 1 < min(end, data.count) { d.add(DHCPOptionField.padding, 0, data, at + 1, min(end, data.count) - at - 1) }
                break
            }
            let length = try data.u8(at + 1)
            d.add(DHCPField.optionType, type, data, at, 1)
            d.open()
            d.add(DHCPField.optionLength, length, data, at + 1, 1)
            let value = try data.slice(at + 2, length)
            if type == 53, length == 1 { message = try value.u8(0) }
            try option(type, value, &d)
            if type == 52, length > 0, overload > 0 {
                if value[0]! & 2 != 0 { _ = try options(data, 44, end: 108, 0, &d) }
                if value[0]! & 1 != 0 { _ = try options(data, 108, end: 236, 0, &d) }
            }
            d.close()
            at += 2 + length
        }
        return message
    }

    private static func option(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        d.add(DHCPField.value, 0, value, 0, value.count)
        switch type {
        case 1 where length == 4: try d.read(DHCPField.subnetMask, value, 0, 4)
        case 3: for at in stride(from: 0, through: length - 4, by: 4) { try d.read(DHCPField.router, value, at, 4) }
        case 6: for at in stride(from: 0, through: length - 4, by: 4) { try d.read(DHCPField.domainNameServer, value, at, 4) }
        case 12 where length > 0: try d.bytes(DHCPField.hostName, value, 0, length)
        case 15 where length > 0: try d.bytes(DHCPField.domainName, value, 0, length)
        case 28 where length == 4: try d.read(DHCPField.broadcastAddress, value, 0, 4)
        case 50 where length == 4: try d.read(DHCPField.requestedAddress, value, 0, 4)
        case 51 where length == 4: try d.read(DHCPField.leaseTime, value, 0, 4)
        case 53 where length == 1: try d.read(DHCPField.messageType, value, 0, 1)
        case 54 where length == 4: try d.read(DHCPField.serverID, value, 0, 4)
        case 55: for at in 0..<length { try d.read(DHCPField.parameter, value, at, 1) }
        case 57 where length == 2: try d.read(DHCPField.maximumSize, value, 0, 2)
        case 58 where length == 4: try d.read(DHCPField.renewalTime, value, 0, 4)
        case 59 where length == 4: try d.read(DHCPField.rebindingTime, value, 0, 4)
        default: try DHCPOptions.read(type, value, &d)
        }
    }
}
