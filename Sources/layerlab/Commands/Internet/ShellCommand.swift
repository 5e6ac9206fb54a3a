import ApplicationLayer
import Applications
import Capture
import Simulation
import Sockets
import Wire

/// One command of the shell.
struct ShellCommand: Sendable {
    let name: String
    var aliases: [String] = []
    let usage: String
    let help: String
    let run: @Sendable (NetworkShell, [String]) async throws -> Int32

    /// All of them, in the order of `help`.
    static let all: [ShellCommand] = [ping, traceroute, tracepath, dig, curl, netcat, tcpdump, arp, ip, sockets, dhcp, nat, routing, switches, join, leaveGroup, host, map, cut, mend, loss, crash, restart, run, step, why, time, help, leave]

    // MARK: - Asking others

    static let ping = ShellCommand(name: "ping", usage: "ping [-c COUNT] [-s BYTES] HOST", help: "ask a host whether it is there") { shell, words in
        var options = ShellOptions(words)
        let count = try options.number("-c", 1...1000) ?? 4, size = try options.number("-s", 0...65_000) ?? 56
        let destination = try options.one("a host")
        let summary = try await Ping(destination, count: count, size: size).run(on: try shell.host())
        return summary.received > 0 ? 0 : 1
    }

    static let traceroute = ShellCommand(name: "traceroute", usage: "traceroute [-m HOPS] [-q PROBES] HOST", help: "the routers on the way to a host") { shell, words in
        var options = ShellOptions(words)
        let hops = try options.number("-m", 1...64) ?? 30, probes = try options.number("-q", 1...10) ?? 1
        let found = try await Traceroute(try options.one("a host"), maximumHops: hops, probes: probes).run(on: try shell.host())
        return found.last?.isLast == true ? 0 : 1
    }

    static let tracepath = ShellCommand(name: "tracepath", usage: "tracepath HOST", help: "the way to a host, and how large a packet it carries") { shell, words in
        var options = ShellOptions(words)
        return try await PathProbe(try options.one("a host")).run(on: try shell.host()) ? 0 : 1
    }

    static let curl = ShellCommand(name: "curl", usage: "curl [-i] URL", help: "fetch a page") { shell, words in
        var options = ShellOptions(words)
        let shows = options.flag("-i")
        let url = try options.one("a URL")
        let client = HTTPClient(on: try shell.host())
        let response = try await client.get(url.contains("://") ? url : "http://\(url)")
        if shows {
            shell.show("HTTP/1.1 \(response.status) \(response.head.status.reasonPhrase)")
            for field in response.head.headerFields { shell.show("\(field.name): \(field.value)") }
            shell.show("")
        }
        for line in response.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(response.text.hasSuffix("\n") ? 1 : 0) { shell.show(String(line)) }
        await client.close()
        return response.isSuccess ? 0 : 1
    }

