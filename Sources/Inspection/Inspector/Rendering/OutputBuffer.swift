/// Text in the making: bytes that are written into one large buffer and handed on when there are many.
public struct OutputBuffer: ~Copyable {
    var bytes: Arena<UInt8>
    /// Whether people's eyes get colours.
    public let isColoured: Bool
    /// Who takes long text piece by piece while it is written.
    private let reader: ((UnsafeRawBufferPointer) -> Void)?

    /// The most bytes that wait to be handed on, give or take a line.
    private static let size = 1 << 16

    /// - Parameter reader: takes what has been written, whenever there is much of it: a table of any length then takes up no more room than a line.
    public init(isColoured: Bool = false, reader: ((UnsafeRawBufferPointer) -> Void)? = nil) { self.init(capacity: Self.size, isColoured: isColoured, reader: reader) }

    init(capacity: Int, isColoured: Bool = false, reader: ((UnsafeRawBufferPointer) -> Void)? = nil) {
        bytes = Arena(capacity: capacity)
        self.isColoured = isColoured
        self.reader = reader
    }

    /// Bytes that wait to be handed on.
    public var count: Int { bytes.count }

    /// Hands what has been written to `body` and begins again.
    public mutating func drain(_ body: (UnsafeRawBufferPointer) -> Void) {
        body(UnsafeRawBufferPointer(start: bytes.base, count: bytes.count))
        bytes.removeAll()
    }

    /// What has been written, as long as nothing more is.
    var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes.base, count: bytes.count) }

    /// Begins again.
    mutating func removeAll() { bytes.removeAll() }

    /// Hands what has been written to the reader, if there is one and much has been written: called between the rows of what may be long.
    mutating func handOnIfFull() {
        guard bytes.count > Self.size, let reader else { return }
        drain(reader)
    }

    /// What has been written, as a string; begins again.
    public mutating func takeString() -> String {
        let text = String(decoding: UnsafeRawBufferPointer(start: bytes.base, count: bytes.count), as: UTF8.self)
        bytes.removeAll()
        return text
    }
}

extension OutputBuffer {
    /// Lends room for at most `count` bytes to `body`, which writes from the cursor on.
    @inline(__always) mutating func write(atMost count: Int, _ body: (inout TextCursor) -> Void) {
        bytes.reserve(count)
        var cursor = TextCursor(bytes.base + bytes.count, room: count)
        body(&cursor)
        bytes.count = cursor.at - bytes.base
    }

    @inline(__always) mutating func byte(_ value: UInt8) { bytes.append(value) }

    @inline(__always) mutating func text(_ text: StaticString) { write(atMost: text.utf8CodeUnitCount) { $0.text(text) } }

    /// Disfavoured, so that a literal is written as the static text that it is and no string is made of it.
    @_disfavoredOverload mutating func text(_ text: String) { bytes.append(text) }

    /// An empty line, or the end of one.
    public mutating func newLine() { byte(0x0a) }

    /// Text of one's own between what the inspector writes.
    public mutating func write(_ words: String) { bytes.append(words) }

    @inline(__always) mutating func raw(_ buffer: UnsafeRawBufferPointer) { bytes.append(buffer) }

    mutating func raw(_ array: [UInt8]) { array.withUnsafeBytes { bytes.append($0) } }

    /// Spaces up to `column` bytes behind `start`.
    mutating func pad(from start: Int, to column: Int) { spaces(column - (bytes.count - start)) }

    mutating func spaces(_ count: Int) {
        guard count > 0 else { return }
        bytes.reserve(count)
        (bytes.base + bytes.count).initialize(repeating: 0x20, count: count)
        bytes.count += count
    }

    mutating func decimal(_ value: Int) { write(atMost: TextCursor.numberRoom) { $0.decimal(value) } }

    mutating func decimal(unsigned value: UInt64) { write(atMost: TextCursor.numberRoom) { $0.decimal(value) } }

    /// A number that is not below zero, right-aligned in `width` columns, at most eight.
    mutating func decimal(_ value: Int, width: Int) { write(atMost: TextCursor.numberRoom) { $0.decimal(UInt64(max(0, value)), width: width) } }

    mutating func hex(_ value: UInt64, digits: Int) { write(atMost: TextCursor.numberRoom) { $0.hex(value, digits: digits) } }

    mutating func hex(_ buffer: UnsafeRawBufferPointer) { write(atMost: 2 * buffer.count) { $0.hex(buffer) } }

    mutating func mac(_ value: UInt64) { write(atMost: TextCursor.addressRoom) { $0.mac(value) } }

    mutating func ipv4(_ value: UInt32) { write(atMost: TextCursor.addressRoom) { $0.ipv4(value) } }

    mutating func ipv6(_ high: UInt64, _ low: UInt64) { write(atMost: TextCursor.addressRoom) { $0.ipv6(high, low) } }

    mutating func address(_ key: AddressKey) { write(atMost: TextCursor.addressRoom) { $0.address(key) } }

    /// Nanoseconds as seconds with nine or fewer digits behind the point.
    mutating func seconds(_ nanoseconds: Int64, digits: Int) {
        write(atMost: 2 * TextCursor.numberRoom) {
            if nanoseconds < 0 { $0.byte(UInt8(ascii: "-")) }
            $0.seconds(nanoseconds.magnitude, digits: 9)
        }
        bytes.count -= 9 - digits
    }

    // MARK: Colour

    enum Colour: UInt8 { case plain = 0, bold = 1, dim = 2, red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36 }

    mutating func colour(_ colour: Colour) {
        guard isColoured else { return }
        text("\u{1b}[")
        decimal(Int(colour.rawValue))
        byte(UInt8(ascii: "m"))
    }
}
