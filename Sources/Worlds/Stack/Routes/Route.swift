import Wire

/// Where packets for a network go.
public struct Route<Address: Hashable & Sendable>: Hashable, Sendable {
    public var network: Address
    public var prefixLength: Int
    /// The router to give them to; nil where the network is on the link itself.
    public var gateway: Address?
    /// The index of the interface.
    public var interface: Int

    public init(network: Address, prefixLength: Int, gateway: Address?, interface: Int) {
        self.network = network
        self.prefixLength = prefixLength
        self.gateway = gateway
        self.interface = interface
    }
}
