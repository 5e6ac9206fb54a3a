import ArgumentParser
import Lab13Exercise
import LabKit
import PhysicalLayer
import Wire

/// The same bits in every line code.
struct Codes: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The same bits in NRZ, NRZI, Manchester and MLT-3, as waveforms.")

    @OptionGroup var what: WhatToSend

    @Option(help: ArgumentHelp("Write an SVG picture of each waveform into this folder.", valueName: "DIR"))
    var svg: String?

    @Option(help: ArgumentHelp("Write the codes as a page for a browser. It needs nothing else.", valueName: "FILE.html"))
    var html: String?

    @Flag(help: "Show the codes live in a browser: signals on a cable, stopped, stepped, taken back, their levels turned over at will.")
    var view = false

    @Flag(help: "Draw your own code below the others, from Labs/13-line-codes/Exercise.")
    var mine = false

    func run() throws {
        if mine, MyManchester().encode([true]).isEmpty { throw NotAttempted("E1") }
        let bits = try what.sentBits(), codes = LineCodes.all + (mine ? [MyManchester()] : [])
        let scene = CodesScene(bits: bits, codes: codes)
        if view { return try Lab.lineCodes.view("the same bits in \(codes.count) codes") { try scene.tell($0) } }
        if let html { try scene.tell().page.write(to: html) }
        print("bits     \(bits.text(group: 8))")
        for code in codes {
            let levels = code.encode(bits)
            let properties = SignalProperties(of: levels)
            print("\n\(code.name): \(code.usedBy)")
            // A code of somebody's own may send as many levels as it likes.
            guard levels.count == bits.count * code.symbolsPerBit else {
                print("  \(levels.count) levels for \(bits.count) bits")
                continue
            }
            // A screen holds about 90 symbols' worth of columns.
            let shown = Bits(bits.prefix(90 / (2 * code.symbolsPerBit)))
            for line in Waveform(shown, in: code).text() { print("  \(line)") }
            if shown.count < bits.count { print("     (the first \(shown.count) of \(bits.count) bits)") }
            print("  sum \(properties.disparity), strays up to \(properties.largestRunningSum); longest run without a change \(properties.longestRun) of \(levels.count) symbols")
            if let svg {
                let name = code.name.lowercased().filter { $0.isLetter || $0.isNumber }
                _ = try PictureFolder(svg).write(Waveform(shown, in: code).text().joined(separator: "\n") + "\n", named: "\(name).txt")
                print("  picture: \(try PictureFolder(svg).write(Waveform(bits, in: code).svg(), named: "\(name).svg"))")
            }
        }
        if let html { print("\nThe page is \(html): open it in a browser") }
    }
}

/// What goes onto the wire: text, or bits as they stand.
struct WhatToSend: ParsableArguments {
    @Option(help: "Text to send; each octet's least significant bit goes first, as in Ethernet.")
    var message = "Hi"

    @Option(help: ArgumentHelp("Bits to send instead of text.", valueName: "0110…"))
    var bits: String?

    /// More bits than anybody looks at.
    static let limit = 4096

    func validate() throws {
        if let bits, Bits(bits) == nil { throw ValidationError("--bits takes 0 and 1 only, and \"\(Printable.line(bits))\" has something else") }
        if try sentBits().count > Self.limit { throw ValidationError("at most \(Self.limit) bits can be shown") }
    }

    func sentBits() throws -> Bits { bits.flatMap { Bits($0) } ?? Bits(octets: Array(message.utf8)) }
    var octets: [UInt8] { bits.flatMap { Bits($0)?.octets() } ?? Array(message.utf8) }
}
