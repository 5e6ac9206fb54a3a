/// A place for the arithmetic of IPv4 networks (RFC 4632): addresses are numbers of 32 bits, of which the first `prefixLength` name the network.
///
/// Lab 07's exercise is a type of your own that conforms to this; `ip-addresses --mine` then reckons with it.
public protocol NetworkArithmetic: Sendable {
    /// The netmask: `prefixLength` ones (0 to 32), then zeros.
    func netmask(prefixLength: Int) throws -> UInt32
    /// The first address of the network that `address` is in: the host's bits are zeros.
    func network(of address: UInt32, prefixLength: Int) throws -> UInt32
    /// Its last address: the host's bits are ones.
    func broadcast(of address: UInt32, prefixLength: Int) throws -> UInt32
    /// How many hosts it has room for: all addresses but network and broadcast; 2 for a /31 (RFC 3021) and 1 for a /32.
    func hostCount(prefixLength: Int) throws -> UInt64
    /// Whether two addresses are in the same network.
    func areNeighbours(_ a: UInt32, _ b: UInt32, prefixLength: Int) throws -> Bool
}