    static let netcat = ShellCommand(name: "nc", usage: "nc [-u] HOST PORT [TEXT]", help: "say a line to a port, and show what comes back") { shell, words in
        var options = ShellOptions(words)
        let isUDP = options.flag("-u"), rest = options.rest
        guard rest.count >= 2, let port = UInt16(rest[1]), port > 0 else { throw NetworkShell.Refusal("a host and a port from 1 to 65535 are needed") }
        let host = try shell.host(), text = rest.dropFirst(2).joined(separator: " ")
        guard let address = try await host.resolve(rest[0]).first else { return 1 }
        func tell(_ bytes: [UInt8]) { for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) { shell.show(String(line)) } }
        do {
            if isUDP {
                let socket = try await host.bind(to: SocketAddress(.v4(.any), 0))
                defer { socket.close() }
                try socket.connect(to: SocketAddress(address, port))
                try await socket.send(text + "\n", to: nil)
                tell(try await host.withTimeLimit(.seconds(2), for: "receive", of: rest[0]) { try await socket.receive(atMost: 65_535).bytes })
                return 0
            }
            let stream = try await host.connect(to: SocketAddress(address, port))
            if !text.isEmpty { try await stream.send(text + "\r\n") }
            do {
                while true {
                    let bytes = try await host.withTimeLimit(.seconds(1), for: "receive") { try await stream.receive(atMost: 65_536) }
                    if bytes.isEmpty { break }
                    tell(bytes)
                }
            } catch let error as SocketError where error.code == .timedOut {}
            await stream.close()
            return 0
        } catch let error as SocketError {
            throw NetworkShell.Refusal("\(error)", status: 1)
        }
    }

    // MARK: - The network

    static let host = ShellCommand(name: "host", usage: "host [NAME]", help: "move to another machine, or say on which one you are") { shell, words in
        guard let name = words.first else {
            shell.show(shell.current)
            return 0
        }
        try shell.move(to: name)
        return 0
    }

    static let cut = ShellCommand(name: "cut", usage: "cut NODE NODE", help: "cut the cable between two nodes") { shell, words in
        let cable = try shell.cable(words)
        try shell.cut(cable)
        try await shell.pass(.zero)
        shell.show("the cable \(cable) is cut")
        return 0
    }

    static let mend = ShellCommand(name: "mend", usage: "mend NODE NODE", help: "mend it") { shell, words in
        let cable = try shell.cable(words)
        try shell.mend(cable)
        try await shell.pass(.zero)
        shell.show("the cable \(cable) is mended")
        return 0
    }

    static let loss = ShellCommand(name: "loss", usage: "loss NODE NODE PERCENT%", help: "let a cable lose a part of its frames; 0% ends it") { shell, words in
        guard let last = words.last, let percent = Double(last.hasSuffix("%") ? String(last.dropLast()) : last), percent >= 0, percent <= 100 else { throw NetworkShell.Refusal("a share from 0% to 100% is needed") }
        let cable = try shell.cable(Array(words.dropLast()))
        try shell.simulation.plan(.repair(cable), at: shell.simulation.now)
        if percent > 0 { try shell.simulation.plan(.fault(cable, RandomLoss(percent / 100)), at: shell.simulation.now) }
        try await shell.pass(.zero)
        shell.show(percent > 0 ? "\(cable) loses \(last.hasSuffix("%") ? last : last + "%") of its frames" : "\(cable) loses none")
        return 0
    }

    static let crash = ShellCommand(name: "crash", usage: "crash HOST", help: "take a host's power away") { shell, words in
        var options = ShellOptions(words)
        let name = try options.one("a host")
        let here = shell.current
        try shell.move(to: name)
        if here != name { try shell.move(to: here) }
        try shell.crash(name)
        try await shell.pass(.zero)
        shell.show("\(name) has no power")
        return 0
    }

    static let restart = ShellCommand(name: "restart", usage: "restart HOST", help: "give it back: the host begins with nothing") { shell, words in
        var options = ShellOptions(words)
        let name = try options.one("a host")
        guard shell.isDead(name) else { throw NetworkShell.Refusal("\(name) has power", status: 1) }
        try shell.restart(name)
        try await shell.pass(.zero)
        shell.internet.restartServices(of: name)
        shell.show("\(name) starts again")
        return 0
    }

    // MARK: - Time

    static let run = ShellCommand(name: "run", usage: "run TIME", help: "let time pass: 10s, 200ms, 5m") { shell, words in
        var options = ShellOptions(words)
        let text = try options.one("a time")
        guard let span = ShellOptions.span(text) else { throw NetworkShell.Refusal("\"\(text)\" is no time from 1us to 1d") }
        try await shell.pass(span.duration)
        shell.show("it is \(Nanoseconds(shell.simulation.now.nanoseconds))")
        return 0
    }

    static let step = ShellCommand(name: "step", usage: "step [EVENTS]", help: "let the next event happen, or so many") { shell, words in
        guard words.count <= 1, let count = words.first.map({ Int($0) }) ?? 1, (1...100_000).contains(count) else { throw NetworkShell.Refusal("a number from 1 to 100000 is needed") }
        let wanted = shell.simulation.eventCount + UInt64(count)
        while shell.simulation.eventCount < wanted, let next = shell.simulation.nextEventTime { try await shell.simulation.loop.clock.sleep(until: max(next, shell.simulation.now + Nanoseconds(1))) }
        shell.show("it is \(Nanoseconds(shell.simulation.now.nanoseconds)), \(shell.simulation.eventCount) events so far")
        return 0
    }

    static let time = ShellCommand(name: "time", usage: "time", help: "what time it is") { shell, _ in
        shell.show("\(Nanoseconds(shell.simulation.now.nanoseconds))")
        return 0
    }

    static let why = ShellCommand(name: "why", usage: "why [FRAME]", help: "why a frame of tcpdump was sent: that, or the last") { shell, words in
        guard words.count <= 1, let number = words.first.map({ Int($0) }) ?? shell.shown.count, shell.shown.indices.contains(number - 1) else { throw NetworkShell.Refusal(shell.shown.isEmpty ? "tcpdump has shown no frame" : "a number from 1 to \(shell.shown.count) is needed", status: 1) }
        shell.show("why frame \(number)? Each line is the reason for the one above it.")
        for entry in shell.simulation.why(shell.shown[number - 1]) { shell.show("\(entry)") }
        return 0
    }

    static let help = ShellCommand(name: "help", aliases: ["?"], usage: "help", help: "this list") { shell, _ in
        for command in all {
            guard command.usage.count > 42 else {
                shell.show("  \(ShellTable.padded(command.usage, 42)) \(command.help)")
                continue
            }
            shell.show("  \(command.usage)")
            shell.show("  \(ShellTable.padded("", 42)) \(command.help)")
        }
        return 0
    }

    static let leave = ShellCommand(name: "exit", aliases: ["quit"], usage: "exit", help: "go home") { shell, _ in
        shell.leave()
        return shell.status
    }
}

