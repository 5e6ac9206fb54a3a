import LinkLayer
import TestSupport
import Testing
import Wire

@Suite("Learning switch") struct LearningSwitchTests {
    func station(_ number: Int) -> MACAddress { MACAddress(rawValue: 0x0200_0000_0000 + UInt64(number)) }

    @Test("floods until it knows, then forwards; what is where it came from stays there")
    func learns() {
        var bridge = LearningSwitch()
        #expect(bridge.decide(destination: bob, source: alice, arrivingOn: 1, at: .zero) == .flood)
        #expect(bridge.decide(destination: alice, source: bob, arrivingOn: 2, at: .zero) == .forward(to: 1))
        #expect(bridge.decide(destination: bob, source: alice, arrivingOn: 1, at: .zero) == .forward(to: 2))
        #expect(bridge.decide(destination: alice, source: station(3), arrivingOn: 1, at: .zero) == .filter)
        #expect(bridge.decide(destination: .broadcast, source: alice, arrivingOn: 1, at: .zero) == .flood)
        #expect(bridge.decide(destination: MACAddress(rawValue: 0x0180_c200_000e), source: alice, arrivingOn: 1, at: .zero) == .filter, "LLDP is for the switch")
        #expect(bridge.decide(destination: MACAddress(rawValue: 0x0180_c200_0010), source: alice, arrivingOn: 1, at: .zero) == .flood)
    }

    @Test("a station that moves is found at its new port, one that is silent is forgotten")
    func moves() {
        var bridge = LearningSwitch(table: MACTable(ageingTime: .seconds(300)))
        _ = bridge.decide(destination: bob, source: alice, arrivingOn: 1, at: .zero)
        _ = bridge.decide(destination: bob, source: alice, arrivingOn: 5, at: .zero)
        let before = Instant.zero + .seconds(300) + Nanoseconds(-1)
        #expect(bridge.decide(destination: alice, source: bob, arrivingOn: 2, at: before) == .forward(to: 5))
        #expect(bridge.decide(destination: alice, source: bob, arrivingOn: 2, at: .zero + .seconds(300)) == .flood)
        #expect(bridge.table.entries(at: .zero + .seconds(300)).map(\.address) == [bob])
    }

    @Test("VLANs are tables of their own; a port or all others can be forgotten")
    func forgets() {
        var table = MACTable()
        table.learn(alice, vlan: 10, on: 1, at: .zero)
        table.learn(alice, vlan: 20, on: 2, at: .zero)
        table.learn(bob, vlan: 10, on: 3, at: .zero)
        #expect(table.port(of: alice, vlan: 10, at: .zero) == 1 && table.port(of: alice, vlan: 20, at: .zero) == 2 && table.port(of: alice, at: .zero) == nil)
        #expect(table.entries(at: .zero).map(\.vlan) == [10, 10, 20])
        table.forget(port: 1)
        #expect(table.port(of: alice, vlan: 10, at: .zero) == nil && table.port(of: bob, vlan: 10, at: .zero) == 3)
        table.forget(except: 2)
        #expect(table.entries(at: .zero).map(\.port) == [2])
        table.learn(alice, vlan: 10, on: 4, at: .zero)
        #expect(table.port(of: alice, vlan: 10, at: .zero) == 4)
    }

    @Test("a group and zero are no stations")
    func notStations() {
        var table = MACTable()
        table.learn(.broadcast, on: 1, at: .zero)
        table.learn(.zero, on: 1, at: .zero)
        #expect(table.entries(at: .zero).isEmpty)
    }

    @Test("a thousand stations are all found, on every port, also after others have aged")
    func many() {
        var table = MACTable()
        for number in 1...1000 { table.learn(station(number), on: number % 48, at: Instant(nanoseconds: Int64(number))) }
        for number in 1...1000 { #expect(table.port(of: station(number), at: .zero) == number % 48, "station \(number)") }
        let later = Instant(nanoseconds: 500) + .seconds(300)
        for number in 1001...2000 { table.learn(station(number), on: 7, at: later) }
        for number in 1...2000 { #expect(table.port(of: station(number), at: later) == (number <= 500 ? nil : number <= 1000 ? number % 48 : 7), "station \(number)") }
        #expect(table.refused == 0)
    }

    @Test("a flood of addresses is bounded and counted, and those who were there stay; later the table takes others")
    func flood() {
        var table = MACTable(capacity: 100)
        for number in 1...50 { table.learn(station(number), on: 1, at: .zero) }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<10_000 { table.learn(MACAddress(rawValue: generator.next() & 0xfeff_ffff_ffff | 0x0400_0000_0000), on: 2, at: .zero) }
        #expect(table.entries(at: .zero).count == 100)
        #expect(table.refused >= 9_900)
        for number in 1...50 { #expect(table.port(of: station(number), at: .zero) == 1) }
        let later = Instant.zero + .seconds(301)
        for number in 100..<190 { table.learn(station(number), on: 3, at: later) }
        #expect(table.entries(at: later).count == 90, "those who aged made room")
    }

    @Test("addresses chosen to collide cost no more than others")
    func collisions() {
        // Differences of 2⁴⁸ times the multiplier's inverse would be needed to aim; equal low bits are what an attacker tries first.
        var table = MACTable(capacity: 1 << 12)
        for number in 1...4096 { table.learn(MACAddress(rawValue: 0x0200_0000_0000 + UInt64(number) << 20), on: 1, at: .zero) }
        let remembered = table.entries(at: .zero).count
        #expect(remembered + table.refused >= 4096 && remembered > 2000)
    }
}
