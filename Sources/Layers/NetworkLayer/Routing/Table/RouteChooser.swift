/// A route as a chooser of one's own sees it.
public struct PlainRoute: Codable, Hashable, Sendable {
    /// The network's address and how many of its bits count.
    public var network: UInt32
    public var prefixLength: Int
    /// Where packets go: an interface's name.
    public var interface: String
    public init(_ network: UInt32, _ prefixLength: Int, _ interface: String) { (self.network, self.prefixLength, self.interface) = (network, prefixLength, interface) }
}

/// A place for the choice of a route (RFC 1812 section 5.2.4.3: longest match).
///
/// Lab 15's exercise is a type of your own that conforms to this.
public protocol RouteChooser: Sendable {
    /// The route for packets to `destination`; nil where there is none. Of two routes that are equally long the first counts.
    func route(to destination: UInt32, among routes: [PlainRoute]) throws -> PlainRoute?
}
