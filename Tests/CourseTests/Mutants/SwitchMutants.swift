import LabJudges
import LinkLayer
import Wire

extension Mutant {
    static let forwarder: [Mutant] = [
        Mutant(.ethernetSwitch, "a hub", caughtAt: "E1.2", saying: "remember the source", WrongSwitch(fault: .hub)),
        Mutant(.ethernetSwitch, "learns from the destination", caughtAt: "E1.2", saying: "the destination teaches nothing", WrongSwitch(fault: .destination)),
        Mutant(.ethernetSwitch, "looks broadcasts up", caughtAt: "E1.3", saying: "always flooded", WrongSwitch(fault: .groups)),
        Mutant(.ethernetSwitch, "sends back where it came from", caughtAt: "E1.4", saying: "it has arrived", WrongSwitch(fault: .back)),
        Mutant(.ethernetSwitch, "the first port for ever", caughtAt: "E1.5", saying: "not only its first", WrongSwitch(fault: .firstPort)),
        Mutant(.ethernetSwitch, "never forgets", caughtAt: "E1.6", saying: "300 s counts no more", WrongSwitch(fault: .never)),
        Mutant(.ethernetSwitch, "forgets a second too late", caughtAt: "E1.6", saying: "300 s counts no more", WrongSwitch(fault: .late)),
        Mutant(.ethernetSwitch, "learns groups", caughtAt: "E1.7", saying: "nobody's own", WrongSwitch(fault: .learnsGroups)),
        Mutant(.ethernetSwitch, "drops what it does not know", caughtAt: "E1.6", saying: "should be: flood", WrongSwitch(fault: .drops)),
    ]
}

private struct WrongSwitch: FrameForwarder {
    enum Fault { case hub, destination, groups, back, firstPort, never, late, learnsGroups, drops }
    let fault: Fault
    private var heard: [MACAddress: (port: Int, time: Instant)] = [:]

    init(fault: Fault) { self.fault = fault }

    mutating func decide(destination: MACAddress, source: MACAddress, arrivingOn port: Int, at now: Instant) -> ForwardingDecision {
        if fault == .hub { return .flood }
        let teacher = fault == .destination ? destination : source
        if !teacher.isMulticast || fault == .learnsGroups {
            if fault == .firstPort, let known = heard[teacher] { heard[teacher] = (known.port, now) } else { heard[teacher] = (port, now) }
        }
        if destination.isMulticast, fault != .groups {
            if fault == .learnsGroups, let known = heard[destination] { return .forward(to: known.port) }
            return .flood
        }
        let patience: Nanoseconds = fault == .never ? .seconds(1 << 30) : fault == .late ? .seconds(301) : .seconds(300)
        guard let known = heard[destination], now - known.time < patience else { return fault == .groups || fault == .drops ? .filter : .flood }
        return known.port == port && fault != .back ? .filter : .forward(to: known.port)
    }
}
