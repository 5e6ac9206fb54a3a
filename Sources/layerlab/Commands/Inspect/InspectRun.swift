import ArgumentParser
import Capture
import Inspector
import InspectorTLS
import Wire

/// One run of `layerlab inspect`: frames in, answers out.
struct InspectRun {
    let file: String?
    let choice: InspectChoice
    let view: InspectView

    /// What opens TLS: with the keys of the file that was named.
    private func decryptor() throws -> (any TLSDecryptor)? {
        guard let path = view.keylog else { return nil }
        let keys = try KeyLog(path: path)
        if keys.sessions == 0 { standardError("layerlab inspect: there are no keys in \(path)\n") }
        return KeyLogDecryptor(keys)
    }

    func run() throws {
        let question = try choice.question.map { try DisplayFilter($0) }
        if let file, view.html != nil || view.svg != nil { return try writePage(of: file, where: question) }
        let plan = FramePlan(choice, view, question: question, decryptor: try decryptor())
        if let file {
            if file == "-" { Interrupt.leaveFirstToPipe() }
            var reader = try CaptureFile.Reader(path: file)
            var bpf: FileFilter?
            if let filter = choice.filter { bpf = try FileFilter(filter, linkType: reader.linkType, snapLength: max(1, reader.snapLength)) }
            var worker = try FrameWorker(plan, filter: bpf, linkType: reader.linkType, snapLength: max(1, reader.snapLength), linkTypeExtra: reader.linkTypeExtra, source: reader.identity)
            var progress = Progress(path: file, isQuiet: !plan.printsFrames && plan.follow == nil)
            do {
                while try reader.lendNext({ (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in try worker.take(header, bytes) }) {
                    progress.note(reader.fileBytesRead)
                    // Of a capture that is still going on, what has come is shown at once.
                    if reader.isWaiting, try !worker.flush() { break }
                }
            } catch {
                // What was read before the damage is worth showing.
                progress.end()
                try? worker.finish()
                throw error
            }
            progress.end()
            try worker.finish()
            if let only = choice.frame, only > worker.number { throw CaptureError(.notFound, "read", file, "there is no frame \(only): the capture has \(worker.number)") }
        } else if let interface = choice.interface {
            try watch(interface, plan)
        }
    }

    /// Frames as they pass. Standard output has them and nothing else; how the capture went stands on standard error.
    private func watch(_ interface: String, _ plan: FramePlan) throws {
        let filter = choice.filter ?? ""
        var feed = try FrameFeed(on: interface, options: CaptureOptions(filter: filter, isImmediate: false))
        let live = LiveWorker(try FrameWorker(plan, filter: nil, linkType: feed.source.linkType, snapLength: 262_144, source: nil))
        feed.announce(filter: filter)
        do throws(CaptureError) {
            try feed.run(idle: { () throws(CaptureError) -> Bool in try live.worker.flush() }) { header, bytes throws(CaptureError) in try live.worker.take(header, bytes) }
        } catch {
            // What came before the interface went is worth showing.
            try? live.worker.finish()
            standardError("layerlab inspect: \(feed.report())")
            throw error
        }
        try live.worker.finish()
        standardError(feed.report())
    }
}

/// A worker that two closures may call.
private final class LiveWorker {
    var worker: FrameWorker
    init(_ worker: consuming FrameWorker) { self.worker = worker }
}

/// What the options amount to.
struct FramePlan {
    let question: DisplayFilter?
    let columns: FieldColumns?
    let detail: InspectCommand.Detail
    let isJSON: Bool
    let follow: StreamName?
    let form: StreamText.Form
    let side: StreamText.Side
    let kinds: [StatisticsKind]
    /// The step of `io`, in nanoseconds.
    let interval: Int64?
    let only: Int?
    let count: Int
    let usesNames: Bool
    let export: String?
    let write: String?
    let decryptor: (any TLSDecryptor)?

    init(_ choice: InspectChoice, _ view: InspectView, question: DisplayFilter?, decryptor: (any TLSDecryptor)?) {
        self.question = question
        columns = view.fields.flatMap { try? FieldColumns(InspectView.list($0)) }
        detail = view.detail ?? (choice.frame == nil ? .summary : .layers)
        isJSON = view.json
        follow = view.follow.flatMap(StreamName.init)
        form = view.form
        side = view.side
        kinds = view.kinds
        interval = view.interval.flatMap(InspectView.nanoseconds)
        only = choice.frame
        count = choice.count ?? .max
        usesNames = view.names
        export = view.export
        write = view.write
        self.decryptor = decryptor
    }

    /// Whether frames are printed one by one: unless something else was asked for.
    var printsFrames: Bool { follow == nil && kinds.isEmpty && export == nil && (write == nil || isJSON || columns != nil) }

    var needsFields: Bool {
        question != nil || usesNames || export != nil || follow != nil || kinds.contains { $0.needsFields } || printsFrames && (isJSON || columns != nil || detail != .summary)
    }

    /// Whether conversations must be followed.
    var needsStreams: Bool { needsFields || needsApplications || kinds.contains { $0.needsStreams } }

    /// Whether it matters what UDP and TCP carry.
    var needsApplications: Bool { question != nil || usesNames || decryptor != nil || printsFrames || kinds.contains { $0.needsApplications } }
}
