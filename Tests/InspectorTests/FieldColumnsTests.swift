import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Chosen fields of each frame, for spreadsheets and programs.
@Suite struct FieldColumnsTests {
    private func lines(_ names: [String], _ frames: [[UInt8]], json: Bool = false) throws -> String {
        let columns = try FieldColumns(names)
        var session = DissectionSession(), dissection = Dissection(), out = OutputBuffer()
        columns.writeHeading(into: &out, json: json)
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: 1_764_152_430_000_000_500 + Int64(index) * 1_500_000_000), number: index + 1, into: &dissection)
            columns.write(dissection, into: &out, json: json)
        }
        return out.takeString()
    }

    private static var web: [[UInt8]] {
        var talk = TransferTests.Talk(client: 40000, server: 80)
        talk.client("GET /\"a,b\" HTTP/1.1\r\nHost: x\r\n\r\n")
        return talk.frames
    }

    @Test func severalFieldsAndTimes() throws {
        #expect(try lines(["frame.number", "frame.time", "frame.time_relative", "frame.time_delta", "tcp.port", "http.host"], Self.web) == """
            frame.number,frame.time,frame.time_relative,frame.time_delta,tcp.port,http.host
            1,2025-11-26T10:20:30.000000500Z,0.000000000,0.000000000,40000;80,
            2,2025-11-26T10:20:31.500000500Z,1.500000000,1.500000000,80;40000,
            3,2025-11-26T10:20:33.000000500Z,3.000000000,1.500000000,40000;80,x

            """)
    }

    /// What is in no field of the frame: times within the conversation, flags as letters, what a line says.
    @Test func whatIsReckoned() throws {
        let said = try lines(["tcp.flags.str", "tcp.time_relative", "tcp.time_delta", "udp.time_delta", "_ws.col.Time", "_ws.col.Source", "_ws.col.Protocol", "_ws.col.Info"], Self.web + [Build.udp(9, 40000, [1, 2])])
        #expect(said == """
            tcp.flags.str,tcp.time_relative,tcp.time_delta,udp.time_delta,_ws.col.Time,_ws.col.Source,_ws.col.Protocol,_ws.col.Info
            ··········S·,0.000000000,0.000000000,,0.000000,10.0.0.11,TCP,SYN  seq 0 win 1000
            ·······A··S·,1.500000000,1.500000000,,1.500000,10.0.0.12,TCP,"SYN, ACK  seq 0 ack 1 win 1000"
            ·······AP···,3.000000000,1.500000000,,3.000000,10.0.0.11,HTTP,"GET /""a,b"" HTTP/1.1"
            ,,,0.000000000,4.500000,10.0.0.11,UDP,2 bytes

            """)
        #expect(try lines(["tcp.time_delta", "_ws.col.info", "udp.payload"], [Self.web[2], Build.udp(1, 2, [1, 2])], json: true) == #"{"tcp.time_delta":"0.000000000","_ws.col.info":"GET /\"a,b\" HTTP/1.1"}"# + "\n" + #"{"_ws.col.info":"2 bytes","udp.payload":"0102"}"# + "\n")
    }

    /// Questions about them.
    @Test(arguments: [("tcp.time_delta > 1", 2), ("tcp.time_relative == 3", 1), ("tcp.flags.str contains \"P\"", 1), ("_ws.col.Info contains \"GET\"", 1), ("tcp.time_delta", 3), ("udp.time_relative", 0), ("udp.payload", 0), ("http.content_length", 0)] as [(String, Int)])
    func questionsAboutThem(_ text: String, _ count: Int) throws {
        let question = try DisplayFilter(text)
        var session = DissectionSession(), dissection = Dissection(), found = 0
        for (index, frame) in Self.web.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_500_000_000), number: index + 1, into: &dissection)
            if question.matches(dissection) { found += 1 }
        }
        #expect(found == count)
    }

    /// Of more conversations than are remembered the older ones begin anew, and nothing grows.
    @Test func conversationsThatAreTooManyBeginAnew() {
        var limits = DissectionSession.Limits()
        limits.streams = 4
        var session = DissectionSession(limits: limits), dissection = Dissection(), times: [Int64?] = []
        for (index, port) in [1, 1, 2, 3, 4, 5, 1, 5].enumerated() {
            session.dissect(Build.udp(port, 9, [0]), linkType: 1, time: Instant(nanoseconds: Int64(index)), number: index + 1, into: &dissection)
            times.append(dissection.conversationTimes?.sinceFirst)
        }
        #expect(times == [0, 1, 0, 0, 0, 0, 0, 2])
    }

    /// A comma or a quotation mark in a value is quoted, and the mark doubled (RFC 4180 section 2).
    @Test func valuesAreQuoted() throws {
        #expect(try lines(["http.request.uri", "frame.protocols"], Self.web).split(separator: "\n").last == "\"/\"\"a,b\"\"\",eth:ethertype:ip:tcp:http")
        #expect(try lines(["http.request.uri", "ip.addr"], Self.web, json: true).split(separator: "\n").last == #"{"http.request.uri":"/\"a,b\"","ip.addr":["10.0.0.11","10.0.0.12"]}"#)
    }

    @Test(arguments: [(["ip.adr"], "did you mean ip.addr?"), (["tcp"], "is a protocol"), ([], "which fields?"), (["ip.src", "nothing.like.it"], "no field called \"nothing.like.it\"")])
    func unknownNamesAreRefused(_ names: [String], _ reason: String) {
        #expect { _ = try FieldColumns(names) } throws: { "\($0)".contains(reason) }
    }

    /// Days before and after 1970, leap days and the ends of what 64 bits of nanoseconds can say.
    @Test(arguments: [(0, "1970-01-01T00:00:00.000000000Z"), (-1, "1969-12-31T23:59:59.999999999Z"), (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"), (.max, "2262-04-11T23:47:16.854775807Z"), (.min, "1677-09-21T00:12:43.145224192Z")] as [(Int64, String)])
    func timesThereAndBack(_ nanoseconds: Int64, _ text: String) {
        #expect(FilterTime.text(nanoseconds) == text)
        if nanoseconds != .min { #expect(FilterTime.nanoseconds(text) == nanoseconds) }
    }
}
