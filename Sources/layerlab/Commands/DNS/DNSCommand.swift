import ApplicationLayer
import Applications
import ArgumentParser
import Foundation
import KernelSockets
import LabKit
import Sockets
import Wire

/// `layerlab dns`: our name server and our resolver on the kernel's sockets.
struct DNSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns",
        abstract: "A name server on this computer: authoritative for zone files, or a caching resolver.",
        discussion: HelpText.laidOut("""
            It answers on UDP and TCP, until Ctrl-C. Ask it with dig, or with any program:

              layerlab dns --port 5353 --zone example.com.zone
              dig @127.0.0.1 -p 5353 www.example.com

            A resolver that walks from the root servers you name, or asks another resolver:

              layerlab dns --port 5353 --root 127.0.0.2 --upstream-port 5300
              layerlab dns --port 5353 --forward 127.0.0.53
            """))

    @Option(help: "The address to bind to.") var bind = "127.0.0.1"
    @Option(help: "The port; 0: the system chooses.") var port: UInt16 = 5353
    @Option(help: ArgumentHelp("A zone file to answer from. May be given several times.", valueName: "FILE")) var zone: [String] = []
    @Option(help: ArgumentHelp("A root server, to walk from. May be given several times.", valueName: "ADDRESS")) var root: [String] = []
    @Option(help: ArgumentHelp("A resolver to pass questions on to. May be given several times.", valueName: "ADDRESS")) var forward: [String] = []
    @Option(help: "The port of the servers that are asked.") var upstreamPort: UInt16 = 53
    @Flag(help: "Print nothing.") var quiet = false

    func validate() throws {
        guard IPAddress(bind) != nil else { throw ValidationError("'\(bind)' is not an IP address") }
        guard [!zone.isEmpty, !root.isEmpty, !forward.isEmpty].count(where: { $0 }) == 1 else { throw ValidationError("name what to answer from: --zone FILE, --root ADDRESS or --forward ADDRESS, one kind of them") }
        for text in root + forward where IPAddress(text) == nil { throw ValidationError("'\(text)' is not an IP address") }
    }

    func run() throws {
        guard let address = IPAddress(bind).map({ SocketAddress($0, port) }) else { return }
        let world = try KernelWorld(), host = world.host(named: "dns")
        for signal in [SIGINT, SIGTERM] { try world.onSignal(signal) { world.loop.cancelRun() } }
        if !zone.isEmpty {
            var authority = DNSAuthority()
            for path in zone {
                guard let data = FileManager.default.contents(atPath: path) else { throw ValidationError("\(path): cannot be read") }
                let zone = try ZoneFile.parse(String(decoding: data, as: UTF8.self), file: path)
                say("\(zone.origin.absolute) \(zone.recordCount) records from \(path)")
                authority.add(zone)
            }
            try serve(DNSServer(address: address, answers: AuthoritativeAnswers(authority)), world, host)
        } else {
            let source: RecursiveResolver.Source = root.isEmpty ? .forwarders(forward.compactMap { IPAddress($0).map { SocketAddress($0, upstreamPort) } }) : .root(root.compactMap { IPAddress($0) })
            let resolver = RecursiveResolver(source, port: upstreamPort)
            if !quiet { resolver.observer = { step in PlainLine.print("asked \(step.server) about \(step.question.name.absolute) \(step.question.type), zone \(step.zone.absolute)") } }
            try serve(DNSServer(address: address, answers: resolver), world, host)
        }
    }

    private func serve(_ server: DNSServer<some DNSAnswering>, _ world: KernelWorld, _ host: KernelHost) throws {
        let quiet = quiet
        do {
            try world.run { try await server.run(on: host) { address in if !quiet { PlainLine.print("Name server is listening on \(address), UDP and TCP. Ctrl-C ends it.") } } }
        } catch let error as SocketError where error.code == .cancelled {}
        say("\(server.counters.queries) queries, \(server.counters.malformed) malformed, \(server.counters.tcpConnections) TCP connections")
    }

    private func say(_ line: String) { if !quiet { PlainLine.print(line) } }
}
