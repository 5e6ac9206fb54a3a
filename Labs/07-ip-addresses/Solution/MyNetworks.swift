import Wire

/// E1, done: all follows from the mask. Shifting a UInt32 by 32 gives 0 in Swift, and so the mask of a prefix of length 0 is right, too.
public struct MyNetworks: NetworkArithmetic {
    public init() {}

    public func netmask(prefixLength: Int) throws -> UInt32 { UInt32.max << (32 - prefixLength) }
    public func network(of address: UInt32, prefixLength: Int) throws -> UInt32 { try address & netmask(prefixLength: prefixLength) }
    public func broadcast(of address: UInt32, prefixLength: Int) throws -> UInt32 { try address | ~netmask(prefixLength: prefixLength) }

    public func hostCount(prefixLength: Int) throws -> UInt64 {
        let all = UInt64(1) << UInt64(32 - prefixLength)
        return prefixLength >= 31 ? all : all - 2
    }

    public func areNeighbours(_ a: UInt32, _ b: UInt32, prefixLength: Int) throws -> Bool {
        try network(of: a, prefixLength: prefixLength) == network(of: b, prefixLength: prefixLength)
    }
}
