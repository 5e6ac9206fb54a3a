import Capture
public import Inspector

/// The capture that a lab's questions are about: its frames, dissected.
public struct EvidenceCapture: Sendable {
    /// A frame with a TCP segment.
    public struct Segment: Sendable {
        public let number: Int
        /// Bytes on the wire.
        public let length: Int
        public let tcp: TCPFacts
    }

    public let name: String
    public let frames: [FrameSummary]

    /// No capture that is graded has more frames.
    public static let frameLimit = 100_000

    public init(path: String) throws {
        name = path.split(separator: "/").last.map(String.init) ?? path
        var reader = try CaptureFile.Reader(path: path)
        var session = DissectionSession()
        var dissection = Dissection(depth: .summary)
        var frames: [FrameSummary] = []
        while let frame = try reader.next() {
            guard frames.count < Self.frameLimit else { throw EvidenceError("\(name) has more than \(Self.frameLimit) frames") }
            session.dissect(frame.bytes, linkType: Int(frame.linkType.rawValue), originalLength: frame.originalLength, time: frame.timestamp, number: frames.count + 1, into: &dissection)
            frames.append(dissection.summary)
        }
        self.frames = frames
    }

    public var segments: [Segment] {
        frames.compactMap { frame in frame.tcp.map { Segment(number: frame.number, length: frame.length, tcp: $0) } }
    }
}

/// A capture that cannot be asked about.
public struct EvidenceError: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
