import Capture
import Report
public import Wire

/// A page that a lab fills by itself: lines, frames and pictures. For labs whose story is none of sockets on simulated cables.
///
///     let page = LabPage(.protocolStack, "a message")
///     page.tell("+ UDP header", by: "sender", at: time, ...)
///     try page.write(to: "stack.html")
///
/// Belongs to one thread.
public final class LabPage {
    let gathered = RunReport(title: "", subtitle: "")
    private var story = FrameStory(detail: .summary, paint: Paint(isOn: false), reports: true)
    private var last: EventID = .none
    /// Lines told so far, chapters not counted.
    public private(set) var lineCount = 0
    private(set) var flights: [Flight] = []

    /// A frame's way along a cable.
    struct Flight {
        var from: String, to: String
        var start: Instant, end: Instant
    }

    /// - Parameters:
    ///   - subtitle: what the lab was asked for.
    ///   - drawWire: draws a frame's beginning as it is on this lab's wire, as SVG; nil: as on 100BASE-TX's.
    public init(_ lab: Lab, _ subtitle: String, drawWire: (([UInt8]) -> String)? = nil) {
        gathered.describe(lab.heading, subtitle, twin: lab.name)
        story.drawWire = drawWire
    }

    /// Who takes part, in the order of the ladder.
    public func introduce(_ names: [String]) { gathered.introduce(names) }

    /// Everything from here on is another story: nothing before led to it.
    public func chapter(_ title: String, at time: Instant) {
        last = .none
        gathered.add(ReportLine(.chapter, time: time, from: "", what: "chapter", words: title))
    }

    /// Something that `who` does, and what led to it: the line before.
    ///
    /// - Parameters:
    ///   - what: a verb or two for the narrow column.
    ///   - isMessage: whether it is the program's own word, not a layer's work.
    ///   - cause: what led to it, where it was not the line before.
    public func tell(_ what: String, _ words: String, size: String = "", by who: String, at time: Instant, floor: Layer? = nil, isMessage: Bool = false, isTrouble: Bool = false, because cause: EventID? = nil) {
        var line = ReportLine(isMessage ? .output : .device, time: time, from: who, what: Printable.line(what), size: size, words: Printable.line(words), floor: floor, id: next(), cause: cause ?? last)
        line.isTroubled = isTrouble
        remember(line)
        gathered.add(line)
    }

    /// A frame that goes from one to another; dissected as every frame is.
    @discardableResult
    public func add(_ frame: FrameRecord, arriving end: Instant) -> EventID {
        var frame = frame
        (frame.id, frame.cause) = (next(), last)
        frame.number = flights.count + 1
        fly(frame.from ?? "", frame.to ?? "", frame.time, end)
        guard let reported = story.tell(frame).reported else { return .none }
        remember(reported.line)
        gathered.add(reported)
        return reported.line.id
    }

    /// Levels that go from one to another, and are no frame.
    ///
    /// - Parameters:
    ///   - octets: what they stand for.
    ///   - waveform: an SVG picture of them.
    @discardableResult
    public func add(signal name: String, _ words: String, octets: [UInt8], waveform: String, from: String, to: String, at time: Instant, arriving end: Instant, isLost: Bool, isTrouble: Bool) -> EventID {
        var line = ReportLine(.frame, time: time, from: from, to: to, what: name, size: "\(octets.count) B", words: words, floor: .physical, id: next(), cause: last)
        line.isLost = isLost
        line.isTroubled = isTrouble || isLost
        fly(from, to, time, end)
        remember(line)
        let frame = ReportFrame(number: flights.count, bytes: octets, originalLength: octets.count, layers: Array("[[\"frame\",\"frame\",\"physical\",0,\(octets.count),0,\"\",[]]]".utf8), fields: [], conversation: nil, trailer: (name, .physical, 0, octets.count, words), waveform: waveform)
        gathered.add(FrameStory.Reported(line: line, frame: frame))
        return line.id
    }

    /// A picture with its twin in text.
    public func add(picture name: String, _ words: String, svg: String, text: [String]) { gathered.add(picture: name, of: words, svg: svg, text: text.joined(separator: "\n")) }

    /// Writes the ladder of the first lines as a picture, `ladder.svg`, with its twin in text; the file's name.
    public func drawLadder(into folder: String) throws -> [String] { try gathered.draw(into: folder, nil) }

    /// Writes the page. `notes` stand below it.
    ///
    /// - Throws: ``LabFailure`` where the file cannot be written.
    public func write(to path: String, notes: [String] = []) throws { try gathered.write(to: path, notes: notes, pictures: []) }

    private func fly(_ from: String, _ to: String, _ start: Instant, _ end: Instant) { flights.append(Flight(from: from, to: to, start: start, end: end)) }

    private func next() -> EventID { EventID(rawValue: UInt64(lineCount + 1)) }

    private func remember(_ line: ReportLine) {
        lineCount += 1
        last = line.id
    }
}
