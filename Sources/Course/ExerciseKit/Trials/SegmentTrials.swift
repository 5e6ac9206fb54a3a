public import TransportLayer
import Wire

/// Lab 16, E2: segments by their place in the stream, and after each what is in order and what waits.
public enum ReassemblyTrial: Trial {
    public struct Input: Codable, Sendable {
        public var capacity: Int
        public var segments: [Segment]
        public init(capacity: Int, segments: [Segment]) { (self.capacity, self.segments) = (capacity, segments) }
    }

    public struct Segment: Codable, Sendable {
        /// The place of its first byte in the stream, from 0.
        public var place: Int
        public var bytes: [UInt8]
        public init(_ place: Int, _ bytes: [UInt8]) { (self.place, self.bytes) = (place, bytes) }
    }

    public struct Moment: Codable, Sendable, Equatable {
        /// What the segment brought into order.
        public var bytes: [UInt8]
        /// What waits, by its place in the stream: first and one behind the last.
        public var waiting: [[Int]]
        public init(_ bytes: [UInt8], waiting: [[Int]]) { (self.bytes, self.waiting) = (bytes, waiting) }
    }

    public static func run(_ piece: any SegmentReassembler.Type, _ input: Input) async throws -> [Moment] {
        var reassembler: any SegmentReassembler = piece.init(capacity: input.capacity)
        var next = 0, moments: [Moment] = []
        for segment in input.segments {
            let bytes = try reassembler.insert(segment.bytes, at: segment.place - next)
            next += bytes.count
            let start = next
            moments.append(Moment(bytes, waiting: reassembler.runs.map { [$0.lowerBound + start, $0.upperBound + start] }))
        }
        return moments
    }
}

/// Lab 16, E3: a question about sequence numbers in, yes or no out.
public enum SequenceTrial: Trial {
    public enum Input: Codable, Sendable {
        case isBefore(UInt32, UInt32)
        case isInWindow(UInt32, from: UInt32, size: Int)
        case isAcceptable(UInt32, length: Int, next: UInt32, window: Int)
    }

    public static func run(_ piece: any SequenceArithmetic, _ input: Input) async throws -> Bool {
        switch input {
        case .isBefore(let a, let b): try piece.isBefore(a, b)
        case .isInWindow(let number, let start, let size): try piece.isInWindow(number, from: start, size: size)
        case .isAcceptable(let start, let length, let next, let window): try piece.isAcceptable(start, length: length, next: next, window: window)
        }
    }
}
