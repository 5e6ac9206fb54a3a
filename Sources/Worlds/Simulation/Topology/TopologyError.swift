/// What is wrong with a topology. One error each, found as it is built.
public enum TopologyError: Error, Hashable, Sendable {
    case nameTaken(String)
    case nameEmpty
    case noSuchNode(String, cable: String)
    case noSuchInterface(String, cable: String)
    case noFreeInterface(String, cable: String)
    case interfaceTaken(String, cable: String)
    case addressTwice(String, first: String, second: String)
    case badAddress(String, node: String, why: String)
    case routerConfiguresItself(String)
    case badRoute(String, node: String)
    case gatewayNotOnLink(String, node: String)
    case rateZero(cable: String)
    case negativeDelay(cable: String)
    case badBitErrorRate(Double, cable: String)
    case badQueue(cable: String)
    case badMTU(Int, cable: String)
    case bothEndsAlike(String)
    case hubBehindHub(String)
}

extension TopologyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nameTaken(let name): "two nodes are called \(name)"
        case .nameEmpty: "a node has no name"
        case .noSuchNode(let name, let cable): "cable \(cable): no node is called \(name)"
        case .noSuchInterface(let name, let cable): "cable \(cable): there is no interface \(name)"
        case .noFreeInterface(let name, let cable): "cable \(cable): every interface of \(name) has a cable already"
        case .interfaceTaken(let name, let cable): "cable \(cable): \(name) has a cable already"
        case .addressTwice(let address, let first, let second): "\(address) belongs to \(first) and to \(second)"
        case .badAddress(let text, let node, let why): "\(node): \(text) is no address with a prefix: \(why)"
        case .routerConfiguresItself(let node): "\(node): a router is given its addresses; slaac is for computers"
        case .badRoute(let text, let node): "\(node): \"\(text)\" is no route; write 10.2.0.0/16 via 10.1.0.2"
        case .gatewayNotOnLink(let gateway, let node): "\(node): the gateway \(gateway) is on none of its links"
        case .rateZero(let cable): "cable \(cable): its rate must be above zero"
        case .negativeDelay(let cable): "cable \(cable): its delay must not be below zero"
        case .badBitErrorRate(let rate, let cable): "cable \(cable): a bit error rate is from 0 to 1, not \(rate)"
        case .badQueue(let cable): "cable \(cable): its queue needs room for a frame, and thresholds in order"
        case .badMTU(let mtu, let cable): "cable \(cable): an MTU is from 68 to 65535, not \(mtu)"
        case .hubBehindHub(let cable): "cable \(cable): a hub on a hub is not simulated; put the stations on one hub"
        case .bothEndsAlike(let cable): "cable \(cable) joins a node to itself"
        }
    }
}
