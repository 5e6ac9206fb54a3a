public import ApplicationLayer

/// Lab 12, E1: bytes in, the first frame out.
public enum FrameTrial: Trial {
    public struct Output: Codable, Sendable, Equatable {
        public var frame: PlainWebSocketFrame?
        public init(_ frame: PlainWebSocketFrame?) { self.frame = frame }
    }

    public static func run(_ piece: any PlainFrameReader, _ input: [UInt8]) async throws -> Output { Output(try piece.read(input)) }
}
