public import Applications
import Wire

/// Lab 08, E1: a stream's pieces in, for each piece the lines that are whole then.
public enum LineTrial: Trial {
    public struct Input: Codable, Sendable {
        public var limit: Int
        public var pieces: [[UInt8]]
        public init(limit: Int, pieces: [[UInt8]]) { (self.limit, self.pieces) = (limit, pieces) }
    }

    public struct Output: Codable, Sendable, Equatable {
        /// By piece, as far as it got.
        public var lines: [[[UInt8]]]
        /// Whether the next piece was refused for a line that is too long.
        public var isTooLong: Bool
        public init(lines: [[[UInt8]]], isTooLong: Bool) { (self.lines, self.isTooLong) = (lines, isTooLong) }
    }

    public static func run(_ piece: any LineAssembler.Type, _ input: Input) async throws -> Output {
        var assembler = piece.init(limit: input.limit), lines: [[[UInt8]]] = []
        for bytes in input.pieces {
            do { lines.append(try assembler.take(bytes)) } catch is LineTooLong { return Output(lines: lines, isTooLong: true) }
        }
        return Output(lines: lines, isTooLong: false)
    }
}
