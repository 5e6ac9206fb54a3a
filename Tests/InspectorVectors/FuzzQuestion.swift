import Inspector
import Wire

/// Questions and columns put to frames: a link type's place in ``FuzzTarget/linkTypes``, the length of a frame in two bytes, the frame, and the text.
enum FuzzQuestion {
    static func run(_ input: [UInt8]) {
        guard input.count > 3 else { return }
        let link = FuzzTarget.linkTypes[Int(input[0]) % FuzzTarget.linkTypes.count], length = min(Int(input[1]) << 8 | Int(input[2]), input.count - 3)
        ask(String(decoding: input[(3 + length)...], as: UTF8.self), [(Array(input[3..<(3 + length)]), link)])
    }

    /// The text as a display filter, and as names of columns.
    static func ask(_ text: String, _ frames: [(bytes: [UInt8], linkType: Int)]) {
        var out = OutputBuffer()
        let question: DisplayFilter?
        do {
            question = try DisplayFilter(text)
        } catch {
            precondition(error.column >= 0 && error.column <= text.count, "a caret at \(error.column) of \(text.count)")
            out.write(error.description)
            question = nil
        }
        let columns = try? FieldColumns(text.split(separator: ",").map(String.init))
        guard question != nil || columns != nil else { return }
        var session = FuzzTarget.session(), dissection = Dissection()
        for (index, frame) in frames.enumerated() {
            session.dissect(frame.bytes, linkType: frame.linkType, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            _ = question?.matches(dissection)
            columns?.write(dissection, into: &out)
            columns?.write(dissection, into: &out, json: true)
        }
    }

    static let questions = [
        "tcp.flags.syn == 1 and ip.ttl < 64", "not (dns or tcp.port in {1..10, 40000})", "eth.dst[0:2] == 02:00", "http.host contains \"a\" || http.host matches \"^w+\"", "ip.src == 10.0.0.0/8", "frame.time_epoch > 1.5",
        "any tcp.port > 1000 xor all ip.addr != 10.0.0.1", "len(frame) > 10 && count(ip.addr) == 2", "upper(dns.qry.name) == \"WWW\" or string(ip.src) matches r\"\\d+\\.0\"", "{tcp.len + 1} * 2 % 3 - -1 == 0", "ip.addr#[1-2] == ::1/64 ^^ ipv6.addr#-1 != 2001:db8::/32",
        "eth.src[0,2-3,-1:] == 02:00:0b", "@ip.ttl == 40 and tcp[13] & 2", "frame contains \"\\x01\\u00e9\\101\"", "frame.time >= \"2026-11-26T10:20:30.5+01:00\"", "1 < tcp.srcport <= tcp.dstport !== 'A' === 0b11 ~= 0x7", "max(tcp.srcport, 80) == min(tcp.dstport) or abs(tcp.len) > 0", "tcp.port not in {80, 443}",
        "frame.number,ip.addr,frame.time,frame.protocols,http.host",
    ]

    static var seeds: [[UInt8]] {
        samples.enumerated().compactMap { index, sample in
            FuzzTarget.linkTypes.firstIndex(of: sample.linkType).map { [UInt8($0), UInt8(sample.bytes.count >> 8), UInt8(sample.bytes.count & 0xff)] + sample.bytes + Array(questions[index % questions.count].utf8) }
        }
    }
}
