/// The File Transfer Protocol (RFC 959, RFC 2428).
enum FTPField: UInt8, FieldSet {
    case request, response, command, argument, code, responseArgument, passiveIP, passivePort, activeIP, activePort, epsvIP, epsvIPv6, epsvPort, eprtFamily, eprtIP, eprtIPv6, eprtPort

    static var proto: ProtocolID { .ftp }
    var definition: FieldDefinition {
        switch self {
        case .request: .init("ftp.request", "Request", .boolean, "The client speaks.")
        case .response: .init("ftp.response", "Response", .boolean, "The server speaks.")
        case .command: .init("ftp.request.command", "Command", .text, "What the client wants.")
        case .argument: .init("ftp.request.arg", "Argument", .text, "What it wants it with.")
        case .code: .init("ftp.response.code", "Code", .decimal, "How it went: 1xx begun, 2xx well, 3xx go on, 4xx try later, 5xx no.")
        case .responseArgument: .init("ftp.response.arg", "Text", .text, "The same in words.")
        case .passiveIP: .init("ftp.passive.ip", "Data address", .ipv4, "Where the server waits for the data connection.")
        case .passivePort: .init("ftp.passive.port", "Data port", .decimal, "Where the server waits for the data connection.")
        case .activeIP: .init("ftp.active.cip", "Data address", .ipv4, "Where the client waits for the data connection.")
        case .activePort: .init("ftp.active.port", "Data port", .decimal, "Where the client waits for the data connection.")
        case .epsvIP: .init("ftp.epsv.ip", "Data address", .ipv4, "Where the server waits for the data connection.")
        case .epsvIPv6: .init("ftp.epsv.ipv6", "Data address", .text, "Where the server waits for the data connection.")
        case .epsvPort: .init("ftp.epsv.port", "Data port", .decimal, "Where the server waits for the data connection.")
        case .eprtFamily: .init("ftp.eprt.af", "Family", .decimal, "1: IPv4, 2: IPv6.")
        case .eprtIP: .init("ftp.eprt.ip", "Data address", .ipv4, "Where the client waits for the data connection.")
        case .eprtIPv6: .init("ftp.eprt.ipv6", "Data address", .text, "Where the client waits for the data connection.")
        case .eprtPort: .init("ftp.eprt.port", "Data port", .decimal, "Where the client waits for the data connection.")
        }
    }
}

enum FTPDissector {
    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let isRequest = context.destinationPort == 21
        let line = data.line(from: 0)
        d.layer(.ftp, data, data.count)
        d.packet.foundSomething = true
        d.info.append(UnsafeRawBufferPointer(rebasing: data.buffer[0..<min(line.end, 120)]))
        d.add(FTPField.request, isRequest ? 1 : 0, data, 0, 0, flags: .generated)
        d.add(FTPField.response, isRequest ? 0 : 1, data, 0, 0, flags: .generated)
        if isRequest { request(data, line, &d) } else { response(data, line, context, &d, &s) }
        return .done
    }

    /// PORT and EPRT announce nothing: the server comes from port 20, which is known without.
    private static func request(_ data: Octets, _ line: TextLine, _ d: inout Dissection) {
        let wordEnd = data.wordEnd(from: 0, to: line.end)
        let argument = data.skipSpaces(from: wordEnd, to: line.end)
        if wordEnd > 0 { d.add(FTPField.command, 0, data, 0, wordEnd) }
        if line.end > argument { d.add(FTPField.argument, 0, data, argument, line.end - argument) }
        switch data.text(0, wordEnd) {
        case "PORT":
            guard let numbers = sixNumbers(data, argument, line.end) else { return }
            let address = numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3], port = numbers[4] << 8 | numbers[5]
            d.add(FTPField.activeIP, address, data, argument, line.end - argument)
            d.add(FTPField.activePort, port, data, argument, line.end - argument)
        case "EPRT":
            // |family|address|port| with any delimiter
            let parts = data.text(argument, line.end - argument).dropFirst().dropLast().split(separator: data.text(argument, 1).first ?? "|", omittingEmptySubsequences: false)
            guard parts.count == 3, let family = Int(parts[0]), let port = UInt16(parts[2]) else { return }
            d.add(FTPField.eprtFamily, family, data, argument, line.end - argument)
            d.add(FTPField.eprtPort, Int(port), data, argument, line.end - argument)
        default: break
        }
    }

    private static func response(_ data: Octets, _ line: TextLine, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) {
        let isCode = line.end >= 3 && (0..<3).allSatisfy { data.base[$0] >= 0x30 && data.base[$0] <= 0x39 }
        guard isCode, let code = data.decimal(0, 3) else {
            if line.end > 0 { d.add(FTPField.responseArgument, 0, data, 0, line.end) }
            return
        }
        d.add(FTPField.code, code, data, 0, 3)
        let argument = min(4, line.end)
        if line.end > argument { d.add(FTPField.responseArgument, 0, data, argument, line.end - argument) }
        switch code {
        case 227:
            guard let numbers = sixNumbers(data, argument, line.end) else { return }
            let address = numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3], port = numbers[4] << 8 | numbers[5]
            d.add(FTPField.passiveIP, address, data, argument, line.end - argument)
            d.add(FTPField.passivePort, port, data, argument, line.end - argument)
            s.dataConnections.expect(.v4(UInt32(truncatingIfNeeded: address)), UInt16(truncatingIfNeeded: port))
        case 229:
            guard let open = data.firstIndex(of: UInt8(ascii: "("), from: argument, limit: line.end), let port = data.decimal(open + 4, line.end), port < 65536 else { return }
            if d.packet.source.kind == .v4 { d.add(FTPField.epsvIP, d.packet.source.low, data, 0, 0, flags: .generated) }
            d.add(FTPField.epsvPort, port, data, open, line.end - open)
            s.dataConnections.expect(d.packet.source, UInt16(truncatingIfNeeded: port))
        case 234:
            context.messages.application = .tls
            context.messages.startTLSFrame = context.frame
        default: break
        }
    }

    /// The first "h1,h2,h3,h4,p1,p2" between `start` and `end`.
    private static func sixNumbers(_ data: Octets, _ start: Int, _ end: Int) -> [Int]? {
        var at = start
        while at < end {
            guard data.base[at] >= 0x30, data.base[at] <= 0x39 else {
                at += 1
                continue
            }
            var numbers: [Int] = [], place = at
            while numbers.count < 6, place < end, data.base[place] >= 0x30, data.base[place] <= 0x39 {
                var value = 0
                while place < end, data.base[place] >= 0x30, data.base[place] <= 0x39, value < 1000 {
                    value = value * 10 + Int(data.base[place] - 0x30)
                    place += 1
                }
                numbers.append(value)
                guard numbers.count < 6 else { break }
                guard place < end, data.base[place] == UInt8(ascii: ",") else { break }
                place += 1
            }
            if numbers.count == 6, numbers.allSatisfy({ $0 < 256 }) { return numbers }
            while at < end, data.base[at] >= 0x30, data.base[at] <= 0x39 { at += 1 }
        }
        return nil
    }

    /// The other connection: a file, or a list of files.
    static func dissectData(_ data: Octets, _ d: inout Dissection) -> Outcome {
        d.layer(.ftpData, data, data.count)
        d.packet.foundSomething = true
        d.info.append("data, \(data.reported) bytes")
        let looksLikeText = data.buffer.prefix(20).allSatisfy { $0 >= 0x20 && $0 < 0x7f || $0 == 0x0d || $0 == 0x0a }
        if looksLikeText { d.layer(.textLines, data, data.count) }
        return .done
    }
}
