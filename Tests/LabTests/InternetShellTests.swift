import Foundation
import Testing

/// `layerlab internet` from outside, as a student and a script use it.
@Suite("layerlab internet", .timeLimit(.minutes(5)))
struct InternetShellTests {
    static func walk(_ commands: String, _ arguments: String = "") throws -> LabProgram.Outcome { try LabProgram.run("timeout -s KILL 120 layerlab internet \(arguments) -c '\(commands)'") }

    /// From the lease to the healed core.
    static let story = """
        dhcp; dig www.example.com +trace; dig www.example.com +short; traceroute www.example.com; cut core1 core2; traceroute www.example.com; run 10s; traceroute www.example.com; \
        mend core1 core2; run 20s; traceroute www.example.com; curl http://www.example.com/
        """

    @Test("a lease, a name from the root down, a way, a cut, another way, and back")
    func theStory() throws {
        let outcome = try Self.walk(Self.story)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("20 nodes, seed 1: up after "), "\(lines[0])")
        #expect(lines.contains { $0.contains("192.168.1.10") && $0.contains("from 192.168.1.1") }, "the lease: \(outcome.output)")
        let asked = lines.filter { $0.hasPrefix("asked ") }
        #expect(asked.count == 3 && asked[0].contains("198.41.0.4") && asked[1].contains("192.5.6.30") && asked[2].contains("203.0.113.53"), "\(asked)")
        #expect(lines.contains("203.0.113.80"))
        // By core1 and core2, then by core3, then by core2 again.
        let hops = lines.filter { $0.contains("10.0.1.2") || $0.contains("10.0.2.2") }.map { $0.contains("10.0.1.2") ? "core2" : "core3" }
        #expect(hops.first == "core2" && hops.last == "core2" && hops.contains("core3"), "\(outcome.output)")
        #expect(lines.contains { $0.contains("<h1>Example Domain</h1>") })
        for line in lines { #expect(line.count <= 100 && line.last != " ", "\"\(line)\"") }
    }

    @Test("the same seed and the same commands give the same lines to the byte; another seed does not")
    func deterministic() throws {
        let words = "tcpdump -i eth0; ping -c 2 api.github.com; why; loss home isp 30%; ping -c 5 www.example.com; ss; ip neighbour; step 100; time; run 1m; host home; nat; ospf; host core1; ospf; switch home-switch; map"
        let first = try Self.walk(words), second = try Self.walk(words), other = try Self.walk(words, "--seed 2")
        #expect(first.output == second.output && first.status == second.status)
        #expect(first.output != other.output)
        let piped = try LabProgram.run("printf '%s\\n' '\(words.replacingOccurrences(of: "; ", with: "' '"))' | timeout -s KILL 120 layerlab internet")
        // From a pipe each command is told, too; what it says is the same.
        let told = piped.output.split(separator: "\n").filter { !$0.contains("> ") || $0.contains(" > ") }
        #expect(told.count == first.output.split(separator: "\n").count, "\(piped.output)")
    }

    @Test("the exit status is the last command's", arguments: [
        ("ping -c 1 www.example.com", 0), ("ping -c 1 203.0.113.200", 1), ("dig nobody.example.com", 1), ("curl http://www.example.com/nothing", 1), ("curl http://nobody.example.com/", 1),
        ("traceroute ftp.example.com", 0), ("tracepath www.example.com", 0), ("nc ftp.example.com 21 QUIT", 0), ("nc www.example.com 81", 1), ("dig -x 203.0.113.80 +short", 0),
        ("dig example.com MX; dig example.com TXT; dig example.com SOA; dig example.com NS; dig _http._tcp.example.com SRV; dig web.example.com CNAME", 0), ("dig @203.0.113.53 www.example.com +tcp", 0),
        ("frobnicate", 127), ("ping", 2), ("ping -c 0 x", 2), ("traceroute -m 99 x", 2), ("cut laptop nowhere", 1), ("cut", 2), ("loss home isp 300%", 2), ("run 2x", 2), ("run 999d", 2), ("step -1", 2), ("host nobody", 1),
        ("tcpdump -i eth9", 1), ("tcpdump -i eth0 no such filter", 1), ("crash www; curl http://www.example.com/", 1), ("crash laptop; ping www.example.com", 1), ("crash www; restart www; run 5s; curl http://www.example.com/", 0),
        ("why 99", 1), ("switch nobody", 1), ("nat", 1), ("join 10.0.0.1", 1), ("join 239.1.2.3; run 1s; host home; ip maddress", 0), ("ip banana", 2), ("exit", 0), ("frobnicate; exit", 127), ("\"open", 2), ("time # nothing more; frobnicate", 0), ("", 0),
    ])
    func status(commands: String, expected: Int) throws {
        let outcome = try Self.walk(commands)
        #expect(outcome.status == Int32(expected) && outcome.errors.isEmpty, "\(commands): \(outcome)")
    }

