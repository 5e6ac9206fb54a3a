import ApplicationLayer
import Internet
import Simulation
import Sockets
import Stack
import StackSockets
import Testing
import Wire

/// The internet in the box as a whole: up from nothing, and healed after a cut.
@Suite(.timeLimit(.minutes(10))) struct SmallInternetTests {
    @Test func comesUpAndEveryNameIsFound() throws {
        let internet = try Internet(.small, keepsStory: false)
        let found = try internet.run { internet -> [String: [IPAddress]] in
            #expect(try await internet.waitUntilUp())
            let laptop = try internet.simulation.host("laptop")
            var found: [String: [IPAddress]] = [:]
            for name in ["www.example.com", "web.example.com", "smtp.gmail.com", "ftp.example.com", "news.ycombinator.com", "api.github.com"] { found[name] = try await laptop.resolve(name) }
            await #expect { try await laptop.resolve("nobody.example.com") } throws: { ($0 as? SocketError)?.code == .nameNotFound }
            return found
        }
        #expect(found["www.example.com"] == [IPAddress("203.0.113.80")!] && found["web.example.com"] == found["www.example.com"] && found["smtp.gmail.com"] == [IPAddress("203.0.113.25")!])
        #expect(found.count == 6 && internet.failures.isEmpty, "\(internet.failures)")
        #expect(internet.simulation.now < .zero + .seconds(10), "up and asked by \(internet.simulation.now)")
    }

    @Test func aCutInTheCoreIsHealed() throws {
        let internet = try Internet(.small, keepsStory: false)
        try internet.run { internet in
            #expect(try await internet.waitUntilUp())
            let simulation = internet.simulation, laptop = try simulation.host("laptop")
            func answers() async throws -> Bool {
                let stream = try? await laptop.connect(to: SocketAddress("203.0.113.80:80")!, options: StreamOptions(connectTimeout: .seconds(1)))
                await stream?.close()
                return stream != nil
            }
            #expect(try await answers())
            let before = simulation.counters(of: try simulation.link(named: "core1-core3")).frames
            try simulation.plan(.cut("core1-core2"), at: simulation.now)
            try await laptop.clock.sleep(for: .seconds(7))
            #expect(try await answers())
            #expect(simulation.counters(of: try simulation.link(named: "core1-core3")).frames > before)
        }
    }

    @Test func theSameSeedIsTheSameInternet() throws {
        func run(_ seed: UInt64) throws -> (Instant, UInt64, UInt64) {
            let internet = try Internet(.small, seed: seed, keepsStory: false)
            try internet.run { _ = try await $0.waitUntilUp() }
            return (internet.simulation.now, internet.simulation.eventCount, internet.simulation.hopCount)
        }
        let first = try run(7), second = try run(7), other = try run(8)
        #expect(first == second && first != other)
    }

    @Test func aRouterThatWasWithoutPowerServesAgain() throws {
        let internet = try Internet(.small, keepsStory: false)
        try internet.run { internet in
            #expect(try await internet.waitUntilUp())
            let simulation = internet.simulation, laptop = try simulation.host("laptop")
            try simulation.plan(.crash("home"), at: simulation.now)
            try await laptop.clock.sleep(for: .seconds(1))
            await #expect(throws: SocketError.self) { try await laptop.resolve("www.example.com") }
            try simulation.plan(.restart("home"), at: simulation.now)
            try await laptop.clock.sleep(for: .milliseconds(1))
            internet.restartServices(of: "home")
            try await laptop.clock.sleep(for: .seconds(3))
            #expect(try await laptop.resolve("www.example.com").count == 1)
        }
    }
}
