public import ApplicationLayer
public import Applications
import Wire

/// Lab 03, E1: a head in, its parts out.
public enum ResponseHeadTrial: Trial {
    public enum Output: Codable, Sendable, Equatable {
        case head(PlainResponseHead)
        case refused
    }

    public static func run(_ piece: any ResponseHeadReader, _ input: [UInt8]) async throws -> Output {
        do { return .head(try piece.read(input)) } catch let error as NotAttempted { throw error } catch { return .refused }
    }
}

/// Lab 04, E1: a method and a target in, a page out.
public enum PageTrial: Trial {
    public struct Input: Codable, Sendable {
        public var method: String
        public var target: String
        public init(_ method: String, _ target: String) { (self.method, self.target) = (method, target) }
    }

    public static func run(_ piece: any PageMaker, _ input: Input) async throws -> PlainPage { try piece.page(method: input.method, target: input.target) }
}
