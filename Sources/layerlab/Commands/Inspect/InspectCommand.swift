import ArgumentParser
import Inspector
import LabKit
import Wire

/// `layerlab inspect FILE`: what is in a capture.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what is in a capture: a line per frame, every layer, every byte; what was said; what it adds up to.",
        discussion: HelpText.laidOut("""
            Reads pcap and pcapng files; "-" reads standard input, and --interface frames as they pass. Names of fields are Wireshark's.

            Look:
              layerlab inspect echo.pcap                                    a line per frame
              layerlab inspect echo.pcap --frame 4                          every layer of the fourth
              layerlab inspect echo.pcap --detail bytes                     every layer and byte; fields and bits go further
              tcpdump -i lo -w - | layerlab inspect -                       a capture that is still going on

            Choose:
              layerlab inspect web.pcap --filter "tcp port 80"              by addresses and ports, quickly (pcap-filter(7))
              layerlab inspect web.pcap --where "http.response.code >= 400"  by any field; --write FILE.pcap keeps what matched

            Ask:
              layerlab inspect web.pcap --follow tcp:0                      what the two programs said to each other
              layerlab inspect web.pcap --statistics conversations,http     who spoke with whom; requests, answers and times
              layerlab inspect web.pcap --expert                            what is out of the ordinary
              layerlab inspect web.pcap --export files/                     the files that passed
            """)
    )

    /// How much is shown of a frame.
    enum Detail: String, ExpressibleByArgument, CaseIterable {
        case summary, layers, fields, bytes, bits
    }

    @Argument(help: "The capture file, or - for standard input.")
    var file: String?

    @OptionGroup(title: "Which frames")
    var choice: InspectChoice

    @OptionGroup(title: "What of them")
    var view: InspectView

    mutating func validate() throws {
        guard (file == nil) != (choice.interface == nil) else {
            throw ValidationError(file == nil ? "which capture? Name a file, - for standard input, or an --interface" : "either a file or an --interface, not both")
        }
        if view.html != nil || view.svg != nil, file == nil { throw ValidationError("--html and --svg draw what is in a file: capture to one first, layerlab capture -i NAME --write FILE.pcap") }
    }

    mutating func run() async throws {
        do {
            try InspectRun(file: file, choice: choice, view: view).run()
        } catch let code as ExitCode {
            throw code
        } catch {
            standardError("layerlab inspect: \(error)\n")
            throw ExitCode.failure
        }
    }
}

extension InspectCommand.Detail {
    /// Writes a frame at this depth.
    func write(_ dissection: inout Dissection, since start: Instant, into out: inout OutputBuffer) {
        switch self {
        case .summary: dissection.writeSummaryLine(since: start, into: &out)
        case .layers: dissection.writeLayers(since: start, into: &out)
        case .fields: dissection.writeFields(since: start, into: &out)
        case .bits: dissection.writeBits(since: start, into: &out)
        case .bytes:
            dissection.writeLayers(since: start, into: &out)
            dissection.writeBytes(into: &out)
        }
    }
}

/// Which frames are looked at.
struct InspectChoice: ParsableArguments {
    @Option(name: [.customShort("i"), .long], help: ArgumentHelp("Frames as they pass this interface, until Ctrl-C, instead of a file.", valueName: "name"))
    var interface: String?

    @Option(help: ArgumentHelp("Only frames that match this capture filter (pcap-filter(7)): \"tcp port 80\".", valueName: "bpf"))
    var filter: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Only frames whose fields answer to this: \"tcp.flags.syn == 1 and ip.ttl < 64\".", valueName: "expression"))
    var question: String?

    @Option(help: ArgumentHelp("Only this frame.", valueName: "number"))
    var frame: Int?

    @Option(help: ArgumentHelp("End after so many frames that matched.", valueName: "frames"))
    var count: Int?

    mutating func validate() throws {
        if let frame, frame < 1 { throw ValidationError("--frame counts from 1") }
        if let count, count < 1 { throw ValidationError("--count must be at least 1") }
    }
}

/// What is shown of the frames, and how.
struct InspectView: ParsableArguments {
    @Option(help: ArgumentHelp("How much of each frame: summary, layers, fields, bytes or bits.", valueName: "depth"))
    var detail: InspectCommand.Detail?

    @Option(help: ArgumentHelp("Write the frames as a page for a browser: ladder, layers, bytes, conversations, pictures. It needs nothing else.", valueName: "page"))
    var html: String?

