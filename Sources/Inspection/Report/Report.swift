public import Wire

/// A run or a capture as one web page that needs nothing else: ladder, frames, layers, bytes, conversations, pictures.
///
/// It is filled line by line, in the order of time, and written once. Everything in it that came from a capture or a peer reaches the page as
/// compressed JSON in base64 and is put there as text, never as markup.
///
///     var report = Report(title: "tcp-echo", subtitle: "simulator, seed 1")
///     report.add(line)                        // a program's call
///     report.add(line, detail)                // a frame
///     try report.write(to: "echo.html")
public struct Report {
    /// Frames in one block of details: a block is unpacked when one of its frames is looked at.
    static let blockSize = 256
    /// Frames that a page holds; later ones are counted and left out.
    public static let frameLimit = 200_000

    public var title: String
    /// Where it came from: the world and the seed, or the file.
    public var subtitle: String
    /// What is worth knowing about all of it: a sentence each.
    public var notes: [String] = []
    /// The program's or the tool's command that makes the same as text.
    public var textTwin = ""
    public private(set) var frameCount = 0
    /// Frames beyond ``frameLimit``.
    public private(set) var leftOut = 0

    var hosts: [String] = []
    private var hostNumbers: [String: Int] = [:]
    var lines = JSONBlock()
    var details: [[UInt8]] = []
    private var block = JSONBlock()
    private var inBlock = 0
    var conversations = Conversations()
    var causes = JSONBlock()
    private var knownCauses: Set<UInt64> = []
    var pictures: [Picture] = []
    private var usedFields: Set<Int> = []
    private var origin: Instant?

    public init(title: String, subtitle: String) {
        self.title = title
        self.subtitle = subtitle
    }

    // MARK: - What happened

    /// Adds a line that is no frame.
    public mutating func add(_ line: ReportLine) { write(line, number: nil) }

    /// Adds a frame.
    public mutating func add(_ line: ReportLine, _ frame: ReportFrame) {
        guard frameCount < Self.frameLimit else { return leftOut += 1 }
        frameCount += 1
        write(line, number: frame.number)
        let time = since(line.time)
        if let ends = frame.conversation { conversations.count(ends, bytes: frame.originalLength, at: time) }
        for field in frame.fields { usedFields.insert(field) }
        block.raw(frame.detail)
        inBlock += 1
        if inBlock == Self.blockSize { closeBlock() }
    }

    /// Adds something that led to a line, and is none itself: a timer that fired, a fault.
    public mutating func add(cause id: EventID, of earlier: EventID, at time: Instant, _ what: String) {
        guard knownCauses.insert(id.rawValue).inserted else { return }
        let time = since(time)
        causes.list {
            $0.number(Int(clamping: id.rawValue))
            $0.number(Int(clamping: earlier.rawValue))
            $0.number(time)
            $0.text(what)
        }
    }

    /// Whether that cause has been told.
    public func knows(cause id: EventID) -> Bool { knownCauses.contains(id.rawValue) }

    /// Adds a picture: `svg` is complete in itself.
    public mutating func add(picture name: String, of what: String, svg: String, text: String) { pictures.append(Picture(name: name, what: what, svg: svg, text: text)) }

    struct Picture {
        var name: String
        var what: String
        var svg: String
        var text: String
    }

    /// Times are counted from the first line: a page's numbers are exact up to 104 days in nanoseconds, and no further.
    private mutating func since(_ time: Instant) -> Int {
        let start = origin ?? time
        origin = start
        return Int((time - start).count)
    }

    private mutating func write(_ line: ReportLine, number: Int?) {
        let time = since(line.time)
        let from = host(line.from), to = host(line.to)
        lines.list {
            $0.text(line.kind.rawValue)
            $0.number(time)
            $0.number(number ?? 0)
            $0.number(from)
            $0.number(to)
            $0.text(line.what)
            $0.text(line.size)
            $0.text(line.words)
            $0.text(line.floor?.rawValue ?? "")
            $0.number(Int(clamping: line.id.rawValue))
            $0.number(Int(clamping: line.cause.rawValue))
            $0.number(line.isLost ? 2 : line.isTroubled ? 1 : 0)
        }
    }

