import ArgumentParser
import Capture
import LabKit
import Wire

/// `layerlab capture`: frames as they pass, to the terminal and to a file.
struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Show frames as they pass an interface, and write them to a file.",
        discussion: HelpText.laidOut("""
            A line per frame (--detail shows more) until Ctrl-C, or until --count frames have come. The file is whole at any moment: open it with \
            `layerlab inspect`, Wireshark or tcpdump.

            A filter says which frames are wanted, in libpcap's language: tcp port 12345; udp and host 127.0.0.1; not arp. The \
            kernel applies it, so that the rest costs nothing.

            Try:
              layerlab capture --filter "tcp port 12345" --write echo.pcap     and in another terminal: swift run tcp-echo
              layerlab interfaces                                              where you may capture
            """)
    )

    @Option(name: [.customShort("i"), .long], help: ArgumentHelp("The interface. Default: the loopback.", valueName: "name"))
    var interface: String?

    @Option(help: ArgumentHelp("Only frames that match, in libpcap's language (man pcap-filter).", valueName: "filter"))
    var filter = ""

    @Option(help: ArgumentHelp("End after so many frames.", valueName: "frames"))
    var count: Int?

    @Option(help: ArgumentHelp("Write the frames to a pcap file; - is standard output, and then no lines are printed.", valueName: "file"))
    var write: String?

    @Option(help: ArgumentHelp("Keep so many bytes of each frame.", valueName: "bytes"))
    var snapLength = 262_144

    @Option(help: ArgumentHelp("How much of each frame: summary, layers, fields or bytes.", valueName: "depth"))
    var detail = InspectCommand.Detail.summary

    @Flag(help: "Take in frames for other hosts too.")
    var promiscuous = false

    @Flag(help: "Print no line per frame.")
    var quiet = false

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count must be at least 1") }
        if !(1...262_144).contains(snapLength) { throw ValidationError("--snap-length must be 1 to 262144 bytes") }
    }

    func run() throws {
        let name = try interface ?? Interfaces.list().first { $0.isLoopback }?.name ?? "lo"
        let feed = try FrameFeed(on: name, options: CaptureOptions(filter: filter, snapLength: snapLength, isPromiscuous: promiscuous, isImmediate: false))
        let writer = try write.map { path throws(CaptureError) in try CaptureFile.Writer(path: path, linkType: feed.source.linkType, snapLength: snapLength) }
        try writer?.flush()
        var session = CaptureSession(feed: feed, writer: writer, printer: quiet || write == "-" ? nil : FramePrinter(detail: detail), mostFrames: count ?? .max)
        feed.announce(filter: filter)
        try session.run()
        standardError(session.report)
    }
}