/// What stands behind a command's name.
struct ShellOptions {
    private(set) var rest: [String]
    init(_ words: [String]) { rest = words }

    mutating func flag(_ name: String) -> Bool {
        guard let index = rest.firstIndex(of: name) else { return false }
        rest.remove(at: index)
        return true
    }

    mutating func value(_ name: String) throws -> String? {
        guard let index = rest.firstIndex(of: name) else { return nil }
        guard index + 1 < rest.count else { throw NetworkShell.Refusal("\(name) needs a value") }
        let value = rest[index + 1]
        rest.removeSubrange(index...index + 1)
        return value
    }

    mutating func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text = try value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else { throw NetworkShell.Refusal("\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"") }
        return number
    }

    mutating func one(_ what: String) throws -> String {
        guard rest.count == 1, !rest[0].hasPrefix("-") else { throw NetworkShell.Refusal(rest.isEmpty ? "\(what) is needed" : "\"\(rest.joined(separator: " "))\" is not understood") }
        return rest[0]
    }

    /// "10s", "200ms", "1.5s", "5m": from a microsecond to a day.
    static func span(_ text: String) -> Nanoseconds? {
        for (unit, scale) in [("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9)] as [(String, Double)] where text.hasSuffix(unit) {
            guard let value = Double(text.dropLast(unit.count)), value > 0, value * scale <= 86_400e9, value * scale >= 1e3 else { continue }
            return Nanoseconds(Int64(value * scale))
        }
        return nil
    }
}

/// Columns.
enum ShellTable {
    static func padded(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }

    /// Rows with their columns aligned, two blanks apart.
    static func lines(_ rows: [[String]]) -> [String] {
        var widths: [Int] = []
        for row in rows { for (column, cell) in row.enumerated() { if column < widths.count { widths[column] = max(widths[column], cell.count) } else { widths.append(cell.count) } } }
        return rows.map { row in
            var line = row.enumerated().map { padded($0.element, widths[$0.offset]) }.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