    /// The number of a lane of the ladder; -1 for none.
    private mutating func host(_ name: String) -> Int {
        if name.isEmpty { return -1 }
        if let known = hostNumbers[name] { return known }
        // Names of strangers beyond any picture's room share one.
        guard hosts.count < 4096 else { return hosts.count - 1 }
        hosts.append(name)
        hostNumbers[name] = hosts.count - 1
        return hosts.count - 1
    }

    /// Says which hosts there are, in the order of the ladder's lanes, before any line.
    public mutating func introduce(_ hosts: [String]) { for name in hosts { _ = host(name) } }

    private mutating func closeBlock() {
        guard inBlock > 0 else { return }
        details.append(block.array)
        block = JSONBlock()
        inBlock = 0
    }

    /// The definitions of the fields that occur, by their numbers: name, title, meaning.
    var definitions: [Int] { usedFields.sorted() }

    mutating func finish() { closeBlock() }
}

/// A line of a report: a call, or a frame.
public struct ReportLine: Sendable {
    public enum Kind: String, Sendable { case frame = "f", call = "c", message = "m", output = "o", note = "n", device = "d", chapter = "h", connection = "t" }

    public var kind: Kind
    public var time: Instant
    /// Who did it; of a frame who sent it and who gets it.
    public var from: String
    public var to: String
    /// "TCP SYN, ACK", "connect".
    public var what: String
    public var size: String
    /// What it is for, and the message in it.
    public var words: String
    /// The highest layer in it, of a frame.
    public var floor: Layer?
    public var id: EventID
    public var cause: EventID
    /// A wire lost it.
    public var isLost = false
    /// Something is wrong with it.
    public var isTroubled = false

    public init(_ kind: Kind, time: Instant, from: String, to: String = "", what: String, size: String = "", words: String = "", floor: Layer? = nil, id: EventID = .none, cause: EventID = .none) {
        self.kind = kind
        self.time = time
        self.from = from
        self.to = to
        self.what = what
        self.size = size
        self.words = words
        self.floor = floor
        self.id = id
        self.cause = cause
    }
}

/// What a report keeps of a frame besides its line.
public struct ReportFrame {
    public var number: Int
    public var originalLength: Int
    /// A JSON array: the bytes in base64, the layers as `Dissection.writeCompactTree` writes them, further layers, further sources, a waveform.
    public var detail: [UInt8]
    /// The numbers of the field definitions that occur in `detail`.
    public var fields: [Int]
    public var conversation: ConversationEnds?

    /// - Parameters:
    ///   - layers: JSON, as `Dissection.writeCompactTree` writes it.
    ///   - trailer: a layer behind them that the dissection does not know: title, floor, first byte, length, what it says.
    ///   - sources: bytes that were put together or decoded, with their titles.
    ///   - waveform: an SVG picture of the frame's beginning on its wire.
    public init(number: Int, bytes: [UInt8], originalLength: Int, layers: [UInt8], fields: [Int], conversation: ConversationEnds?, trailer: (title: String, floor: Layer, start: Int, length: Int, words: String)? = nil, sources: [(title: String, bytes: [UInt8])] = [], waveform: String? = nil) {
        self.number = number
        self.originalLength = originalLength
        self.fields = fields
        self.conversation = conversation
        var json = JSONBlock()
        json.list {
            $0.text(Base64.text(bytes))
            $0.raw(layers)
            $0.list { list in
                guard let trailer else { return }
                list.list {
                    $0.text(trailer.title)
                    $0.text("")
                    $0.text(trailer.floor.rawValue)
                    $0.number(trailer.start)
                    $0.number(trailer.length)
                    $0.number(0)
                    $0.text(trailer.words)
                    $0.raw(Array("[]".utf8))
                }
            }
            $0.list { list in
                for source in sources {
                    list.list {
                        $0.text(source.title)
                        $0.text(Base64.text(source.bytes))
                    }
                }
            }
            $0.text(waveform ?? "")
        }
        detail = json.bytes
    }
}
