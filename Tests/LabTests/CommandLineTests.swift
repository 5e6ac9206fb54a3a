import LabKit
import Testing

@Suite("The labs' command lines")
struct CommandLineTests {
    static let labs = Lab.all.map(\.name)

    @Test("--help teaches: what to try, and where the worksheet is", arguments: Lab.all.map { "\($0.name) \($0.worksheet)" })
    func help(of labAndWorksheet: String) throws {
        let parts = labAndWorksheet.split(separator: " ")
        let help = try LabProgram.run("\(parts[0]) --help")
        #expect(help.status == 0, "\(help.errors)")
        #expect(help.errors.isEmpty)
        #expect(help.output.contains("Try:"), "\(help.output)")
        #expect(help.output.contains(parts[1]), "\(help.output)")
        fits(help.output)
    }

    @Test("the tool's commands teach, too, each on a terminal of 80 columns", arguments: [
        "", "inspect", "compare", "view", "capture", "interfaces", "ip", "ip show", "ip eval", "ip subnets", "ping", "traceroute", "dns", "tap", "internet", "assign", "hint", "check", "grade", "bench", "bench inspect",
    ])
    func help(ofCommand command: String) throws {
        let help = try LabProgram.run("layerlab \(command) --help")
        #expect(help.status == 0, "\(help.errors)")
        #expect(help.output.contains("OVERVIEW: ") && help.output.contains("USAGE: layerlab"), "\(help.output)")
        fits(help.output)
    }

    private func fits(_ help: String) {
        for line in help.split(separator: "\n") {
            #expect(line.last != " ", "a space at the end of \"\(line)\"")
            // The parser of arguments does not fold its usage line.
            if line.hasPrefix("USAGE: ") { continue }
            #expect(line.count <= 80, "\(line.count) columns: \"\(line)\"")
        }
    }

    @Test("a wrong option is one error line, nothing on the output, and a status that is not zero", arguments: labs)
    func unknownOption(lab: String) throws { try expectError("\(lab) --no-such-option", says: "--no-such-option") }

    @Test("so is a value that makes no sense", arguments: [
        ("tcp-echo --on moon", "moon"), ("tcp-echo --on simulator --loss 200%", "200%"), ("tcp-echo --frame 0", "--frame"), ("tcp-echo --on kernel --loss 5%", "--loss"),
        ("tcp-echo --quiet --json", "--quiet"), ("tcp-echo server --on simulator", "simulator"), ("tcp-echo --on simulator --write /no/such/folder/x.pcap", "/no/such/folder/x.pcap"),
        ("udp-message --port 70000", "70000"), ("udp-message --on simulator --bind nowhere", "nowhere"), ("async-echo --clients 0", "--clients"), ("ip-addresses --address 300.1.1.1", "300"),
        ("ip-addresses --network 10.0.0.0/33", "33"), ("line-codes codes --bits 012", "--bits"), ("line-codes noise --bits 3", "--bits"), ("line-codes limits --length -1", "--length"), ("protocol-stack --damage 99999", "--damage"),
        ("ethernet-switch bridge", "bridge"), ("ethernet-switch --on kernel", "simulator"), ("ethernet-switch --ageing 0s", "--ageing"), ("ethernet-switch --why 100000", "100000"), ("ethernet-switch --damage -5", "--damage"), ("ethernet-switch ring --mine", "--mine"), ("ip-routing bgp", "bgp"), ("ip-routing --on kernel", "simulator"), ("names-and-leases --seed x", "x"),
        ("tcp-reliability --lose 0", "--lose"), ("tcp-reliability --lose 4 --on kernel", "--lose"), ("tcp-reliability --drop 'no filter'", "--drop"), ("tcp-reliability --bytes 0", "--bytes"), ("tcp-reliability --tcp tahoe", "tahoe"), ("tcp-reliability --rate fast", "--rate"),
        ("congestion-control --flows vegas", "vegas"), ("congestion-control --flows 33xreno", "--flows"), ("congestion-control --flows reno,reno --rtt 1ms,2ms,3ms", "--rtt"), ("congestion-control --time 2h", "--time"), ("congestion-control --rate 1000G --time 3600s", "--rate"), ("congestion-control --queue-length 0", "--queue-length"),
    ])
    func senselessValue(command: String, names: String) throws { try expectError(command, says: names) }

    private func expectError(_ command: String, says names: String) throws {
        let outcome = try LabProgram.run(command)
        #expect(outcome.status != 0, "\(command) succeeded: \(outcome.output)")
        let errors = outcome.errors.split(separator: "\n", omittingEmptySubsequences: true)
        #expect(errors.filter { $0.hasPrefix("Error: ") }.count == 1, "\(command) says: \(outcome.errors)")
        #expect(errors.first?.contains(names) == true, "\(command) says: \(outcome.errors)")
        // Below it at most what would have been right: help for the option, and the usage.
        #expect(errors.count <= 8, "\(command) says: \(outcome.errors)")
    }

