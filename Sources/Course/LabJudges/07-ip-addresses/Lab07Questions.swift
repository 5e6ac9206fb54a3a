public import GradeKit
import Wire

extension LabCourse {
    /// Lab 07. Its keys are worked out with our own addresses.
    public static let ipAddresses = LabCourse("07", "ip-addresses", exercises: [.networks], supplied: .numbers([
        "broadcast of": "10.20.30.0/23", "hosts of": "27", "network of": "172.16.200.9/20", "private or not": "172.20.1.1 172.32.1.1", "four parts of": "192.0.2.0/24", "on one cable": "10.0.0.1 10.0.1.1",
    ]), personal: { random in
        func octet() -> UInt8 { UInt8(1 + random.below(253)) }
        let a = octet(), b = octet(), c = octet(), base = UInt8(random.below(100) * 2)
        // Two private-looking addresses: one inside 172.16.0.0/12, one beside it, in either order.
        let inside = "172.\(16 + random.below(16)).\(a).\(b)", outside = "172.\(random.chance(0.5) ? random.below(16) : 32 + random.below(100)).\(b).\(c)"
        return Evidence(numbers: [
            "broadcast of": "10.\(a).\(UInt8(random.below(60)) * 4).0/\(21 + random.below(2))", "hosts of": "\(25 + random.below(5))", "network of": "\(IPv4Address(172, 16, octet(), octet()))/\(18 + random.below(4))",
            "private or not": random.chance(0.5) ? "\(inside) \(outside)" : "\(outside) \(inside)", "four parts of": "\(IPv4Address(198, 18, c, 0))/24", "on one cable": "10.\(b).\(base).\(a) 10.\(b).\(base + 1).\(c)",
        ])
    }) { evidence in
        func text(_ name: String) throws -> String {
            guard let text = evidence.numbers[name] else { throw EvidenceError("lab 07 needs \"\(name)\"") }
            return text
        }
        func network(_ name: String) throws -> (address: UInt32, length: Int) {
            let parts = try text(name).split(separator: "/")
            guard parts.count == 2, let address = IPv4Address(String(parts[0])), let length = Int(parts[1]), (1...30).contains(length) else { throw EvidenceError("lab 07: \(name) is no network") }
            return (address.rawValue, length)
        }
        func pair(_ name: String) throws -> [IPv4Address] {
            let both = try text(name).split(separator: " ").compactMap { IPv4Address(String($0)) }
            guard both.count == 2 else { throw EvidenceError("lab 07: \(name) are no two addresses") }
            return both
        }
        func mask(_ length: Int) -> UInt32 { ~0 << UInt32(32 - length) }
        func key(_ address: UInt32, _ length: Int? = nil) -> Question.Key { .text(["\(IPv4Address(rawValue: address))"] + (length.map { ["\(IPv4Address(rawValue: address))/\($0)"] } ?? [])) }
        let whole = try network("broadcast of"), inside = try network("network of"), quarters = try network("four parts of"), looks = try pair("private or not"), cable = try pair("on one cable")
        guard let bits = Int(try text("hosts of")), (20...30).contains(bits), let isPrivate = looks.first(where: \.isPrivate), let other = looks.first(where: { !$0.isPrivate }) else { throw EvidenceError("lab 07: its numbers make no questions") }
        let all = Int64(1) << Int64(32 - bits), common = (cable[0].rawValue ^ cable[1].rawValue).leadingZeroBitCount
        let third = quarters.address & mask(quarters.length) | 2 << UInt32(30 - quarters.length)
        func q(_ number: Int, _ points: Int, _ wanted: String, _ key: Question.Key, _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section 4", key: key, misconceptions: misconceptions)
        }
        return [
            q(1, 1, "the broadcast address of \(try text("broadcast of"))", key(whole.address | ~mask(whole.length)), [
                .init(key(whole.address | 0xff), isReally: "a /24's broadcast address", likely: "the host's bits reach into the third octet"), .init(key(whole.address & mask(whole.length)), isReally: "the network's address", likely: "all host bits are 1, not 0"),
            ]),
            q(2, 2, "how many hosts fit into a /\(bits)", .number(all - 2), [
                .init(.number(all), isReally: "the number of addresses", likely: "network and broadcast address are nobody's: two less"), .init(.number(all - 1), isReally: "one less than the addresses", likely: "two addresses are nobody's: network and broadcast"), .init(.number(Int64(bits)), isReally: "the prefix length", likely: "2 to the power of the bits that are left"),
            ]),
            q(3, 1, "the network in which \(try text("network of")) is", key(inside.address & mask(inside.length), inside.length), [
                .init(key(inside.address & 0xffff_ff00), isReally: "a /24's network", likely: "only the first \(inside.length) bits are the network's"), .init(key(inside.address & 0xffff_0000), isReally: "a /16's network", likely: "more than 16 bits are the network's"),
            ]),
            q(4, 2, "which of \(looks[0]) and \(looks[1]) is private", key(isPrivate.rawValue), [
                .init(key(other.rawValue), isReally: "the one that only looks like it", likely: "172.16.0.0/12 reaches from 172.16.0.0 to 172.31.255.255"), .init(.text(["both"]), isReally: "what the first octet suggests", likely: "the first octet alone does not decide: the prefix has 12 bits"),
            ]),
            q(5, 2, "the line that says that packets to 192.168.1.1 do not cross the Internet", .text(["Is private", "Is private: yes", "Is global", "Is global: no", "private", "global"]), [
                .init(.text(["Is loopback", "Is loopback: no", "loopback"]), isReally: "whether it is this computer itself", likely: "look for the line about where it can be reached from"),
            ]),
            q(6, 2, "where the third of four equal parts of \(try text("four parts of")) begins", key(third, quarters.length + 2), [
                .init(key(quarters.address & mask(quarters.length) | 3 << UInt32(30 - quarters.length)), isReally: "the fourth part", likely: "the first part begins at the network's own address"), .init(key(quarters.address & mask(quarters.length) | 1 << UInt32(30 - quarters.length)), isReally: "the second part", likely: "the first part begins at the network's own address"),
            ]),
            q(7, 2, "the longest prefix with which \(cable[0]) and \(cable[1]) are neighbours", .number(Int64(common)), [
                .init(.number(24), isReally: "the length with which they are not", likely: "write both third octets in binary: how many bits from the left are the same?"), .init(.number(16), isReally: "a length with which they are neighbours, but not the longest", likely: "more than 16 bits are the same"),
            ]),
            q(8, 1, "how many bits an IPv6 address has", .number(128), [
                .init(.number(64), isReally: "the host's part, as a rule", likely: "all of it was asked for"), .init(.number(32), isReally: "IPv4's", likely: "four times as many"), .init(.number(16), isReally: "its bytes", likely: "bits were asked for"),
            ]),
            q(9, 1, "the IPv6 group of all nodes on a cable", .text(["ff02::1"]), [
                .init(.text(["ff02::2"]), isReally: "the group of all routers", likely: "routers are a part of all nodes"), .init(.text(["255.255.255.255"]), isReally: "IPv4's broadcast address", likely: "IPv6 has groups in the place of broadcasts"),
            ]),
        ]
    }
}
