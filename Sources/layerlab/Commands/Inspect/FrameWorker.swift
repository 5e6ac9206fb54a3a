import Capture
import Inspector
import Wire

/// Takes frame after frame: dissects, chooses, shows, counts, writes.
final class FrameWorker {
    private let plan: FramePlan
    private let filter: CaptureFilter?
    private var session: DissectionSession
    private var dissection: Dissection
    private var output: StandardOutput
    private(set) var number = 0
    private var matched = 0
    private var start: Instant?
    private let statistics: [any CaptureStatistic]
    private var follower: StreamFollower?
    private var streamText: StreamText
    private var hasHeading = false
    private let writer: CaptureFile.Writer?
    private let exporter: FileExporter?

    init(_ plan: FramePlan, filter: CaptureFilter?, linkType: LinkType, snapLength: Int, source: CaptureFile.Identity?) throws {
        self.plan = plan
        self.filter = filter
        session = DissectionSession()
        session.readsApplications = plan.needsApplications
        session.decryptor = plan.decryptor
        dissection = Dissection(depth: plan.needsFields ? .fields : .summary)
        if plan.usesNames { dissection.names = NameTable() }
        output = StandardOutput(isColoured: !plan.isJSON && StandardOutput.wantsColour)
        statistics = plan.kinds.map { $0.begin() }
        follower = plan.follow.map { StreamFollower($0, decryptor: plan.decryptor) }
        streamText = StreamText(plan.form, side: plan.side)
        writer = try plan.write.map { path throws(CaptureError) in try CaptureFile.Writer(path: path, linkType: linkType, snapLength: snapLength, inputs: [source]) }
        exporter = try plan.export.map { try FileExporter(directory: $0, decryptor: plan.decryptor) }
        plan.columns?.writeHeading(into: &output.buffer, json: plan.isJSON)
    }

    /// Looks at the next frame; false when no more are wanted.
    func take(_ header: FrameHeader, _ bytes: RawSpan) throws(CaptureError) -> Bool {
        number += 1
        let since = start ?? header.timestamp
        start = since
        session.dissect(header, bytes, number: number, into: &dissection)
        dissection.names?.learn(dissection)
        if let only = plan.only, number != only { return true }
        let goesOn = plan.only == nil
        if let filter, !filter.matches(header, bytes) { return goesOn }
        if let question = plan.question, !question.matches(dissection) { return goesOn }
        matched += 1
        try writer?.write(header, bytes)
        for statistic in statistics { statistic.see(dissection) }
        try exporter?.see(dissection)
        if follower != nil {
            follower?.see(dissection)
            showPieces()
        }
        if plan.printsFrames { show(since) }
        return output.flushIfFull() && goesOn && matched < plan.count
    }

    private func show(_ since: Instant) {
        if let columns = plan.columns { return columns.write(dissection, into: &output.buffer, json: plan.isJSON) }
        if plan.isJSON { return dissection.writeJSONLine(into: &output.buffer) }
        switch plan.detail {
        case .summary: dissection.writeSummaryLine(since: since, into: &output.buffer)
        case .layers: dissection.writeLayers(since: since, into: &output.buffer)
        case .fields: dissection.writeFields(since: since, into: &output.buffer)
        case .bytes:
            dissection.writeLayers(since: since, into: &output.buffer)
            dissection.writeBytes(into: &output.buffer)
        }
    }

    private func showPieces() {
        guard let pieces = follower?.takePieces(), !pieces.isEmpty, let follower else { return }
        if !hasHeading {
            hasHeading = true
            streamText.writeHeading(follower.name, client: follower.client, server: follower.server, into: &output.buffer)
        }
        for piece in pieces {
            streamText.write(piece, into: &output.buffer)
            _ = output.flushIfFull()
        }
    }

    /// Everything written so far is on the terminal and in the file; false when nobody reads any more.
    func flush() throws(CaptureError) -> Bool {
        output.flush()
        try writer?.flush()
        return !output.isClosed
    }

    /// The capture has ended: counts are told, files closed.
    func finish() throws {
        if var last = follower {
            last.finish()
            follower = last
            showPieces()
            guard last.frames > 0 else {
                output.flush()
                throw CaptureError(.notFound, "follow", "\(last.name)", "there is no such conversation in the capture")
            }
            if !hasHeading { streamText.writeHeading(last.name, client: last.client, server: last.server, into: &output.buffer) }
            streamText.writeEnd(into: &output.buffer)
        }
        for (index, statistic) in statistics.enumerated() {
            if index > 0 { output.buffer.newLine() }
            statistic.write(into: &output.buffer)
        }
        if let exporter { try exporter.finish(into: &output.buffer) }
        output.flush()
        try writer?.close()
        if let writer { standardError("\(writer.framesWritten) frame\(writer.framesWritten == 1 ? "" : "s") of \(number) written to \(writer.name)\n") }
        if let gaps = follower.map({ _ in streamText.gapCount }), gaps > 0, plan.form == .raw { standardError("layerlab inspect: \(gaps) gap\(gaps == 1 ? "" : "s") in what was captured: the bytes are not all there\n") }
        if session.evicted > 0, plan.follow == nil { standardError("layerlab inspect: \(session.evicted) conversations and unfinished datagrams were forgotten to stay within the memory's bounds\n") }
    }
}
