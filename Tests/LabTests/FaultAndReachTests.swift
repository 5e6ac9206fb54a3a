import LabKit
import Testing

/// What can go wrong in the simulator from the command line, and the programs that ask whether anybody is there.
@Suite("Faults, ping and traceroute on the command line")
struct FaultAndReachTests {
    @Test("each fault does what it says, when and where it says", arguments: [
        ("tcp-echo --fault 'cut at 50us for 3s'", "client-server   is mended"), ("tcp-echo --fault 'cut at 50us for 3s'", "client-server   loses     what was on the cable"), ("tcp-echo --fault 'cut at 50us for 3s'", "server          no signal on eth0"),
        ("tcp-echo --fault 'frames 2 from client'", "LOST (loss of frame 2 on this wir"), ("tcp-echo --fault 'match tcp[tcpflags] & tcp-push != 0 from client for 1ms'", "LOST (loss of \"tcp[tcpflags]"),
        ("tcp-echo --fault 'duplicate 100% at 40us for 6us'", "arrives twice"), ("tcp-echo --fault 'corrupt 100% at 40us for 6us'", "its check sequence is wrong"),
        ("tcp-echo --fault 'delay 10ms at 40us'", "delayed 10.000 ms"), ("layerlab ping --on simulator --size 4000 --count 1 --fault 'rate 1M on laptop-switch'", "waited 12.639 ms for the rate"), ("tcp-echo --fault 'loss 100% at 40us for 6us'", "client-server   fault     loss 100 %"),
        ("layerlab ping --on simulator --count 2 --fault 'cut on core-server at 500ms for 1s'", "from 203.0.113.6: seq 2 network unreachable"), ("layerlab ping --on simulator --count 2 --fault 'loss 100% from server at 500ms'", "seq 2: no answer"), ("layerlab ping --on simulator --count 2 --fault 'delay 100ms on home.eth1-provider from home at 500ms'", "time 114.081 ms"), ("layerlab ping --on simulator --count 2 --fault 'crash core at 500ms for 100ms'", "core            restarts"),
    ])
    func fault(command: String, shows words: String) throws {
        let outcome = try LabProgram.run(command)
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        #expect(outcome.output.contains(words), "\(command): no \"\(words)\" in\n\(outcome.output)")
    }

    @Test("ping and traceroute find the server three routers away, and say so in their status")
    func reach() throws {
        let ping = try LabProgram.run("layerlab ping --on simulator --count 2")
        #expect(ping.status == 0 && ping.output.contains("2 sent, 2 received, 0 % lost"), "\(ping)")
        let cut = try LabProgram.run("layerlab ping --on simulator --count 2 --fault 'cut on home-provider'")
        #expect(cut.status == 1 && cut.output.contains("2 sent, 0 received, 2 errors"), "\(cut)")
        let trace = try LabProgram.run("layerlab traceroute --on simulator --probes 1")
        let hops = trace.output.split(separator: "\n").filter { $0.contains(" print ") }.dropFirst().compactMap { $0.split(separator: " ").dropFirst(4).first.map(String.init) }
        #expect(trace.status == 0 && hops == ["192.168.1.1", "203.0.113.1", "203.0.113.6", "198.51.100.80"], "\(trace.output)")
        let noWay = try LabProgram.run("layerlab traceroute --on simulator 192.0.2.1")
        #expect(noWay.status == 1 && noWay.output.contains("!N"), "\(noWay)")
    }

    @Test("what makes no sense is one error", arguments: [
        ("tcp-echo --fault cute", "cute"), ("tcp-echo --fault 'cut on client-bob'", "client-bob"), ("tcp-echo --fault 'crash bob'", "bob"), ("tcp-echo --fault 'crash client on client-server'", "whole"), ("tcp-echo --fault 'loss 5% from bob'", "bob"), ("tcp-echo --fault 'loss lots'", "lots"),
        ("tcp-echo --fault 'frames 0'", "frames"), ("tcp-echo --fault 'match no filter'", "no filter"), ("tcp-echo --fault 'cut at dawn'", "dawn"), ("tcp-echo --fault 'bits 2'", "bits"), ("tcp-echo --on kernel --fault cut", "--fault"),
        ("layerlab ping --count 0", "--count"), ("layerlab ping --size 70000", "--size"), ("layerlab ping nobody --on simulator", "nobody"), ("layerlab traceroute --hops 0", "--hops"), ("layerlab traceroute --probes 11", "--probes"),
    ])
    func senseless(command: String, names: String) throws {
        let outcome = try LabProgram.run(command)
        #expect(outcome.status != 0, "\(command) succeeded: \(outcome.output)")
        let errors = outcome.errors.split(separator: "\n", omittingEmptySubsequences: true)
        #expect(errors.filter { $0.hasPrefix("Error: ") }.count == 1 && errors.first?.contains(names) == true, "\(command) says: \(outcome.errors)")
    }

    @Test("no line is wider than a terminal; two runs say the same; --quiet says nothing", arguments: ["tcp-echo --fault 'cut at 50us for 3s'", "tcp-echo --fault 'cut at 50us for 3s' --fault 'bursts 20% from server'", "layerlab ping --on simulator", "layerlab traceroute --on simulator"])
    func shape(command: String) throws {
        let outcome = try LabProgram.run(command), again = try LabProgram.run(command), quiet = try LabProgram.run("\(command) --quiet")
        for line in outcome.output.split(separator: "\n") { #expect((line.count <= 120 || line.hasPrefix("Next:")) && line.last != " ", "\(command): \"\(line)\"") }
        #expect(outcome.output == again.output && outcome.status == 0)
        #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
    }
}
