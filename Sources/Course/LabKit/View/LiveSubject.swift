import Report

/// What a live view shows: a run that can be run again from its beginning as often as somebody likes, with changes.
public struct LiveSubject: Sendable {
    /// "01 tcp-echo".
    var title: String
    /// "simulator, seed 1".
    var subtitle: String
    /// The command that prints the same as text.
    var textTwin: String
    /// Hosts at which commands can be typed; none: the run's programs are all that there is.
    var prompt: [String] = []
    /// Runs it, and tells the recorder. Everything that the run touches is made afresh.
    var record: @Sendable (RunRecorder) throws -> Void

    /// The answer to "run": the whole recording as JSON.
    func recording(with interventions: [LiveIntervention]) throws -> [UInt8] {
        let recorder = RunRecorder(interventions: interventions)
        try record(recorder)
        guard let gathered = recorder.report else { throw LabFailure("the run left nothing behind") }
        var report = gathered.report
        (report.title, report.subtitle, report.textTwin) = (title, subtitle, textTwin)
        if recorder.isFull { report.notes.append("Only the first \(RunRecorder.frameLimit) frames are shown.") }
        func list(_ texts: [String]) -> [UInt8] {
            var block = JSONBlock()
            for text in texts { block.text(text) }
            return block.array
        }
        let failure = list([recorder.isFull ? nil : recorder.failure].compactMap { $0 })
        return report.json(adding: [
            ("motions", recorder.motions.array), ("moments", recorder.moments.array), ("map", recorder.map), ("failure", failure), ("changes", list(interventions.map(\.words))), ("prompt", list(prompt)),
        ], definition: FrameStory.definition)
    }

    /// The answer to "tables": what each node knew after so many things told of.
    func tables(with interventions: [LiveIntervention], at moment: Int) throws -> [NodeTables] {
        let recorder = RunRecorder(interventions: interventions, moment: moment)
        try record(recorder)
        return recorder.tables
    }
}

extension LabRun {
    /// This run as a subject: `perform` runs it once.
    func subject(prompt: [String] = [], _ perform: @escaping @Sendable (LabRun) throws -> Void) -> LiveSubject {
        var bare = self
        bare.options.quiet = true
        bare.options.view = false
        bare.options.html = nil
        bare.options.write = nil
        bare.options.svg = nil
        bare.options.frame = nil
        bare.options.why = nil
        bare.options.json = false
        bare.options.noCapture = false
        let run = bare
        return LiveSubject(title: lab.heading, subtitle: "simulator, seed \(options.seed)", textTwin: "swift run " + CommandLine.twin(lab.name).replacing(" --view", with: ""), prompt: prompt) { recorder in
            var run = run
            run.recorder = recorder
            try perform(run)
        }
    }
}
