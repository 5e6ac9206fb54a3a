import Applications
public import Sockets
public import Stack
public import Wire

// What an operating system lets its own programs do, and others only as root.
extension StackHost {
    /// Opens a UDP socket that hears and speaks on one interface only (`SO_BINDTODEVICE`), even before that has an address.
    public func bind(to address: SocketAddress, interface: Int) async throws(SocketError) -> StackDatagrams {
        try await beginCall("bind", "\(address)")
        var thread = StoryThread(self, from: Cause.current)
        do {
            let (id, local) = try world.perform(causedBy: .none) { (stack, _) throws(StackError) in try stack.openDatagrams(on: address, interface: interface) }
            thread.tell(.bind(local))
            return StackDatagrams(self, id, local, thread)
        } catch { throw thread.failing(SocketError(error, during: "bind", of: "\(address)")) }
    }

    /// Lets `body` look into the stack or change its configuration; what it sends goes out.
    public func withStack<Result>(_ body: (Stack, inout Turn) -> Result) -> Result? {
        try? world.perform(causedBy: .none) { (stack, turn) throws(StackError) in body(stack, &turn) }
    }

    /// Uses name servers for ``resolve(_:)``, from now on.
    public func useNameServers(_ servers: [IPAddress], searchDomain: String? = nil) {
        resolver = servers.isEmpty ? nil : StubResolver(servers: servers.map { SocketAddress($0, 53) }, searchDomain: searchDomain)
    }
}
