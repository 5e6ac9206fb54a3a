import Applications
import Sockets
import StackSockets
import Wire

/// Finds the way to a host, and how large a packet it carries: datagrams that nobody may cut, one hop further each time (tracepath(8)).
struct PathProbe {
    let destination: String
    init(_ destination: String) { self.destination = destination }

    /// Returns whether the host was reached.
    func run(on host: StackHost) async throws -> Bool {
        guard let address = try await host.resolve(destination).first else { throw SocketError(.nameNotFound, during: "resolve", of: destination) }
        guard case .v4 = address else { throw SocketError(.addressFamilyNotSupported, during: "tracepath", of: destination) }
        let socket = try await host.bind(to: SocketAddress(.v4(.any), 0))
        defer { socket.close() }
        try socket.keepErrors()
        try socket.forbidFragments()
        // Headers of IPv4 and UDP.
        let headers = 28
        var size: Int = (host.withStack { stack, _ in stack.interfaces.map { Int($0.mtu) }.max() ?? 1500 }) ?? 1500
        var distance = 1, port: UInt16 = 44_444, silent = 0
        host.console.print(" 1?: pmtu \(size)")
        while distance <= 30 {
            try socket.setTimeToLive(UInt8(distance))
            let start = host.clock.now, target = SocketAddress(address, port)
            port += 1
            do throws(SocketError) { try await socket.send([UInt8](repeating: 0x40, count: size - headers), to: target) } catch {
                guard error.code == .messageTooLong, let smaller: Int = host.withStack({ stack, turn in stack.pathMTU(to: address, at: turn.now) ?? 0 }), smaller < size, smaller > headers else { throw error }
                size = smaller
                continue
            }
            let answer = try? await host.withTimeLimit(.seconds(1), for: "receiveError") {
                while true {
                    let error = try await socket.receiveError()
                    if error.destination.port == target.port { return error }
                }
            }
            let number = String(repeating: " ", count: distance < 10 ? 1 : 0) + "\(distance)"
            guard let answer else {
                host.console.print("\(number):  no reply")
                silent += 1
                if silent == 5 { break }
                distance += 1
                continue
            }
            silent = 0
            let time = host.clock.now - start
            if answer.nextHopMTU > 0, Int(answer.nextHopMTU) < size, answer.meaning != .timeExceeded {
                size = Int(answer.nextHopMTU)
                host.console.print("\(number):  \(answer.reporter)  \(time)  pmtu \(size)")
                continue
            }
            let isThere = answer.meaning != .timeExceeded
            host.console.print("\(number):  \(answer.reporter)  \(time)\(isThere ? "  reached" : "")")
            if isThere {
                host.console.print("     pmtu \(size), \(distance) hops")
                return answer.reporter == address
            }
            distance += 1
        }
        host.console.print("     pmtu \(size), not reached")
        return false
    }
}
