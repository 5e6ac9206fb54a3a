public import Sockets

/// A place for what makes lines of a stream's pieces: TCP keeps no boundaries, so whoever wants messages must mark their ends.
///
/// Lab 08's exercise is a type of your own that conforms to this; `async-echo --mine` then serves with one for each connection.
public protocol LineAssembler: Sendable {
    /// - Parameter limit: the most bytes that a line may have, its end not counted.
    init(limit: Int)
    /// Takes what has arrived and hands back the lines that are whole now, in order and without their ends. A line ends in LF; a CR before it
    /// belongs to the end. What is not whole yet is kept for the next call.
    ///
    /// Throws ``LineTooLong`` as soon as a line is certain to be longer than the limit.
    mutating func take(_ bytes: [UInt8]) throws -> [[UInt8]]
}

/// What an assembler throws.
public struct LineTooLong: Error, Sendable, Hashable {
    public init() {}
}

/// An echo service that answers line by line.
public struct LineEcho<Assembler: LineAssembler>: EchoService {
    private let limit: Int
    public init(_ assembler: Assembler.Type, limit: Int = 8192) { self.limit = limit }

    public func serve(_ stream: some ByteStream) async throws -> Int {
        var assembler = Assembler(limit: limit), echoed = 0
        while true {
            let bytes = try await stream.receive(atMost: 4096)
            if bytes.isEmpty { return echoed }
            for line in try assembler.take(bytes) {
                try await stream.send(line + [0x0a])
                echoed += line.count + 1
            }
        }
    }
}
