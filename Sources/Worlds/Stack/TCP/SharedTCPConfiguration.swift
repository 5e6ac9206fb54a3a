public import TransportLayer

/// A TCP configuration that many stacks share: it is large, and an idle host is small.
public final class SharedTCPConfiguration: Sendable {
    public let configuration: TCPConfiguration
    public init(_ configuration: TCPConfiguration) { self.configuration = configuration }
    static let standard = SharedTCPConfiguration(TCPConfiguration())
}

extension Stack {
    /// Makes connections behave as those of other stacks.
    public func share(_ tcp: SharedTCPConfiguration) { sharedTCP = tcp }
}
