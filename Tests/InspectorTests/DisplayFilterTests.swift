import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Questions about one frame: a SYN from 10.0.0.11:40000 to 10.0.0.12:80 with a maximum segment size.
@Suite struct DisplayFilterTests {
    private static let frame = Build.tcp(40000, 80, seq: 7, ack: 0, flags: 2, window: 1000, options: [2, 4, 5, 0xb4])

    private func answer(_ text: String) throws -> Bool {
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(Self.frame, linkType: 1, time: .zero, number: 3, into: &dissection)
        return try DisplayFilter(text).matches(dissection)
    }

    @Test(arguments: [
        "tcp", "ip and tcp", "not udp", "tcp.flags.syn == 1", "tcp.flags == 0x0002", "tcp.dstport == 80 && ip.src == 10.0.0.11", "ip.src == 10.0.0.0/24", "tcp.options.mss_val >= 1460",
        "tcp.srcport in {1..10, 40000}", "eth.src == 02:00:00:00:00:0B", "eth.dst[0:2] == 02:00", "frame.number < 4", "(udp or tcp) and !(ip.ttl != 64)", "ip.ttl eq 64",
    ]) func isTrue(_ text: String) throws { #expect(try answer(text)) }

    @Test(arguments: [
        "udp", "not tcp", "tcp.flags.ack == 1", "ip.src == 10.0.1.0/24", "tcp.srcport in {1..10}", "http.host", "tcp.options.mss_val != 1460", "http.host contains \"a\"", "frame.number > 3",
    ]) func isFalse(_ text: String) throws { #expect(try !answer(text)) }

    @Test(arguments: [
        ("tcp.flags.sin == 1", 0), ("ip.src == 10.0.0.300", 10), ("(tcp", 4), ("tcp and", 7), ("tcp tcp", 4), ("ip.ttl == sixty", 10), ("http.host matches \"[\"", 18), ("eth.dst[x] == 1", 8), ("", 0), ("ip.src == \"10", 10),
    ]) func isRefused(_ text: String, at column: Int) {
        do {
            _ = try DisplayFilter(text)
            Issue.record("\(text) was taken")
        } catch let error {
            #expect(error.column == column, "\(error)")
        }
    }
}
