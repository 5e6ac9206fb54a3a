/// What an ICMP error says beyond its type and code: the next hop's MTU, the better gateway, the octet that was not understood.
enum ICMPWords {
    /// Whether there may be more to say of a message of this type than its type and its code.
    static func knows(_ type: Int) -> Bool { type == 3 || type == 5 || type == 12 }

    /// RFC 792, RFC 1191. Nothing where there is no more to say than the type and the code.
    static func write(_ type: Int, _ code: Int, _ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        switch (type, code) {
        case (3, 4):
            out.text("destination unreachable: fragmentation needed, at most ")
            out.decimal(try data.u16(6))
            out.text(" bytes")
        case (5, _):
            out.text("redirect: ")
            // The packet that was sent the longer way.
            try out.ipv4(data, 24)
            out.text(" is better reached by ")
            try out.ipv4(data, 4)
        case (12, 0):
            out.text("parameter problem at byte ")
            out.decimal(try data.u8(4))
        default: break
        }
    }

    /// RFC 4443.
    static func writeVersion6(_ type: Int, _ code: Int, _ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        switch type {
        case 1:
            out.text("destination unreachable: ")
            switch code {
            case 0: out.text("no route")
            case 1: out.text("forbidden")
            case 2: out.text("beyond the source's scope")
            case 3: out.text("address")
            case 4: out.text("port")
            case 5: out.text("source address failed the policy")
            case 6: out.text("route rejected")
            default:
                out.text("code ")
                out.decimal(code)
            }
        case 2:
            out.text("packet too big, at most ")
            out.decimal(try data.u32(4))
            out.text(" bytes")
        case 3:
            out.text(code == 1 ? "time exceeded: in reassembly" : "time exceeded: in transit")
        case 4:
            out.text("parameter problem: ")
            switch code {
            case 0: out.text("a wrong header field")
            case 1: out.text("a next header that is not known")
            case 2: out.text("an option that is not known")
            case 3: out.text("the first fragment lacks headers")
            default:
                out.text("code ")
                out.decimal(code)
            }
            out.text(", at byte ")
            out.decimal(try data.u32(4))
        default: break
        }
    }
}

extension ICMPFacts {
    func write(into out: inout OutputBuffer) {
        if let name = version == 4 ? ICMPDissector.typeName(UInt64(type)) : ICMPv6Dissector.typeName(UInt64(type)) {
            out.text(name)
        } else {
            out.text("type ")
            out.decimal(type)
        }
        if version == 4, let word = ICMPDissector.codeName(type, code) {
            out.text(": ")
            out.text(word)
        } else if code != 0 {
            out.text(", code ")
            out.decimal(code)
        }
        if let identifier, let sequence {
            out.text("  id ")
            out.decimal(identifier)
            out.text(" seq ")
            out.decimal(sequence)
        }
    }
}