    @Option(help: ArgumentHelp("Write pictures of the TCP connections that sent most into this folder, as SVG and as text.", valueName: "folder"))
    var svg: String?

    @Flag(help: "One JSON object per frame, with Wireshark's field names.")
    var json = false

    @Option(help: ArgumentHelp("These fields of each frame, comma-separated: \"frame.number,ip.src,tcp.seq\"; as CSV, or with --json as objects.", valueName: "names"))
    var fields: String?

    @Flag(help: "Names instead of addresses, as far as the capture's own DNS answers tell them. Nobody is asked.")
    var names = false

    @Option(help: ArgumentHelp("What a conversation said: tcp:0, udp:3, by the number in tcp.stream or udp.stream. tls:0 is what --keylog opens, http:0 has bodies without chunks and compression.", valueName: "stream"))
    var follow: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("How --follow shows it: text, hex or raw (the bytes alone, for a file).", valueName: "form"))
    var form = StreamText.Form.text

    @Option(help: ArgumentHelp("Which side --follow shows: both, client or server.", valueName: "side"))
    var side = StreamText.Side.both

    @Option(help: ArgumentHelp("Counts over the whole capture, comma-separated: \(StatisticsKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kinds"))
    var statistics: String?

    @Option(help: ArgumentHelp("How long a step of --statistics io is: seconds, or 100ms, 50us.", valueName: "time"))
    var interval: String?

    @Flag(help: "What is out of the ordinary, the worst first (the same as --statistics expert).")
    var expert = false

    @Option(help: ArgumentHelp("Save what was transferred: HTTP bodies, FTP files, mails and their attachments. The directory is made if need be; nothing in it is overwritten.", valueName: "directory"))
    var export: String?

    @Option(help: ArgumentHelp("Write the frames that matched to a pcap file.", valueName: "file"))
    var write: String?

    @Option(help: ArgumentHelp("Read TLS with the keys in this file (NSS key log, what SSLKEYLOGFILE makes programs write).", valueName: "file"))
    var keylog: String?

    mutating func validate() throws {
        if let fields {
            do throws(FieldColumns.UnknownField) { _ = try FieldColumns(Self.list(fields)) } catch { throw ValidationError("--fields: \(error)") }
        }
        if let follow, StreamName(follow) == nil { throw ValidationError("--follow: \"\(follow)\" is no conversation; tcp:0, udp:3, tls:1 and http:0 are (the number is that of tcp.stream or udp.stream, from 0)") }
        if let interval, Self.nanoseconds(interval) == nil { throw ValidationError("--interval: \"\(interval)\" is no time; 1, 0.05 and 100ms are") }
        if interval != nil, !kinds.contains(.io) { throw ValidationError("--interval is the step of --statistics io: ask for that, too") }
        if follow != nil, json || fields != nil || statistics != nil || expert { throw ValidationError("--follow shows a conversation, not frames or counts: leave out --json, --fields, --statistics and --expert") }
        for name in Self.list(statistics ?? "") where StatisticsKind(rawValue: name) == nil {
            throw ValidationError("--statistics: there is no kind called \"\(name)\"; the kinds are \(StatisticsKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }

    static func list(_ text: String) -> [String] { text.split(separator: ",").map { String($0.filter { $0 != " " }) } }

    /// "1", "0.05", "1.5s", "100ms", "50us" in nanoseconds.
    static func nanoseconds(_ text: String) -> Int64? {
        let units: [(String, Double)] = [("ms", 1e6), ("us", 1e3), ("µs", 1e3), ("ns", 1), ("s", 1e9), ("", 1e9)]
        for (unit, scale) in units where text.hasSuffix(unit) {
            guard let value = Double(text.dropLast(unit.count)), value.isFinite, value * scale >= 1, value * scale < 1e18 else { return nil }
            return Int64((value * scale).rounded())
        }
        return nil
    }

    /// The counts that are wanted, each once.
    var kinds: [StatisticsKind] {
        var kinds: [StatisticsKind] = []
        for kind in Self.list(statistics ?? "").compactMap(StatisticsKind.init(rawValue:)) + (expert ? [.expert] : []) where !kinds.contains(kind) { kinds.append(kind) }
        return kinds
    }
}

extension StreamText.Form: ExpressibleByArgument {}
extension StreamText.Side: ExpressibleByArgument {}
