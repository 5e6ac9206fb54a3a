public import Simulation

extension EvidenceCapture {
    /// All that passes the cables of `simulation` while `body` runs, cable by cable in the order of time, as the labs with whole networks write it.
    public init(name: String, of simulation: Simulation, _ body: @escaping @Sendable (Simulation) async throws -> Void) throws {
        let recorder = FrameRecorder()
        simulation.observe(with: recorder)
        try simulation.run { try await body(simulation) }
        simulation.drain()
        self.init(name: name, frames: recorder.frames)
    }
}
