/// What a client sends, and what a server connection makes of it: one line a request, `METHOD authority path | Name: value | … -> content [trailers]`.
struct RequestVector: CustomStringConvertible {
    let name: String
    let wire: String
    let story: [String]
    var description: String { name }

    static let accepted: [RequestVector] = [
        .init(name: "a plain GET", wire: "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", story: ["GET localhost /", "end"]),
        .init(name: "HTTP/1.0 without Host", wire: "GET /a HTTP/1.0\r\n\r\n", story: ["GET - /a", "end"]),
        .init(name: "HTTP/1.2 is read as 1.1", wire: "GET /a HTTP/1.2\r\nHost: h\r\n\r\n", story: ["GET h /a", "end"]),
        .init(name: "fields in order, white space around values dropped", wire: "GET /x?y=1 HTTP/1.1\r\nhOsT:\t example.com:8080 \t\r\nAccept:*/*\r\nX-A:  a b \r\nX-Empty:\r\n\r\n", story: ["GET example.com:8080 /x?y=1 | Accept: */* | X-A: a b | X-Empty: ", "end"]),
        .init(name: "an empty line before the request", wire: "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", story: ["GET h /", "end"]),
        .init(name: "a body of Content-Length", wire: "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello", story: ["POST h /p | Content-Length: 5", "content hello", "end"]),
        .init(name: "two equal Content-Lengths", wire: "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", story: ["POST h /p | Content-Length: 5 | Content-Length: 5", "content hello", "end"]),
        .init(name: "Content-Length 0", wire: "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", story: ["POST h /p | Content-Length: 0", "end"]),
        .init(name: "chunks, hexadecimal in either case, leading zeros", wire: "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ChUnKeD\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0000a\r\nabcdefghij\r\n0\r\n\r\n", story: ["POST h /p | Transfer-Encoding: ChUnKeD", "content hello0123456789abcdefghij", "end"]),
        .init(name: "chunk extensions and trailers", wire: "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b;c=\"d e\"\r\nhello\r\n0;x\r\nX-T: y\r\nX-U: z\r\n\r\n", story: ["POST h /p | Transfer-Encoding: chunked", "content hello", "end X-T: y | X-U: z"]),
        .init(name: "content that looks like a request is content", wire: "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n", story: ["POST h /p | Content-Length: 18", "content GET / HTTP/1.1\r\n\r\n", "end"]),
        .init(name: "three pipelined", wire: "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nokGET /3 HTTP/1.1\r\nHost: h\r\n\r\n", story: ["GET h /1", "end", "POST h /2 | Content-Length: 2", "content ok", "end", "GET h /3", "end"]),
        .init(name: "absolute-form beats Host", wire: "GET http://a.example:81/x?y HTTP/1.1\r\nHost: other\r\n\r\n", story: ["GET a.example:81 /x?y", "end"]),
        .init(name: "absolute-form without a path", wire: "GET HTTP://a.example?q HTTP/1.1\r\nHost: a.example\r\n\r\n", story: ["GET a.example /?q", "end"]),
        .init(name: "asterisk-form", wire: "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", story: ["OPTIONS h *", "end"]),
        .init(name: "authority-form", wire: "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", story: ["CONNECT h:443 -", "end"]),
        .init(name: "IPv6 literal", wire: "GET / HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n", story: ["GET [::1]:8000 /", "end"]),
        .init(name: "an unknown method", wire: "FROB /x HTTP/1.1\r\nHost: h\r\n\r\n", story: ["FROB h /x", "end"]),
        .init(name: "nothing behind Connection: close is read", wire: "GET /1 HTTP/1.1\r\nHost: h\r\nConnection: foo, CLOSE\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n", story: ["GET h /1 | Connection: foo, CLOSE", "end", "closed"]),
        .init(name: "nothing behind HTTP/1.0 is read", wire: "GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", story: ["GET - /1", "end", "closed"]),
        .init(name: "HTTP/1.0 with keep-alive goes on", wire: "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", story: ["GET - /1 | Connection: keep-alive", "end", "GET - /2", "end", "closed"]),
    ]
}

/// What no server may take: each is refused with the status.
struct RefusedRequest: CustomStringConvertible {
    let name: String
    let wire: String
    let status: Int
    var description: String { name }

    private static func get(_ name: String, _ fields: String, _ status: Int = 400) -> RefusedRequest {
        .init(name: name, wire: "GET / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n\r\n", status: status)
    }
    private static func line(_ line: String, _ status: Int = 400) -> RefusedRequest {
        .init(name: "request line \(line.debugDescription)", wire: "\(line)\r\nHost: h\r\n\r\n", status: status)
    }
    private static func chunks(_ name: String, _ body: String, _ status: Int = 400) -> RefusedRequest {
        .init(name: name, wire: "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", status: status)
    }
    private static func host(_ value: String) -> RefusedRequest {
        .init(name: "Host \(value.debugDescription)", wire: "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n", status: 400)
    }