    @Test("two runs say the same, whatever the seed", arguments: ["tcp-echo --on simulator --loss 20%", "udp-message --on simulator --duplicate 50%", "async-echo --on simulator --clients 5", "ethernet-switch --corrupt 5%", "ethernet-switch hub", "ethernet-switch ring", "ethernet-switch storm", "ip-routing", "ip-routing rip", "ip-routing nat", "names-and-leases", "names-and-leases --taken", "ethernet-switch --json", "tcp-reliability --loss 10% --tcp modern", "congestion-control --flows reno,cubic --time 5s --loss 0.5%", "congestion-control --flows 2xcubic --time 3s --json", "tcp-echo --on simulator --loss 20% --detail tcp", "tcp-echo --on simulator --detail tcp --json", "line-codes noise --bits 20000", "protocol-stack --detail bits"], [1, 2, 77])
    func repeatable(command: String, seed: Int) throws {
        let line = command.hasPrefix("protocol-stack") ? command : "\(command) --seed \(seed)"
        let first = try LabProgram.run(line), second = try LabProgram.run(line)
        #expect(first.output == second.output && first.status == second.status, "\(line) came out differently")
        #expect(!first.output.isEmpty)
    }

    @Test("no line of the timeline is wider than a terminal, or ends in a space", arguments: ["tcp-echo --on simulator", "udp-message --on simulator", "async-echo --on simulator --clients 3", "ethernet-switch", "ethernet-switch hub", "ethernet-switch ring", "ethernet-switch vlans", "ip-routing", "ip-routing rip", "names-and-leases", "names-and-leases --taken", "ethernet-switch --frame 1 --detail bytes", "tcp-echo --on simulator --detail layers", "tcp-echo --on simulator --detail tcp", "tcp-echo --on simulator --loss 30% --detail tcp", "tcp-reliability", "tcp-reliability --lose 4,4,6 --tcp sack --detail tcp", "congestion-control --flows 3xreno,cubic --time 4s", "congestion-control --flows 7xreno --queue red --time 4s", "ip-addresses --on simulator"])
    func shape(command: String) throws {
        let outcome = try LabProgram.run(command)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for line in outcome.output.split(separator: "\n") {
            #expect((line.count <= 120 || line.hasPrefix("Next:")) && line.last != " ", "\(command): \"\(line)\"")
            #expect(!line.contains("\u{1b}"), "colours where there is no terminal: \(line)")
        }
    }

    @Test("the inspector's bench measures each kind of work, and says once what it cannot read")
    func benchOfTheInspector() throws {
        let outcome = try LabProgram.run("layerlab bench inspect captures/01-tcp-echo.pcap --runs 1")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("11 frames, ") == true, "\(outcome.output)")
        let keys = ["read", "filter", "conversations", "lines", "fields", "where", "json"].map { "inspect.\($0)" }
        #expect(lines.dropFirst().map { String($0.prefix { $0 != " " }) } == keys, "\(outcome.output)")
        for line in lines.dropFirst() {
            let words = line.split(separator: " ")
            #expect(line.hasSuffix(" MB/s") && line.contains(" Mframes/s ") && words.count > 2 && words[1] == "median" && (Double(words[2]) ?? 0) > 0, "\(line)")
        }
        try expectError("layerlab bench inspect - --runs 1", says: "not a pipe")
        let nothing = try LabProgram.run("layerlab bench inspect Package.swift")
        #expect(nothing.status == 1 && nothing.output.isEmpty && nothing.errors.split(separator: "\n").count == 1 && nothing.errors.contains("Package.swift"), "\(nothing)")
    }

    @Test("a hub shows a collision, who waits, and that both messages arrive all the same")
    func collision() throws {
        let lines = try LabProgram.run("ethernet-switch hub").output.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.contains("collision alice and bob sent at the same time") })
        #expect(lines.filter { $0.contains("LOST (collision)") }.count == 2)
        #expect(lines.filter { $0.contains("after collision 1") }.count == 2)
        #expect(lines.contains { $0.contains("print     carol says") } && lines.contains { $0.contains("print     bob says: bob here, I got 6 bytes") })
        // Who is told what, in the order of time: a hub's frames are shown when they end.
        let times = lines.drop { !$0.hasPrefix("2. ") }.dropFirst().prefix { !$0.hasPrefix("3. ") }.compactMap { Double($0.prefix(8).drop { $0 == " " }) }
        #expect(times.count > 20 && times == times.sorted(), "\(times)")
    }

    @Test("--quiet says nothing", arguments: ["tcp-echo --on simulator --quiet", "udp-message --on simulator --quiet", "async-echo --on simulator --quiet", "ethernet-switch --quiet", "ip-routing --quiet", "names-and-leases --quiet", "tcp-reliability --quiet", "congestion-control --quiet --time 2s"])
    func quiet(command: String) throws {
        let outcome = try LabProgram.run(command)
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome)")
    }
}
