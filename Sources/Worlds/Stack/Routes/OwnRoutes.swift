import NetworkLayer
import Wire

/// Lets a ``RouteChooser`` of somebody's own choose among the routes; own and broadcast addresses stay ours to know.
///
/// An object, so that a stack without one spends a word on it.
final class OwnRoutes {
    private let chooser: any RouteChooser

    init(_ chooser: any RouteChooser) { self.chooser = chooser }

    /// What the chooser's route leads to. A route that is not in the table is none, and so is an error.
    ///
    /// - Parameter ranked: every prefix in use, those first that hold before others with the same prefix.
    func lookup(_ destination: UInt32, among ranked: [IPv4Routes.Entry]) -> IPv4Routes.Way? {
        if let own = ranked.first(where: { $0.prefixLength == 32 && $0.network == destination && ($0.way.kind == .own || $0.way.kind == .broadcast) }) { return own.way }
        let routes = ranked.filter { $0.way.kind == .route || $0.way.kind == .several }
        let plain = routes.map { PlainRoute($0.network, Int($0.prefixLength), "eth\($0.way.interface)") }
        guard let chosen = try? chooser.route(to: destination, among: plain), let index = plain.firstIndex(of: chosen) else { return nil }
        return routes[index].way
    }
}
