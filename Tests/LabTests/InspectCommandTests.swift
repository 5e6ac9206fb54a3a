import Foundation
import Testing

/// `layerlab inspect` and `compare` as a shell has them: what goes to which output, and the exit codes.
@Suite("layerlab inspect and compare")
struct InspectCommandTests {
    private static let web = "captures/03-http-client.pcap"

    /// Options that mean nothing end with one message that says what would, and with a code other than 0.
    @Test("what cannot be done is said in one message", arguments: [
        ("--where 'ip.adr == 1.2.3.4'", "did you mean ip.addr?"), ("--where 'tcp.port = 80'", "= is no comparison: == is"), ("--where ''", "where a field or a value is wanted"), ("--filter 'tcp prt 80'", "syntax error"),
        ("--fields ip.adr", "did you mean ip.addr?"), ("--fields tcp", "is a protocol"), ("--follow tcp:9", "the capture's TCP conversations are numbered 0 to 0"), ("--follow udp:0", "there is no UDP conversation"), ("--follow tcp", "tcp:0, udp:3, tls:1 and http:0 are"),
        ("--statistics weather", "there is no kind called \"weather\""), ("--statistics io --interval never", "is no time"), ("--interval 1", "--statistics io"), ("--frame 99", "there is no frame 99"), ("--export /dev/null/x", "/dev/null/x"), ("--write /nowhere/x.pcap", "/nowhere/x.pcap"),
        ("--keylog /nowhere/keys", "/nowhere/keys"), ("> /dev/full", "No space left"), ("--statistics conversations > /dev/full", "No space left"),
    ] as [(String, String)])
    func refusals(_ options: String, _ reason: String) throws {
        if options.contains("/dev/full"), !FileManager.default.fileExists(atPath: "/dev/full") { return }
        let outcome = try LabProgram.run("layerlab inspect \(Self.web) \(options)")
        #expect(outcome.status != 0 && outcome.status < 126, "\(outcome.status)")
        #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        #expect(outcome.output.isEmpty || options.contains("--export"), "\(outcome.output)")
    }

