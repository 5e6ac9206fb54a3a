public import NetworkLayer

/// Lab 15, E1: a table and a destination in, the route out.
public enum RouteTrial: Trial {
    public struct Input: Codable, Sendable {
        public var destination: UInt32
        public var routes: [PlainRoute]
        public init(_ destination: UInt32, _ routes: [PlainRoute]) { (self.destination, self.routes) = (destination, routes) }
    }

    public struct Output: Codable, Sendable, Equatable {
        public var route: PlainRoute?
        public init(_ route: PlainRoute?) { self.route = route }
    }

    public static func run(_ piece: any RouteChooser, _ input: Input) async throws -> Output { Output(try piece.route(to: input.destination, among: input.routes)) }
}
