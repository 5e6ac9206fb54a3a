import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Between our addresses and the system's `sockaddr_in` and `sockaddr_in6`.
extension SocketAddress {
    /// `AF_INET` or `AF_INET6`.
    var family: Int32 {
        switch address {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }

    /// Calls `body` with this address as a `sockaddr` of its family.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch address {
        case .v4(let address):
            var system = sockaddr_in()
            #if canImport(Darwin)
            system.sin_len = UInt8(MemoryLayout<sockaddr_in>.size)
            #endif
            system.sin_family = sa_family_t(AF_INET)
            system.sin_port = port.bigEndian
            system.sin_addr.s_addr = address.rawValue.bigEndian
            return Self.rebound(&system, body)
        case .v6(let address):
            var system = sockaddr_in6()
            #if canImport(Darwin)
            system.sin6_len = UInt8(MemoryLayout<sockaddr_in6>.size)
            #endif
            system.sin6_family = sa_family_t(AF_INET6)
            system.sin6_port = port.bigEndian
            system.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &system.sin6_addr) { $0.storeBytes(of: address.rawValue.bigEndian, as: UInt128.self) }
            return Self.rebound(&system, body)
        }
    }

    private static func rebound<System, Result>(_ system: inout System, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: &system) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<System>.size)) }
        }
    }

    /// The address in a `sockaddr_storage`; nil when it is neither IPv4 nor IPv6.
    init?(_ storage: sockaddr_storage) {
        let family = Int32(storage.ss_family)
        let address: SocketAddress? = withUnsafeBytes(of: storage) { bytes in
            switch family {
            case AF_INET:
                let system = bytes.loadUnaligned(as: sockaddr_in.self)
                return SocketAddress(.v4(IPv4Address(rawValue: UInt32(bigEndian: system.sin_addr.s_addr))), UInt16(bigEndian: system.sin_port))
            case AF_INET6:
                let system = bytes.loadUnaligned(as: sockaddr_in6.self)
                let raw = withUnsafeBytes(of: system.sin6_addr) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
                return SocketAddress(.v6(IPv6Address(rawValue: raw)), UInt16(bigEndian: system.sin6_port), scope: system.sin6_scope_id)
            default:
                return nil
            }
        }
        guard let address else { return nil }
        self = address
    }

    /// What `getsockname` or `getpeername` says about a socket; nil when the socket has no such address.
    init?(of descriptor: Int32, _ call: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
        var storage = sockaddr_storage(), length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor, $0, &length) }
        }
        guard result == 0 else { return nil }
        self.init(storage)
    }

    /// This end's address of a socket.
    init?(localOf descriptor: Int32) { self.init(of: descriptor) { getsockname($0, $1, $2) } }
    /// The other end's address of a connected socket.
    init?(remoteOf descriptor: Int32) { self.init(of: descriptor) { getpeername($0, $1, $2) } }
}
