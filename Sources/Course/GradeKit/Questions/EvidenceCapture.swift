public import Capture
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
    /// The frames as they were captured, and what the inspector makes of them.
    public let captured: [CapturedFrame]
    public let frames: [FrameSummary]

    /// No capture that is graded has more frames.
    public static let frameLimit = 100_000

    public init(path: String) throws {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        var reader = try CaptureFile.Reader(path: path)
        var captured: [CapturedFrame] = []
        while let frame = try reader.next() {
            guard captured.count < Self.frameLimit else { throw EvidenceError("\(name) has more than \(Self.frameLimit) frames") }
            captured.append(frame)
        }
        self.init(name: name, frames: captured)
    }

    public init(name: String, frames captured: [CapturedFrame]) {
        self.name = name
        self.captured = captured
        var session = DissectionSession()
        var dissection = Dissection(depth: .summary)
        frames = captured.enumerated().map { index, frame in
            session.dissect(frame, number: index + 1, into: &dissection)
            return dissection.summary
        }
    }

    /// Writes it for Wireshark.
    public func write(to path: String) throws(CaptureError) {
        let writer = try CaptureFile.Writer(path: path, linkType: captured.first?.linkType ?? .ethernet)
        for frame in captured { try writer.write(frame) }
        try writer.close()
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
