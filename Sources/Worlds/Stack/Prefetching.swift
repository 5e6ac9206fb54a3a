import CPrefetch

// A simulator with thousands of hosts comes to each of them cold: what a host keeps is no longer in the processor's caches. It knows some
// time before which hosts are next, and lets their memory be fetched while it deals with others. This changes nothing but the time it takes.
extension Stack {
    /// Begins to fetch this object itself.
    public static func prefetch(_ stack: Unmanaged<Stack>) {
        let base = unsafe UInt(bitPattern: stack.toOpaque())
        for line in 0..<5 as Range<UInt> { fetch(base + 64 * line) }
    }

    /// Begins to fetch what a frame on `port` will meet first. The object itself has been fetched.
    public func prefetchTables(port: Int) {
        let interface = interfaces.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        // In front of an array's elements, in the same line or the one before, stands their number.
        fetch(interface &- 16)
        let element = interface &+ UInt(truncatingIfNeeded: max(0, port) &* MemoryLayout<Interface>.stride)
        fetch(element)
        fetch(element &+ 40)
        let (routes, size) = routes4.memory
        fetch(routes &- 16)
        if size > 48 { fetch(routes &+ 48) }
        if size > 112 { fetch(routes &+ min(size / 2, 112)) }
        fetch(own4.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } &- 16)
        let (ports, sockets) = datagrams.memory
        if sockets != 0 {
            fetch(ports)
            fetch(sockets &- 16)
            fetch(sockets &+ 48)
            fetch(sockets &+ 112)
            fetch(sockets &+ 176)
        }
    }

    /// Begins to fetch where the first socket's datagrams wait, and the first interface's addresses. The tables have been fetched.
    public func prefetchQueues() {
        if !interfaces.isEmpty { fetch(interfaces[0].ipv4.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }) }
        let waiting = datagrams.queueMemory
        if waiting != 0 {
            fetch(waiting &- 16)
            fetch(waiting &+ 48)
        }
    }
}

@inline(__always)
func fetch(_ address: UInt) { unsafe layerlab_prefetch(UnsafeRawPointer(bitPattern: address)) }
