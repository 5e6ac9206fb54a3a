import NetworkLayer
import Wire

/// E1, done: of the routes whose network the destination is in, the first with the longest prefix. Shifting a UInt32 by 32 gives 0 in Swift.
public struct MyRoutes: RouteChooser {
    public init() {}

    public func route(to destination: UInt32, among routes: [PlainRoute]) throws -> PlainRoute? {
        var best: PlainRoute?
        for route in routes {
            let mask = UInt32.max << (32 - route.prefixLength)
            guard destination & mask == route.network & mask else { continue }
            if let found = best, found.prefixLength >= route.prefixLength { continue }
            best = route
        }
        return best
    }
}
