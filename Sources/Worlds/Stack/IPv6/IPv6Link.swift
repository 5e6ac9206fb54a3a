import NetworkLayer
import Wire

/// Who is there on one link, as IPv6 knows it, and what a router tells there of itself. Made when it is first needed.
final class IPv6Link {
    /// Who has which address.
    var neighbours: any NeighborResolutionCache
    /// What this router says; nil: nothing.
    var advertising: RouterAdvertising?
    var nextAdvertisement = Instant.distantFuture
    var advertisementsSent = 0

    init(_ neighbours: any NeighborResolutionCache) { self.neighbours = neighbours }

    /// When something is due.
    var nextDeadline: Instant { min(neighbours.nextDeadline ?? .distantFuture, nextAdvertisement) }
}

extension Stack {
    /// The link behind an interface.
    func link6(_ interface: Int) -> IPv6Link {
        while links6.count <= interface { links6.append(nil) }
        if let link = links6[interface] { return link }
        let linkLocal = IPv6Address(linkLocalFor: interfaces[interface].mac)
        let link = IPv6Link(configuration.neighbours?(linkLocal) ?? neighborCache(linkLocal))
        links6[interface] = link
        return link
    }

    private func neighborCache(_ linkLocal: IPv6Address) -> NeighborCache {
        var settings = NeighborCache.Configuration()
        // Between half and one and a half times the usual (RFC 4861 section 6.3.4), so that a link's hosts do not all ask at once.
        settings.reachableTime = Nanoseconds(settings.reachableTime.count / 2 + Int64(random.below(UInt64(settings.reachableTime.count))))
        return NeighborCache(linkLocal: linkLocal, configuration: settings)
    }

    func advanceLinks6(_ turn: inout Turn) {
        for interface in links6.indices {
            guard let link = links6[interface] else { continue }
            if link.nextAdvertisement <= turn.now {
                turn.cause = turn.note(.timer("router advertisement"))
                advertiseAgain(link, on: interface, &turn)
            }
            if let deadline = link.neighbours.nextDeadline, deadline <= turn.now {
                turn.cause = turn.note(.timer("neighbour discovery"))
                carryOut(link.neighbours.tick(at: turn.now), on: interface, cause: turn.cause, &turn)
            }
            planLink6(interface)
        }
    }

    func planLink6(_ interface: Int) {
        if interface < links6.count, let link = links6[interface] { neighbourDeadline = min(neighbourDeadline, link.nextDeadline) }
    }
}
