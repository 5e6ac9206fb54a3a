public import Wire

/// A cable, for people to look at.
public struct LinkView: Sendable {
    public let name: String
    /// The nodes at its ends.
    public let first: String, second: String
    public let properties: LinkProperties
    public let isCut: Bool
}

extension Simulation {
    /// All cables, in the order in which they were plugged in.
    public var linkViews: [LinkView] {
        links.indices.map { index in
            LinkView(name: links[index].name, first: nodes[links[index].first.index].name, second: nodes[links[index].second.index].name, properties: links[index].properties, isCut: transmitters[2 * index].isCut)
        }
    }

    /// The name that a link has, whichever end is said first.
    public func canonicalName(ofLink name: String) -> String? { (try? link(named: name)).map { links[$0.index].name } }

    /// The cable in a host's interface.
    public func link(of host: String, interface: Int) -> LinkID? {
        guard let station = try? station(named: host), station.ports.indices.contains(interface), station.ports[interface] >= 0 else { return nil }
        return LinkID(Int(station.ports[interface]) / 2)
    }

    /// Whether a host is there and has power.
    public func hasPower(_ host: String) -> Bool { (try? station(named: host))?.isUp ?? false }

    /// When the next event happens; nil when none is planned.
    public var nextEventTime: Instant? { queue.next }
}
