public import LinkLayer
public import NetworkLayer
public import Wire

// Pieces of somebody's own in the place of ours: what the labs' exercises are plugged in with.
extension Stack {
    /// Lets `chooser` choose the route of each packet.
    public func use(_ chooser: any RouteChooser) { routes4.use(chooser) }

    /// Resolves addresses with what `make` makes for each interface, from its link-layer address and its own addresses.
    public func use(resolver make: @escaping @Sendable (MACAddress, [IPv4Address]) -> any AddressResolutionCache) {
        configuration.resolver = make
        for index in interfaces.indices {
            interfaces[index].resolver = nil
            interfaces[index].lastIsGoodUntil = .zero
        }
    }

    /// Puts fragments together with what `make` makes.
    public func use(reassembler make: @escaping @Sendable () -> any FragmentReassembler) {
        configuration.reassembler = make
        reassembler = nil
    }
}
