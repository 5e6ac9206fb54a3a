public import Applications

/// Lab 09, E1: a selector and a page in, the places of the elements out.
public enum SelectorTrial: Trial {
    public struct Input: Codable, Sendable {
        public var selector: String
        public var elements: [PlainElement]
        public init(_ selector: String, _ elements: [PlainElement]) { (self.selector, self.elements) = (selector, elements) }
    }

    public static func run(_ piece: any SelectorMatcher, _ input: Input) async throws -> [Int] { try piece.places(of: input.selector, in: input.elements) }
}

/// Lab 10, E1: what came of a request in, milliseconds to wait out.
public enum RetryTrial: Trial {
    public struct Output: Codable, Sendable, Equatable {
        public var milliseconds: Int?
        public init(_ milliseconds: Int?) { self.milliseconds = milliseconds }
    }

    public static func run(_ piece: any RetryPolicy, _ input: RequestOutcome) async throws -> Output { Output(try piece.wait(after: input)) }
}

/// Lab 11, E1: a request and routes in, what is found out.
public enum PathTrial: Trial {
    public struct Input: Codable, Sendable {
        public var method: String
        public var path: String
        public var routes: [PlainPathRoute]
        public init(_ method: String, _ path: String, _ routes: [PlainPathRoute]) { (self.method, self.path, self.routes) = (method, path, routes) }
    }

    public static func run(_ piece: any PathMatcher, _ input: Input) async throws -> PlainPathMatch { try piece.match(input.method, input.path, among: input.routes) }
}
