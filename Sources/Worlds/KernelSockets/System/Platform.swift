import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What is spelt differently from system to system.
enum Platform {
    #if canImport(Glibc)
    static let stream = Int32(SOCK_STREAM.rawValue)
    static let datagram = Int32(SOCK_DGRAM.rawValue)
    static let raw = Int32(SOCK_RAW.rawValue)
    static let shutdownWrite = Int32(SHUT_WR)
    #else
    static let stream = SOCK_STREAM
    static let datagram = SOCK_DGRAM
    static let raw = SOCK_RAW
    static let shutdownWrite = SHUT_WR
    #endif

    /// `send` that answers a closed connection with `EPIPE`, never with `SIGPIPE`. (macOS: `SO_NOSIGPIPE` sees to it.)
    @inline(__always)
    static func send(_ socket: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        Glibc.send(socket, bytes, count, Int32(MSG_NOSIGNAL))
        #else
        Darwin.send(socket, bytes, count, 0)
        #endif
    }

    // Our hosts and streams have methods of the same names: these are the system's.

    static func connect(_ socket: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
        #if canImport(Glibc)
        Glibc.connect(socket, address, length)
        #else
        Darwin.connect(socket, address, length)
        #endif
    }

    static func bind(_ socket: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
        #if canImport(Glibc)
        Glibc.bind(socket, address, length)
        #else
        Darwin.bind(socket, address, length)
        #endif
    }

    static func listen(_ socket: Int32, _ backlog: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.listen(socket, backlog)
        #else
        Darwin.listen(socket, backlog)
        #endif
    }

    /// Sends a datagram, to the connected peer where `address` is nil.
    static func send(_ socket: Int32, _ bytes: [UInt8], to address: SocketAddress?) -> Int {
        bytes.withUnsafeBytes { bytes in
            guard let address else { return send(socket, bytes.baseAddress, bytes.count) }
            return address.withSockaddr { name, length in
                #if canImport(Glibc)
                Glibc.sendto(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), name, length)
                #else
                Darwin.sendto(socket, bytes.baseAddress, bytes.count, 0, name, length)
                #endif
            }
        }
    }

    /// Sets the time to live, or the hop limit, of what a socket sends.
    static func setHops(_ socket: Int32, family: Int32, _ hops: UInt8) -> Bool {
        var value = Int32(hops)
        let (level, option) = family == AF_INET6 ? (Int32(IPPROTO_IPV6), IPV6_UNICAST_HOPS) : (Int32(IPPROTO_IP), IP_TTL)
        return setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}