    static let all: [RefusedRequest] = [
        // Framing: what request smuggling rests on.
        get("both Content-Length and Transfer-Encoding", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        get("two differing Content-Lengths", "Content-Length: 5\r\nContent-Length: 6"),
        get("a list of Content-Lengths", "Content-Length: 5, 5"),
        get("a signed Content-Length", "Content-Length: +5"),
        get("a negative Content-Length", "Content-Length: -5"),
        get("a hexadecimal Content-Length", "Content-Length: 0x5"),
        get("an empty Content-Length", "Content-Length:"),
        get("a Content-Length beyond 64 bits", "Content-Length: 99999999999999999999999"),
        get("an unknown transfer coding", "Transfer-Encoding: xchunked", 501),
        get("chunked twice", "Transfer-Encoding: chunked, chunked", 501),
        get("chunked, then another", "Transfer-Encoding: chunked, identity", 501),
        get("two Transfer-Encoding lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        get("a vertical tab before chunked", "Transfer-Encoding: \u{0b}chunked"),
        .init(name: "Transfer-Encoding in HTTP/1.0", wire: "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", status: 400),
        get("white space before the colon", "Transfer-Encoding : chunked"),
        get("a folded line", "X-A: a\r\n b"),
        get("a bare carriage return in a value", "X-A: a\rb"),
        get("a NUL in a value", "X-A: a\0b"),
        get("a bare line feed", "X-A: a\nX-B: b"),
        .init(name: "bare line feeds throughout", wire: "GET / HTTP/1.1\nHost: h\n\n", status: 400),
        get("a line without a colon", "no colon here"),
        get("an empty name", ": x"),
        get("a name with a space", "X Y: z"),
        get("a name with an @", "X@Y: z"),
        .init(name: "white space before the first field", wire: "GET / HTTP/1.1\r\n X: y\r\nHost: h\r\n\r\n", status: 400),
        // Chunks.
        chunks("a chunk size that is none", "g\r\n"), chunks("a negative chunk size", "-5\r\nhello\r\n0\r\n\r\n"), chunks("a chunk size with 0x", "0x5\r\nhello\r\n"),
        chunks("a signed chunk size", "+5\r\nhello\r\n"), chunks("a chunk longer than it says", "3\r\nhello\r\n0\r\n\r\n"), chunks("a chunk without its end", "5\r\nhelloXX0\r\n\r\n"),
        chunks("an empty chunk line", "\r\nhello\r\n"), chunks("a chunk size beyond 64 bits", "FFFFFFFFFFFFFFFFFF\r\nhello\r\n"), chunks("a chunk size that overflows to 5", "10000000000000005\r\nhello\r\n"),
        chunks("a chunk size with an underscore", "5_0\r\n"), chunks("a bare line feed behind the size", "5\nhello\n0\n\n"), chunks("a space behind the size", "5 ;\r\nhello\r\n"),
        chunks("a space before the size", " 5\r\nhello\r\n"), chunks("a line feed in an extension", "5;\nxx\r\nhello\r\n"), chunks("a trailer that frames", "0\r\nContent-Length: 5\r\n\r\n"),
        chunks("a trailer without a colon", "0\r\nGET / HTTP/1.1\r\n\r\n"), chunks("endless extensions", String(repeating: "1;\(String(repeating: "x", count: 1000))\r\na\r\n", count: 20)),
        chunks("an endless chunk line", "5;" + String(repeating: "x", count: 2000)),
        // Request lines.
        line("GET /"), line("GET  / HTTP/1.1"), line(" GET / HTTP/1.1"), line("GET / HTTP/1.1 "), line("GET\t/\tHTTP/1.1"), line("GET / HTTP/1.10"), line("GET / http/1.1"), line("GET / HTTP/2.0", 505),
        line("GET / HTTP/-1.1"), line("GET x HTTP/1.1"), line("GET /a#b HTTP/1.1"), line("GET * HTTP/1.1"), line("G@T / HTTP/1.1"), line("GET /\u{e9} HTTP/1.1"), line("GET http:///x HTTP/1.1"), line("CONNECT / HTTP/1.1"), line("CONNECT h HTTP/1.1"),
        .init(name: "HTTP/2's preface", wire: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 505),
        .init(name: "TLS", wire: "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\r\n", status: 400),
        // Host.
        .init(name: "no Host", wire: "GET / HTTP/1.1\r\n\r\n", status: 400),
        .init(name: "two Hosts", wire: "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", status: 400),
        host("a b"), host("a/b"), host("user@host"), host("[::1"), host("a\u{1}b"), host("lo,cal"), host("h:99999"), host("h:x"), host("[::1]x"),
        // Sizes.
        .init(name: "a long request line", wire: "GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n", status: 414),
        .init(name: "an endless request line", wire: "GET /" + String(repeating: "a", count: 20_000), status: 414),
        get("a long field", "X: " + String(repeating: "a", count: 70_000), 431),
        .init(name: "an endless field", wire: "GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "a", count: 70_000), status: 431),
        get("many fields", (0..<200).map { "X-\($0): y" }.joined(separator: "\r\n"), 431),
        get("more content than is taken", "Content-Length: 100001", 413),
        chunks("more chunked content than is taken", "186A1\r\n", 413),
    ]
}
