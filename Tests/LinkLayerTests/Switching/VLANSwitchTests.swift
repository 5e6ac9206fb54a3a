import LinkLayer
import TestSupport
import Testing
import Wire

@Suite("VLAN switch") struct VLANSwitchTests {
    /// Ports 0 and 1 in VLAN 10, 2 in VLAN 20, 3 a trunk for both with 99 untagged, 4 a trunk for VLAN 20 alone.
    func bridge() -> VLANSwitch {
        VLANSwitch(ports: [.access(10), .access(10), .access(20), .trunk(native: 99, allowed: [10, 20]), .trunk(native: nil, allowed: [20])])
    }
    func frame(to destination: MACAddress = .broadcast, from source: MACAddress = alice, vlan: UInt16? = nil, priority: UInt8 = 0) -> [UInt8] {
        var writer = ByteWriter()
        EthernetFrame(destination: destination, source: source, tags: vlan.map { [.init($0, priority: priority)] } ?? [], encapsulation: .ethernetII(.ipv4), payload: [1, 2, 3]).serialize(into: &writer)
        return writer.bytes
    }
    func out(_ copies: [VLANSwitch.Copy]) -> [Int: [UInt8]] { Dictionary(uniqueKeysWithValues: copies.map { ($0.port, $0.frame) }) }

    @Test("a broadcast stays in its VLAN: untagged to its hosts, tagged to other switches")
    func broadcast() {
        var bridge = bridge()
        #expect(out(bridge.forward(frame(), arrivingOn: 0, at: .zero)) == [1: frame(), 3: frame(vlan: 10)])
        #expect(out(bridge.forward(frame(), arrivingOn: 2, at: .zero)) == [3: frame(vlan: 20), 4: frame(vlan: 20)])
        #expect(out(bridge.forward(frame(vlan: 20, priority: 5), arrivingOn: 4, at: .zero)) == [2: frame(), 3: frame(vlan: 20, priority: 5)])
        #expect(out(bridge.forward(frame(vlan: 10), arrivingOn: 3, at: .zero)) == [0: frame(), 1: frame()])
    }

    @Test("a station is learnt in its VLAN, and found there alone")
    func unicast() {
        var bridge = bridge()
        _ = bridge.forward(frame(from: bob), arrivingOn: 1, at: .zero)
        #expect(out(bridge.forward(frame(to: bob), arrivingOn: 0, at: .zero)) == [1: frame(to: bob)])
        #expect(out(bridge.forward(frame(to: bob, vlan: 10), arrivingOn: 3, at: .zero)) == [1: frame(to: bob)])
        #expect(out(bridge.forward(frame(to: bob), arrivingOn: 2, at: .zero)) == [3: frame(to: bob, vlan: 20), 4: frame(to: bob, vlan: 20)], "in VLAN 20 nobody knows bob")
        #expect(bridge.forward(frame(to: bob), arrivingOn: 1, at: .zero) == [], "he is where it came from")
        #expect(bridge.table.entries(at: .zero).filter { $0.address == alice }.map(\.vlan) == [10, 20], "the same station may be in two")
    }

    @Test("tags that a port does not take are refused and counted: no hopping from one VLAN into another")
    func refused() {
        var bridge = bridge()
        #expect(bridge.forward(frame(vlan: 20), arrivingOn: 0, at: .zero) == [], "a host has no business with tags")
        #expect(bridge.forward(frame(vlan: 30), arrivingOn: 3, at: .zero) == [] && bridge.forward(frame(), arrivingOn: 4, at: .zero) == [])
        #expect(bridge.drops.wrongVLAN == 3)
        #expect(out(bridge.forward(frame(vlan: 0, priority: 3), arrivingOn: 0, at: .zero)) == [1: frame(), 3: frame(vlan: 10, priority: 3)], "a priority alone is taken, and kept")
        #expect(bridge.forward(frame(vlan: 4095), arrivingOn: 3, at: .zero) == [] && bridge.forward([1, 2, 3], arrivingOn: 0, at: .zero) == [] && bridge.forward(frame(), arrivingOn: 7, at: .zero) == [])
        #expect(bridge.drops.malformed == 3)
        #expect(bridge.forward(frame(), arrivingOn: 3, at: .zero) == [], "VLAN 99 is nowhere else")
        #expect(bridge.table.entries(at: .zero).map(\.vlan) == [10, 99])
    }

    @Test("the spanning tree's states count: discarding takes nothing, learning learns, neither forwards")
    func states() {
        var bridge = bridge()
        bridge.states[1] = .discarding
        #expect(out(bridge.forward(frame(), arrivingOn: 0, at: .zero)) == [3: frame(vlan: 10)])
        #expect(bridge.forward(frame(from: bob), arrivingOn: 1, at: .zero) == [] && bridge.table.port(of: bob, vlan: 10, at: .zero) == nil)
        bridge.states[1] = .learning
        #expect(bridge.forward(frame(from: bob), arrivingOn: 1, at: .zero) == [] && bridge.table.port(of: bob, vlan: 10, at: .zero) == 1)
        #expect(bridge.drops.blocked == 2)
        #expect(bridge.forward(frame(to: bob), arrivingOn: 0, at: .zero) == [])
    }

    @Test("no bytes trap it")
    func hostile() {
        var generator = SeededGenerator(seed: 6)
        var bridge = bridge()
        for step in 0..<3000 {
            _ = bridge.forward(step % 2 == 0 ? generator.bytes(step % 40) : generator.damaged(frame(vlan: 10)), arrivingOn: step % 5, at: .zero)
        }
        #expect(bridge.drops.malformed > 0)
    }
}