    /// A file that is full says so, and not that its frames were written.
    @Test("a full disk is an error, and nothing else is claimed", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
    func fullDisk() throws {
        let outcome = try LabProgram.run("layerlab inspect captures/17-congestion-control.pcap --write /dev/full")
        #expect(outcome.status == 1 && outcome.errors.contains("No space left") && !outcome.errors.contains(" written to "), "\(outcome.errors)")
    }

    /// Names in a capture are strangers' names: files stay in the directory.
    @Test("exported files have names of one's own file system, and replace nothing")
    func export() throws {
        let scratch = try Scratch()
        for _ in 0..<2 {
            let outcome = try LabProgram.run("layerlab inspect captures/11-rest-api.pcap --export '\(scratch.path("files"))'")
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("files"))
        #expect(names.count > 6 && names.count % 2 == 0 && names.allSatisfy { !$0.hasPrefix(".") && !$0.contains("/") && !$0.contains(" ") }, "\(names)")
    }

    /// What matched, written and read again, is what matched.
    @Test("what is written is what was chosen")
    func write() throws {
        let scratch = try Scratch(), file = scratch.path("syn.pcap")
        let first = try LabProgram.run("layerlab inspect captures/12-websocket-chat.pcap --where 'tcp.flags.syn == 1' --write '\(file)' && layerlab inspect '\(file)' --fields tcp.seq_raw,tcp.flags,frame.len")
        let second = try LabProgram.run("layerlab inspect captures/12-websocket-chat.pcap --where 'tcp.flags.syn == 1' --fields tcp.seq_raw,tcp.flags,frame.len")
        #expect(first.status == 0 && first.output == second.output && first.output.split(separator: "\n").count == 3, "\(first.output)\(first.errors)")
        #expect(first.errors.contains("2 frames of "), "\(first.errors)")
        // The file that is read is not the file that is written.
        let same = try LabProgram.run("cp captures/01-tcp-echo.pcap '\(file)' && layerlab inspect '\(file)' --write '\(file)'")
        #expect(same.status == 1 && FileManager.default.contents(atPath: file) == FileManager.default.contents(atPath: LabProgram.root.appendingPathComponent("captures/01-tcp-echo.pcap").path), "\(same.errors)")
    }

    /// Octet for octet, where tcpdump chooses by the same filter; and of a pcapng file as of the pcap file that it was made from.
    @Test("what is written is what tcpdump writes", .enabled(if: LabProgram.has("tcpdump") && LabProgram.has("editcap"), "tcpdump or editcap is not installed"), arguments: ["06-ftp-transfer", "14-vlans", "15-nat", "18-names-and-leases"])
    func peer(_ capture: String) throws {
        let scratch = try Scratch()
        let script = """
            cd '\(scratch.url.path)' && for expression in '' 'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0' 'udp or arp or vlan' 'greater 100 and not ether broadcast' 'ip broadcast' 'src net 10.0.0.0/8 and ip[8] < 64'; do
                layerlab inspect $OLDPWD/captures/\(capture).pcap --filter "$expression" --write ours.pcap || exit
                tcpdump -r $OLDPWD/captures/\(capture).pcap --time-stamp-precision=nano -w theirs.pcap "$expression" 2> tcpdump.txt || cat tcpdump.txt
                cmp ours.pcap theirs.pcap && echo same "$expression"
            done
            editcap -F pcapng $OLDPWD/captures/\(capture).pcap input.pcapng && layerlab inspect input.pcapng --filter "$expression" --write ours.pcap && cmp ours.pcap theirs.pcap && echo same from pcapng
            """
        let outcome = try LabProgram.run(script)
        #expect(outcome.output.split(separator: "\n").count { $0.hasPrefix("same ") } == 7, "\(outcome.output)\(outcome.errors)")
    }

    /// Whoever stops reading is no error; nor is a pipe.
    @Test("pipes on both sides")
    func pipes() throws {
        let outcome = try LabProgram.run("cat captures/17-congestion-control.pcap | layerlab inspect - | head -3; cat \(Self.web) | layerlab inspect - --statistics http | head -1")
        let lines = outcome.output.split(separator: "\n")
        #expect(outcome.errors.isEmpty && lines.count == 4 && lines[3].hasPrefix("HTTP: 1 request, 1 answered"), "\(outcome.output)\(outcome.errors)")
    }

    /// 0: the same story; 1: another; 2: there is nothing to compare.
    @Test("compare's exit codes", arguments: [("captures/01-tcp-echo.pcap captures/01-tcp-echo.pcap", 0, "Both tell the same story."), ("captures/03-http-client.pcap captures/04-http-server.pcap", 1, "They don't tell the same story"), ("captures/01-tcp-echo.pcap nowhere.pcap", 2, "")] as [(String, Int32, String)])
    func compare(_ files: String, _ status: Int32, _ verdict: String) throws {
        let outcome = try LabProgram.run("layerlab compare \(files)")
        #expect(outcome.status == status && (verdict.isEmpty || outcome.output.contains(verdict)) && outcome.errors.isEmpty == (status != 2), "\(outcome.output)\(outcome.errors)")
    }

    /// On a terminal of 100 columns every table fits, and so does a comparison.
    @Test("lines are no wider than 100 columns", arguments: ["01-tcp-echo", "06-ftp-transfer", "12-websocket-chat", "15-nat", "18-names-and-leases"])
    func widths(_ capture: String) throws {
        let file = "captures/\(capture).pcap"
        let outcome = try LabProgram.run("layerlab inspect \(file) --statistics conversations,endpoints,protocols,lengths,io,http,dns,smtp,ftp,flow,expert; layerlab compare captures/03-http-client.pcap \(file)")
        let wide = outcome.output.split(separator: "\n").filter { $0.count > 100 }.map { String($0) }
        #expect(outcome.errors.isEmpty && wide.isEmpty, "\(wide.joined(separator: "\n"))\(outcome.errors)")
    }
}
