/// The bodies of management frames: fixed parts by the kind of frame, then entries of a number, a length and a value. Numbers are little-endian.
enum WLANManagement {
    @Sendable static func statusName(_ code: UInt64) -> String? { [0: "successful", 1: "failed", 10: "capabilities do not fit", 12: "refused for other reasons", 13: "algorithm not known", 15: "wrong answer", 17: "too many stations", 18: "rates do not fit", 30: "refused for now"][code] }
    @Sendable static func reasonName(_ code: UInt64) -> String? { [1: "no reason", 2: "earlier proof does not hold", 3: "station leaves", 4: "idle too long", 5: "too many stations", 6: "frame before its time", 7: "frame before its time", 8: "station leaves the network", 15: "four-way handshake timed out", 23: "802.1X failed"][code] }
    @Sendable static func cipherName(_ suite: UInt64) -> String? { [0x000fac01: "WEP-40", 0x000fac02: "TKIP", 0x000fac04: "CCMP", 0x000fac05: "WEP-104", 0x000fac06: "BIP", 0x000fac08: "GCMP", 0x000fac09: "GCMP-256"][suite] }
    @Sendable static func rateName(_ rate: UInt64) -> String? {
        let half = rate & 0x7f
        return "\(half / 2)\(half % 2 == 1 ? ".5" : "") Mbit/s\(rate >= 0x80 ? ", basic" : "")"
    }

    static func dissect(_ subtype: Int, _ data: Octets, _ start: Int, _ d: inout Dissection) throws(Stop) {
        var at = start
        switch subtype {
        case 0, 2:
            try capabilities(data, at, &d)
            try d.readLE(WLANManagementField.listenInterval, data, at + 2, 2)
            at += 4
            if subtype == 2 {
                try d.read(WLANManagementField.currentAP, data, at, 6)
                at += 6
            }
        case 1, 3:
            try capabilities(data, at, &d)
            try d.readLE(WLANManagementField.status, data, at + 2, 2)
            d.add(WLANManagementField.association, try data.u16le(at + 4) & 0x3fff, data, at + 4, 2)
            at += 6
        case 4: break
        case 5, 8:
            d.add(WLANManagementField.timestamp, try data.u64le(at), data, at, 8)
            try d.readLE(WLANManagementField.beaconInterval, data, at + 8, 2)
            try capabilities(data, at + 10, &d)
            at += 12
        case 10, 12:
            try d.readLE(WLANManagementField.reason, data, at, 2)
            at += 2
        case 11:
            try d.readLE(WLANManagementField.algorithm, data, at, 2)
            try d.readLE(WLANManagementField.authenticationSequence, data, at + 2, 2)
            try d.readLE(WLANManagementField.status, data, at + 4, 2)
            at += 6
        default: return
        }
        while at < data.reported {
            let tag = try d.read(WLANField.tagNumber, data, at, 1)
            d.open()
            let length = try d.read(WLANField.tagLength, data, at + 1, 1)
            try data.require(at + 2, length)
            if d.recordsFields { try entry(tag, try data.slice(at + 2, length), &d) }
            d.close()
            at += 2 + length
        }
    }

    private static func capabilities(_ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        try d.readLE(WLANManagementField.capabilities, data, at, 2)
        d.open()
        try d.parts(WLANManagementField.capabilityBits, data, at)
        d.close()
    }

    /// An entry of a length that its number does not have is left as it is.
    private static func entry(_ tag: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        switch (tag, length) {
        case (0, 1...): d.add(WLANField.ssid, 0, value, 0, length)
        // No name: any network, or one that hides its name.
        case (0, 0): d.add(WLANField.ssid, text: "<MISSING>", value, 0, 0)
        case (1, _): for at in 0..<length { try d.read(WLANManagementField.rate, value, at, 1) }
        case (50, _): for at in 0..<length { try d.read(WLANManagementField.extendedRate, value, at, 1) }
        case (3, 1): try d.read(WLANManagementField.channel, value, 0, 1)
        case (5, 4...):
            try d.read(WLANManagementField.deliveryCount, value, 0, 1)
            try d.read(WLANManagementField.deliveryPeriod, value, 1, 1)
            try d.read(WLANManagementField.mapControl, WLANManagementField.mapBits, value, 2)
            try d.bytes(WLANManagementField.map, value, 3, length - 3)
        case (7, 6...):
            try d.bytes(WLANManagementField.country, value, 0, 2)
            try d.read(WLANManagementField.environment, value, 2, 1)
            var at = 3
            while at + 3 <= length {
                // From 201 on the number is no channel's.
                guard try value.u8(at) <= 200 else { return }
                try d.read(WLANManagementField.firstChannel, value, at, 1)
                try d.read(WLANManagementField.channelCount, value, at + 1, 1)
                try d.read(WLANManagementField.channelPower, value, at + 2, 1)
                at += 3
            }
        case (11, 5):
            try d.readLE(WLANManagementField.stations, value, 0, 2)
            try d.read(WLANManagementField.utilization, value, 2, 1)
            try d.readLE(WLANManagementField.admission, value, 3, 2)
        case (42, 1): try d.read(WLANManagementField.protection, WLANManagementField.protectionBits, value, 0)
        case (48, 8...): try security(value, &d)
        case (221, 4...):
            try d.read(WLANManagementField.organisation, value, 0, 3)
            try d.read(WLANManagementField.organisationType, value, 3, 1)
        default: break
        }
    }

    /// What protects the network (802.11i): ciphers, and how keys are agreed on.
    private static func security(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        try d.readLE(WLANManagementField.securityVersion, value, 0, 2)
        try d.read(WLANManagementField.groupCipher, value, 2, 4)
        var at = 6
        for (counter, field) in [(WLANManagementField.pairwiseCount, WLANManagementField.pairwiseCipher), (.keyCount, .keyManagement)] {
            guard at + 2 <= length else { return }
            let count = try d.readLE(counter, value, at, 2)
            at += 2
            for _ in 0..<count {
                guard at + 4 <= length else { return }
                try d.read(field, value, at, 4)
                at += 4
            }
        }
        if at + 2 <= length { try d.readLE(WLANManagementField.securityCapabilities, value, at, 2) }
    }
}