    @Test("--html and --write keep a walk: every frame on every cable, and what the commands printed")
    func kept() throws {
        let scratch = try Scratch(), page = scratch.path("walk.html"), capture = scratch.path("walk.pcap")
        let outcome = try Self.walk("dig www.example.com +short", "--html '\(page)' --write '\(capture)'")
        #expect(outcome.status == 0 && outcome.output == "203.0.113.80\n" && outcome.errors.isEmpty, "\(outcome)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: page)).count > 50_000)
        let frames = try LabProgram.run("layerlab inspect '\(capture)'").output
        for word in ["DHCP", "OSPF", "DNS", "STP"] { #expect(frames.contains(word), "\(word)") }
        #expect(try Self.walk("dig nobody.example.com", "--html '\(page)'").status == 1, "the last command's status")
        let bare = try LabProgram.run("layerlab internet --html '\(page)'")
        #expect(bare.status != 0 && bare.errors.contains("-c"), "\(bare)")
    }

    @Test("every command of help is there, and says how it is used when it is not understood")
    func help() throws {
        let help = try Self.walk("help")
        let names = help.output.split(separator: "\n").dropFirst().map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
        for name in ["ping", "traceroute", "tracepath", "dig", "arp", "ip", "ss", "curl", "nc", "tcpdump", "cut", "mend", "loss", "crash", "step", "run", "map", "why", "host"] { #expect(names.contains(name), "\(name) is missing") }
        for line in help.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }

    @Test("tcpdump shows one interface's frames through a filter, counts them, and writes a file that the inspector reads")
    func tcpdump() throws {
        let scratch = try Scratch(), file = scratch.path("icmp.pcap")
        let outcome = try Self.walk("host isp; tcpdump -i eth0 -w \(file) icmp; host laptop; ping -c 2 www.example.com; tcpdump stop")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.split(separator: "\n").filter { $0.contains("ICMP") }.count == 4 && outcome.output.contains("4 frames on isp eth0"), "\(outcome.output)")
        #expect(try LabProgram.run("layerlab inspect \(file)").output.split(separator: "\n").count { $0.contains("ICMP") } == 4)
    }

    @Test("the document's named servers answer: a page, an API, news, mail, files")
    func services() throws {
        let outcome = try Self.walk("curl http://news.ycombinator.com/; curl -i http://api.github.com/users/octocat; nc smtp.gmail.com 25 QUIT; nc ftp.example.com 21 QUIT")
        #expect(outcome.status == 0)
        for words in ["<span class=\"titleline\">", "HTTP/1.1 200", "octocat", "220 ", "221 "] { #expect(outcome.output.contains(words), "\(words): \(outcome.output)") }
    }

    // MARK: - Topology files

    @Test("the examples come up, and their hosts reach each other", arguments: [
        ("two-networks", "ping -c 1 10.2.0.2; tracepath 10.2.0.2"), ("campus", "ping -c 1 10.20.0.1; switch s1; switch s3; cut s1 s2; run 1s; ping -c 1 10.10.0.2"),
        ("office", "dhcp; curl http://www.office.example/; traceroute www.office.example; cut floor north; run 10s; ping -c 1 www.office.example"),
    ])
    func examples(name: String, commands: String) throws {
        let scratch = try Scratch(), file = scratch.path("\(name).yaml")
        #expect(try LabProgram.run("layerlab internet --example \(name) > \(file)").status == 0)
        let outcome = try Self.walk(commands, file)
        #expect(outcome.status == 0 && outcome.errors.isEmpty && outcome.output.contains(": up after"), "\(outcome)")
    }

    @Test("what is wrong in a file is told with its line", arguments: [
        ("nodes:\n  a: {address: 10.0.0.1/24}\n  b: {adress: 10.0.0.2/24}\n", 3, "adress"), ("nodes:\n  a: {address: 10.0.0.300/24}\n", 2, "10.0.0.300"), ("nodes:\n  a: {address: 10.0.0.1}\n", 2, "prefix"),
        ("nodes:\n  a: {}\ncables:\n  - [a, b]\n", 4, "b"), ("nodes:\n  a: {}\n  b: {}\ncables:\n  - {between: [a, b], rate: fast}\n", 5, "fast"), ("nodes:\n  a: {}\n  b: {}\ncables:\n  - {between: [a, b], delay: 20s}\n", 5, "20s"),
        ("nodes:\n  a: {}\n  b: {}\ncables:\n  - [a]\n", 5, "two ends"), ("routing: magic\nnodes:\n  a: {}\n", 1, "magic"), ("nodes:\n  a: {kind: toaster}\n", 2, "toaster"), ("nodes: [1, 2]\n", 1, "nodes"), ("cables: []\n", 1, "nodes"),
        ("nodes:\n  a: {}\n  a b: {}\n", 3, "a b"), ("nodes:\n  a: {ports: {1: access 10}}\n", 2, "switch"), ("nodes:\n  s: {kind: switch, ports: {1: access 5000}}\n", 2, "5000"), ("nodes:\n  s: {kind: switch, priority: 7}\n", 2, "4096"),
        ("start: c\nnodes:\n  a: {}\n", 1, "c"), ("nodes:\n  a:\n    zones:\n      example.com: |\n        @ SOA ns admin 1 1h 1h 1h 1h\n        www A 300.1.1.1\n", 6, "IPv4"), ("nodes:\n  a: {leases: {from: 10.0.0.9, to: 10.0.0.1, server: 10.0.0.1}}\n", 2, "leases"),
        ("nodes:\n  a: {address: [10.0.0.1/24\n", 3, "line 2, column 16"), ("nodes:\n  a: {forward: [tcp 80]}\n", 2, "forward"), ("", 1, "empty"), ("nodes:\n  a: {echo: perhaps}\n", 2, "true or false"), ("nodes:\n  a: {relay: {on: wlan0}}\n", 2, "wlan0"),
    ])
    func badFiles(text: String, line: Int, words: String) throws {
        let scratch = try Scratch(), file = scratch.path("bad.yaml")
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let outcome = try Self.walk("time", file)
        #expect(outcome.status != 0 && outcome.output.isEmpty, "\(outcome)")
        let errors = outcome.errors.split(separator: "\n")
        #expect(errors.count == 1 && errors[0].hasPrefix("Error: \(file), line \(line)") && errors[0].contains(words), "\(text) → \(outcome.errors)")
    }

    @Test("a file that is not there, not text, or no file is one error line", arguments: ["/no/such/file.yaml", "/", "/dev/zero", "/usr/bin/env"])
    func noFile(path: String) throws {
        let outcome = try Self.walk("time", path)
        #expect(outcome.status != 0 && outcome.output.isEmpty && outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
    }

    // MARK: - On a terminal

    @Test("on a terminal: a prompt, history by arrow keys, completion by tab, Ctrl-D goes home", .enabled(if: LabProgram.has("python3"), "python3 is not installed"))
    func terminal() throws {
        let scratch = try Scratch(), script = scratch.path("terminal.py")
        try Data(#"""
            import os, pty, select, sys, time
            pid, fd = pty.fork()
            if pid == 0: os.execvp("layerlab", ["layerlab", "internet"])
            seen = b""
            def until(words):
                global seen
                end = time.time() + 60
                while words not in seen:
                    if time.time() > end: sys.exit("never saw %r in %r" % (words, seen))
                    if select.select([fd], [], [], 1)[0]: seen += os.read(fd, 65536)
                seen = seen[seen.index(words) + len(words):]
            until(b"laptop> ")
            os.write(fd, b"tim\t\r"); until(b"time"); until(b"laptop> ")          # completed, and carried out
            os.write(fd, b"host\r"); until(b"laptop\r\n"); until(b"laptop> ")
            os.write(fd, b"\x1b[A\x1b[A\x1b[B\r"); until(b"laptop> host"); until(b"laptop\r\n"); until(b"laptop> ")   # two back, one forward
            os.write(fd, b"hosx\x7ft core1\r"); until(b"core1> ")                 # a slip, taken back
            os.write(fd, b"nonsense\x03"); until(b"core1> ")                       # thrown away
            os.write(fd, b"\x04")
            _, status = os.waitpid(pid, 0)
            sys.exit(os.waitstatus_to_exitcode(status))
            """#.utf8).write(to: URL(fileURLWithPath: script))
        let outcome = try LabProgram.run("timeout -s KILL 100 python3 \(script)")
        #expect(outcome.status == 0, "\(outcome)")
    }
}
