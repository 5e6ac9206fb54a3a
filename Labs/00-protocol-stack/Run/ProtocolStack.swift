import ArgumentParser
import Capture
import ExerciseKit
import Lab00Exercise
import LabKit
import PhysicalLayer
import Wire

@main
struct ProtocolStack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "protocol-stack",
        abstract: "Lab 00: one message down the five layers to bits on a wire, and up again.",
        discussion: HelpText.laidOut("""
            Nothing is sent anywhere: this is what a network card and a kernel do with one message, in slow motion.

            Try:
              protocol-stack                         a greeting, layer by layer
              protocol-stack --message "Hi"          too short for Ethernet: see the padding
              protocol-stack --detail bits           every bit of the frame
              protocol-stack --damage 300            flip bit 300 on the wire: which layer notices?
              protocol-stack --svg pictures          the waveforms as pictures
              protocol-stack --view                  its way in a browser: step, turn a bit over, cut
              protocol-stack --mine                  with the checksum that you wrote

            Worksheet: Labs/00-protocol-stack/WORKSHEET.md
            """))

    @Option(help: "What the application says.")
    var message = "Hello, network!"

    @Option(help: "How deep to look: summary (layers and waveforms), bytes or bits.")
    var detail: Detail = .summary

    @Option(help: ArgumentHelp("Flip this bit of the frame on the wire, counted from 0 behind the preamble.", valueName: "N"))
    var damage: Int?

    @Option(help: ArgumentHelp("Write the waveforms as SVG pictures into this folder.", valueName: "DIR"))
    var svg: String?

    @Option(help: ArgumentHelp("Write the frame, with its check, to a capture file that Wireshark opens.", valueName: "FILE.pcap"))
    var write: String?

    @Option(help: ArgumentHelp("Write the message's way as a page for a browser. It needs nothing else.", valueName: "FILE.html"))
    var html: String?

    @Flag(help: "Show the message's way live in a browser: stopped, stepped, taken back, its bits turned over at will.")
    var view = false

    @Flag(help: "Compute UDP's checksum with your own function, from Labs/00-protocol-stack/Exercise.")
    var mine = false

    func validate() throws {
        // One frame: 1500 bytes less the IPv4 and UDP headers.
        guard message.utf8.count <= 1472 else { throw ValidationError("--message has \(message.utf8.count) bytes; one frame takes at most 1472 of them") }
        if let damage, damage < 0 { throw ValidationError("--damage counts bits from 0, and \(damage) is less") }
    }

    func run() throws {
        let paint = Paint.fitting()
        let descent = try Descent(message: Array(message.utf8), checksum: mine ? MyChecksum() : nil)
        if let damage, damage >= descent.frame.count * 8 { throw ValidationError("--damage \(damage): the frame has only \(descent.frame.count * 8) bits") }

        let scene = MessageScene(message: message, descent: descent, damage: damage.map { [$0 + Preamble.octets.count * 8] } ?? [])
        if view { return try Lab.protocolStack.view("one message") { try scene.tell($0) } }
        if let html { try scene.tell().page.write(to: html) }

        print("\"\(Printable.line(message))\" from \(Descent.sender) to \(Descent.receiver)\n")
        print("down, at the sender")
        for step in descent.steps { print(step.line(paint)) }
        print("")
        if detail >= .bytes {
            for line in descent.dump(paint) { print(line) }
            print("")
        }
        let wire = WireView(octets: descent.octets, damage: scene.damage)
        for line in wire.lines(everyBit: detail == .bits, paint) { print(line) }
        print("\nup, at the receiver")
        for step in Ascent(levels: wire.received).steps { print(step.line(paint)) }
        if let write {
            let writer = try CaptureFile.Writer(path: write, linkType: .ethernet)
            try writer.write(FrameHeader(timestamp: .zero, capturedLength: descent.frame.count, originalLength: descent.frame.count, linkType: .ethernet), descent.frame.span.bytes)
            try writer.close()
        }
        if let svg {
            print("")
            for file in try wire.writePictures(into: svg) + scene.tell().page.drawLadder(into: svg) { print("picture: \(file)") }
        }
        if let html { print("\nThe page is \(html): open it in a browser") }
    }
}

extension ProtocolStack {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(ChecksumTrial.self, MyChecksum()))
        main(nil)
    }
}
