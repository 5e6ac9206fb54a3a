import ArgumentParser
import Foundation
import Internet
import LabKit
import Simulation

/// `layerlab internet`: the internet in the box, and a shell to walk around in it.
struct InternetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "internet",
        abstract: "Walk around in an internet of your own: hosts, routers, names, leases, and cables to cut.",
        discussion: HelpText.laidOut("""
            A home behind a router, its provider, a routed core and a data centre, all in virtual time. You begin at the laptop; help lists what you can \
            type. Between commands time stands still. The same seed and the same commands give the same lines.

            Try:
              layerlab internet
              layerlab internet -c 'dig www.example.com +trace; tracepath example.com'
              layerlab internet -c 'cut core1 core2; run 10s; traceroute example.com'
              layerlab internet -c 'ping www.example.com; curl http://www.example.com/'
              layerlab internet --view                 in a browser: its frames, its tables, forks in its history
              layerlab internet -c 'dig www.example.com' --html dig.html
              layerlab internet my-network.yaml        a network of your own; --example NAME prints one to begin with

            The exit status is that of the last command.
            """))

    @Argument(help: ArgumentHelp("A topology file in YAML; the small internet without.", valueName: "FILE")) var file: String?
    @Option(name: .customShort("c"), help: ArgumentHelp("Commands to run, parted by ;", valueName: "COMMANDS")) var commands: String?
    @Option(help: "The seed of all that is random.") var seed: UInt64 = 1
    @Option(help: ArgumentHelp("Print an example of a topology file: \(InternetExample.names).", valueName: "NAME")) var example: String?

    @Flag(help: "Show it live in a browser: stopped, stepped, taken back and broken at will; commands can be typed there, too.") var view = false
    @Option(help: ArgumentHelp("Write the walk of -c as a page for a browser, every frame on every cable.", valueName: "FILE.html")) var html: String?
    @Option(help: ArgumentHelp("Write the frames of all cables to a capture file that Wireshark opens.", valueName: "FILE.pcap")) var write: String?
    @Option(help: ArgumentHelp("Write a picture of the network into this folder, with its twin in text.", valueName: "DIR")) var svg: String?

    func validate() throws {
        if html != nil || write != nil || svg != nil, commands == nil { throw ValidationError("--html, --write and --svg keep a walk from its beginning to its end: say where it goes with -c 'COMMANDS'") }
        if view, html != nil || write != nil || svg != nil { throw ValidationError("--view shows the run live, --html, --write and --svg keep one: give --view alone") }
        if let example, InternetExample(rawValue: example) == nil { throw ValidationError("--example is one of \(InternetExample.names)") }
    }

    func run() throws {
        if let example, let text = InternetExample(rawValue: example)?.text {
            PlainLine.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
            return
        }
        let plan = try file.map { try InternetFile.read($0) } ?? .small
        if view || html != nil || write != nil || svg != nil { return try keep(plan) }
        let internet = try Internet(plan, seed: seed)
        let commands = commands, seed = seed
        let isTerminal = commands == nil && isatty(0) == 1 && isatty(1) == 1
        let status = try internet.run { internet -> Int32 in
            let shell = NetworkShell(internet) { PlainLine.print($0) }
            let isUp = try await internet.waitUntilUp()
            PlainLine.print("\(plan.topology.nodes.count) nodes, seed \(seed): \(isUp ? "up" : "NOT all up") after \(internet.simulation.now). You are on \(shell.current).\(isTerminal ? " help lists what you can type." : "")")
            if let commands { return await shell.execute(commands) }
            let editor = isTerminal ? LineEditor { shell.completions(of: $0) } : nil
            while !shell.isOver {
                let prompt = "\(shell.current)> "
                if let editor {
                    guard let line = editor.read(prompt: prompt) else { break }
                    await shell.execute(line)
                } else {
                    guard let line = readLine(strippingNewline: true) else { break }
                    // A transcript says what was asked, too.
                    PlainLine.print(prompt + line)
                    await shell.execute(line)
                }
            }
            return shell.status
        }
        for failure in internet.failures { FileHandle.standardError.write(Data("\(failure.node): \(failure.error)\n".utf8)) }
        if status != 0 { throw ExitCode(status) }
    }
}

extension InternetCommand {
    /// A walk that is shown or kept as a lab's run is.
    private func keep(_ plan: InternetPlan) throws {
        var words = ["--on", "simulator", "--seed", "\(seed)"]
        if view { words.append("--view") } else { words.append("--quiet") }
        if let html { words += ["--html", html] }
        if let svg { words += ["--svg", svg] }
        if let write { words += ["--write", write] }
        let run = LabRun(lab: .internet, end: .both, place: try PlaceOptions.parse([]), options: try LabOptions.parse(words))
        let commands = commands
        if view { return try run.run(network: WalkedInternet(plan, commands: commands)) }
        let walk = WalkedInternet(plan, commands: commands) { PlainLine.print($0) }
        try run.run(network: walk)
        if walk.status != 0 { throw ExitCode(walk.status) }
    }
}

extension NetworkShell {
    /// What the last word of a line may become: a command, a host, a name, a word of that command's.
    func completions(of line: String) -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard let last = words.last else { return [] }
        if words.count == 1 { return ShellCommand.all.map(\.name).filter { $0.hasPrefix(last) }.sorted() }
        var candidates = internet.plan.topology.nodes.map(\.name)
        switch words[0] {
        case "ip": candidates = ["address", "route", "neighbour", "maddress"]
        case "tcpdump": candidates = ["-i", "-c", "-w", "stop", "eth0", "eth1", "eth2", "eth3"]
        case "dig": candidates += ["+short", "+trace", "+tcp", "A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"]
        default: break
        }
        if let landmark = internet.plan.landmark { candidates.append(landmark) }
        return Array(Set(candidates.filter { $0.hasPrefix(last) })).sorted()
    }
}
