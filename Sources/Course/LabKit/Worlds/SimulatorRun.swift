import Sockets

/// A lab's run on the simulated internet.
final class SimulatorRun {
    init(_ run: LabRun, reason: String?) {}
    func run(_ program: some TwoEndedProgram) throws { throw LabFailure("not yet") }
    func run(alone program: some OneEndedProgram) throws { throw LabFailure("not yet") }
}
