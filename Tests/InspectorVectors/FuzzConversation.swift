/// TCP segments from bytes: the port's place in ``FuzzTarget/tcpPorts``, then pieces, each behind a byte that says who sends and whether the
/// segment is lost, sent twice or overtaken, and one that says how long it is.
package enum Conversation {
    static func frames(_ input: [UInt8]) -> [[UInt8]] {
        guard let first = input.first else { return [] }
        let port = FuzzTarget.tcpPorts[Int(first) % FuzzTarget.tcpPorts.count]
        var frames = [Build.tcp(40000, port, seq: 0, ack: 0, flags: 2), Build.tcp(40000, port, seq: 0, ack: 1, flags: 0x12, fromServer: true)]
        var at = 1, client: UInt32 = 1, server: UInt32 = 1
        while at + 1 < input.count, frames.count < 100 {
            let how = input[at], length = min(Int(input[at + 1]) + (how & 0x80 == 0 ? 0 : 1024), input.count - at - 2)
            let payload = Array(input[(at + 2)..<(at + 2 + length)]), isServer = how & 1 == 1
            let seq = isServer ? server : client, ack = isServer ? client : server
            let frame = Build.tcp(40000, port, seq: seq &- UInt32(how >> 5 & 3), ack: ack, flags: how & 0x10 == 0 ? 0x18 : 0x19, payload, fromServer: isServer)
            if how & 2 == 0 { if how & 8 == 0 { frames.append(frame) } else { frames.insert(frame, at: frames.count - 1) } }
            if how & 4 != 0 { frames.append(frame) }
            if isServer { server &+= UInt32(length) } else { client &+= UInt32(length) }
            at += 2 + length
        }
        return frames
    }

    /// A conversation of lines in this form; a text that begins with "<" is the server's.
    static func seed(_ port: Int, _ lines: String...) -> [UInt8] {
        var bytes = [UInt8(FuzzTarget.tcpPorts.firstIndex(of: port) ?? 0)]
        for line in lines {
            let text = Array((line.hasPrefix("<") ? String(line.dropFirst()) : line).utf8)
            bytes += [line.hasPrefix("<") ? 1 : 0, UInt8(min(255, text.count))] + text.prefix(255)
        }
        return bytes
    }

    static let seeds: [[UInt8]] = [
        seed(80, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "<HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\n\r\nhello"),
        seed(80, "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "<HTTP/1.1 100 Continue\r\n\r\n", "<HTTP/1.0 404 Not Found\r\n\r\nnothing"),
        seed(8080, "GET /c HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n\r\n", "<HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "\u{01}\u{02}hi", "<\u{01}\u{05}hello"),
        seed(25, "<220 here\r\n", "EHLO me\r\n", "<250-hello\r\n250 AUTH LOGIN\r\n", "AUTH LOGIN\r\n", "<334 VXNlcm5hbWU6\r\n", "dXNlcg==\r\n", "<334 UGFzc3dvcmQ6\r\n", "c2VjcmV0\r\n", "<235 ok\r\n", "DATA\r\n", "<354 go\r\n", "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=a\r\n\r\ny\r\n--b--\r\n.\r\n", "<250 ok\r\n"),
        seed(21, "<220 ready\r\n", "USER u\r\n", "<331 go on\r\n", "PASV\r\n", "<227 (10,0,0,12,200,1)\r\n", "EPSV\r\n", "<229 (|||51202|)\r\n", "EPRT |1|10.0.0.11|9|\r\n", "PORT 10,0,0,11,4,5\r\n", "RETR a\r\n", "<150 now\r\n", "<226 done\r\n"),
        seed(53, "\u{00}\u{1d}\u{12}\u{34}\u{01}\u{00}\u{00}\u{01}\u{00}\u{00}\u{00}\u{00}\u{00}\u{00}\u{07}example\u{03}com\u{00}\u{00}\u{01}\u{00}\u{01}"),
        [5, 0, 52, 22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0x13, 1, 1, 0, 0, 0],
    ]

    /// Records of both versions, with HTTP and a WebSocket inside: for a key that opens all (``SkeletonKey``).
    static let tlsSeeds: [[UInt8]] = [0x0303, 0x0304].map { version in
        let isVersion13 = version == 0x0304
        func record(_ type: UInt8, _ content: [UInt8], from server: Bool, isHidden: Bool = false) -> [UInt8] {
            let inside = content + (isHidden && isVersion13 ? [type] : []), bytes = [isHidden && isVersion13 ? 23 : type, 3, 3] + Build.word(inside.count) + inside
            return [server ? 1 : 0, UInt8(min(255, bytes.count))] + bytes.prefix(255)
        }
        func handshake(_ type: UInt8, _ body: [UInt8]) -> [UInt8] { [type, 0] + Build.word(body.count) + body }
        let random = [UInt8](repeating: 7, count: 32), name = Build.word(0) + Build.word(6) + Build.word(4) + [0] + Build.word(1) + [0x78], versions = Build.word(43) + Build.word(2) + Build.word(version)
        let client = handshake(1, [3, 3] + random + [0] + Build.word(2) + Build.word(isVersion13 ? 0x1301 : 0xc02f) + [1, 0] + Build.word(name.count) + name)
        let server = handshake(2, [3, 3] + random + [0] + Build.word(isVersion13 ? 0x1301 : 0xc02f) + [0] + (isVersion13 ? Build.word(versions.count) + versions : []))
        let certificate = handshake(11, (isVersion13 ? [0] : []) + [0, 0, 8, 0, 0, 5, 0x30, 3, 2, 1, 1])
        var bytes = record(22, client, from: false) + record(22, server, from: true)
        if !isVersion13 { bytes += record(22, certificate, from: true) }
        bytes += record(20, [1], from: false) + record(20, [1], from: true) + record(22, isVersion13 ? certificate : handshake(20, [1, 2, 3]), from: true, isHidden: true)
        bytes += record(23, Array("GET /c HTTP/1.1\r\nUpgrade: websocket\r\n\r\n".utf8), from: false, isHidden: true) + record(23, Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".utf8), from: true, isHidden: true)
        return bytes + record(23, [0x81, 0x82, 1, 2, 3, 4, 0x69, 0x6b], from: false, isHidden: true) + record(21, [1, 0], from: true, isHidden: true)
    }
}
