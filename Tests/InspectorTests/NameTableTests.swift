import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Names instead of addresses, learnt from a capture's own answers.
@Suite struct NameTableTests {
    /// www is an alias of web, which has 192.0.2.80; the answer also says where the zone's name server is.
    @Test func anAddressHasTheNameThatWasAskedForAndANameServerItsOwn() {
        func name(_ labels: String...) -> [UInt8] { labels.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0] }
        func record(_ owner: [UInt8], _ type: UInt8, _ data: [UInt8]) -> [UInt8] { owner + [0, type, 0, 1, 0, 0, 1, 44, 0, UInt8(data.count)] + data }
        let www = name("www", "example"), web = name("web", "example"), ns = name("ns", "example")
        let answer = [0x12, 0x34, 0x84, 0, 0, 1, 0, 2, 0, 1, 0, 1] + www + [0, 1, 0, 1] + record(www, 5, web) + record(web, 1, [192, 0, 2, 80]) + record(name("example"), 2, ns) + record(ns, 1, [198, 51, 100, 80])
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(Build.udp(53, 40000, answer), linkType: 1, time: .zero, number: 1, into: &dissection)
        let names = NameTable()
        names.learn(dissection)
        #expect(names[.v4(0xc000_0250)] == "www.example" && names[.v4(0xc633_6450)] == "ns.example", "\(names[.v4(0xc000_0250)] ?? "-"), \(names[.v4(0xc633_6450)] ?? "-")")
        #expect(names[.v4(1)] == nil)
    }
}
