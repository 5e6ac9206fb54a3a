import NetworkLayer
import Stack
import Testing
import Wire

@Suite("Forwarding")
struct ForwardingTests {
    private let server = IPAddress.v4(IPv4Address(10, 0, 2, 1))

    private func ping(_ wiring: Wiring, hops: UInt8? = nil, to destination: IPAddress? = nil, size: Int = 8) throws -> EchoArrival? {
        let (socket, _) = try wiring.stacks[0].openEcho(on: .v4(.any))
        if let hops { try wiring.stacks[0].setTimeToLive(hops, ofEcho: socket) }
        try wiring.call(0) { stack, turn in try stack.sendEcho([UInt8](repeating: 7, count: size), sequence: 1, from: socket, to: destination ?? server, &turn) }
        return try wiring.stacks[0].receiveEcho(socket)?.answer
    }

    @Test func anEchoComesBackWithOneHopLess() throws {
        guard case .reply(let reply)? = try ping(.routed()) else { Issue.record("no reply"); return }
        #expect(reply.from == server)
        #expect(reply.timeToLive == 63)
        #expect(reply.payload == [UInt8](repeating: 7, count: 8))
    }

    @Test func theRouterSaysWhenTheHopsRunOut() throws {
        guard case .error(let report)? = try ping(.routed(), hops: 1) else { Issue.record("no error"); return }
        #expect(report.reporter == .v4(IPv4Address(10, 0, 1, 254)))
        #expect(report.type == 11)
        #expect(report.sequence == 1)
    }

    @Test func theRouterSaysWhenItKnowsNoWay() throws {
        guard case .error(let report)? = try ping(.routed(), to: .v4(IPv4Address(192, 0, 2, 1))) else { Issue.record("no error"); return }
        #expect(report.type == 3 && report.code == 0)
    }

    @Test func everyForwardedHeaderHasARightChecksum() throws {
        let wiring = Wiring.routed()
        for _ in 0..<300 { _ = try ping(wiring) }
        for frame in wiring.frames where frame[12] == 8 && frame[13] == 0 {
            #expect(IPv4Header.verifyChecksum(of: frame.span.bytes.extracting(droppingFirst: 14)) == .good)
        }
    }

    @Test func errorsAreLimited() throws {
        let wiring = Wiring.routed()
        var answered = 0
        for _ in 0..<200 { if try ping(wiring, hops: 1) != nil { answered += 1 } }
        #expect(answered == StackConfiguration.router.errorLimits.burstEach)
        #expect(wiring.stacks[1].counters[.rateLimited] == 200 - answered)
        wiring.pass(.seconds(1))
        #expect(try ping(wiring, hops: 1) != nil, "a second later there are tokens again")
    }

    @Test func aHostDoesNotForward() throws {
        let wiring = Wiring()
        wiring.add(Wiring.host("a", IPv4Address(10, 0, 1, 1), gateway: IPv4Address(10, 0, 1, 2)))
        wiring.add(Wiring.host("b", IPv4Address(10, 0, 1, 2)))
        wiring.join(0, 0, 1, 0)
        #expect(try ping(wiring, to: .v4(IPv4Address(10, 9, 9, 9))) == nil)
        #expect(wiring.stacks[1].counters[.notForwarding] == 1)
    }
}
