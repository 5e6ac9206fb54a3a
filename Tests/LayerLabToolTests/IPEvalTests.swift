import Foundation
import Testing
@testable import layerlab

@Suite("layerlab ip eval")
struct IPEvalTests {
    @Test(arguments: [
        (#"{"id":1,"op":"address.add","args":["10.0.0.255","1"]}"#, #"{"id":1,"result":"10.0.1.0"}"#),
        (#"{"id":"a","op":"network.overlaps","args":["10.0.0.0/8","10.9.0.0/16"]}"#, #"{"id":"a","result":true}"#),
        (#"{"id":2,"op":"network.supernet","args":["10.9.0.0/16",1,8]}"#, #"{"id":2,"result":"10.0.0.0/8"}"#),
        (#"{"id":3,"op":"collapse","args":[["10.0.0.0/25","10.0.0.128/25","10.0.1.7"]]}"#, #"{"id":3,"result":["10.0.0.0/24","10.0.1.7/32"]}"#),
        (#"{"id":4,"op":"address.format","args":["10.0.0.1",">12s"]}"#, #"{"id":4,"result":"    10.0.0.1"}"#),
        (#"{"id":5,"op":"sort_mixed","args":[["::/0","10.0.0.0/8","10.0.0.0","9.0.0.0"]]}"#, #"{"id":5,"result":["9.0.0.0","10.0.0.0","10.0.0.0/8","::/0"]}"#),
        (#"{"id":6,"op":"network.hosts","args":["10.0.0.0/30",1]}"#, #"{"id":6,"result":{"count":2,"first":["10.0.0.1"],"last":"10.0.0.2"}}"#),
    ])
    func answers(question: String, answer: String) {
        #expect(IPEval.answer(question) == answer)
    }

    @Test(arguments: [
        (#"{"id":1,"op":"IPv4Address","args":["10.0.0.256"]}"#, "AddressValueError"), (#"{"id":1,"op":"IPv4Network","args":["10.0.0.0/33",true]}"#, "NetmaskValueError"),
        (#"{"id":1,"op":"ip_address","args":["10.0.0.256"]}"#, "ValueError"), (#"{"id":1,"op":"ip_network","args":["10.0.0.1/8",true]}"#, "ValueError"),
        (#"{"id":1,"op":"network.subnet_of","args":["10.0.0.0/8","::/0"]}"#, "TypeError"), (#"{"id":1,"op":"network.getitem","args":["10.0.0.0/8","99999999"]}"#, "IndexError"),
        (#"{"id":1,"op":"network.getitem","args":["10.0.0.0/8","-170141183460469231731687303715884105729"]}"#, "IndexError"),
        (#"{"id":1,"op":"network.getitem","args":["::/0","999999999999999999999999999999999999999999999999"]}"#, "IndexError"),
        (#"{"id":1,"op":"address.add","args":["10.0.0.0","1e3"]}"#, "ValueError"), (#"{"id":1,"op":"network.subnets","args":["10.0.0.0/8",-9223372036854775808,null]}"#, "ValueError"),
    ])
    func errorsAreNamedAsInPython(question: String, name: String) throws {
        #expect(try Self.object(IPEval.answer(question))["error"] as? String == name)
    }

    @Test("A bad line is answered with one error, whatever is in it", arguments: [
        "", "{", "[]", "null", "7", "\"x\"", "{}", #"{"id":1}"#, #"{"op":7,"args":[]}"#, #"{"op":"nothing","args":[]}"#, #"{"op":"ip_address"}"#, #"{"op":"ip_address","args":[]}"#,
        #"{"op":"ip_address","args":[1]}"#, #"{"op":"ip_network","args":["10.0.0.0/8"]}"#, #"{"op":"network.hosts","args":["10.0.0.0/8",1.5]}"#, #"{"op":"network.hosts","args":["10.0.0.0/8",99999999999999999999]}"#,
        #"{"op":"address.from_int","args":["1",5]}"#, #"{"op":"collapse","args":["10.0.0.0"]}"#, #"{"op":"collapse","args":[[1]]}"#, "\u{0}", #"{"id":"\ud800","op":"x"}"#,
    ])
    func badLines(line: String) throws {
        let answer = IPEval.answer(line)
        #expect(!answer.contains("\n"))
        #expect(try Self.object(answer)["error"] as? String == "ProtocolError", "answered \(answer)")
    }

    static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}

@Suite("layerlab ip show")
struct IPShowTests {
    @Test(arguments: ["192.0.2.7", "192.0.2.7/25", "0.0.0.0/0", "255.255.255.255/32", "2001:db8::7", "2001:db8::7/33", "::/0", "::1/128", "fe80::1%eth0/64", "2002:c633:6404::1", "2001:0:c633:6404:0:0:3f57:fefd"])
    func factsFitTheTerminal(item: String) throws {
        let lines = try AddressFacts(item).rows.lines()
        #expect(lines.count >= 5)
        for line in lines {
            #expect(line.count <= 100, "\(line)")
            #expect(line.last != " ")
        }
    }

    @Test func aNetworkAndItsHost() throws {
        let lines = try AddressFacts("192.0.2.77/26").rows.lines()
        for expected in ["  network      192.0.2.64/26", "  broadcast    192.0.2.127", "  hosts        192.0.2.65 to 192.0.2.126, 62 in all", "  bits         11000000 00000000 00000010 01|001101"] {
            #expect(lines.contains(expected), "not in \(lines.joined(separator: "\n"))")
        }
    }
}
