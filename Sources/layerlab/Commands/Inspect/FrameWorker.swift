import Capture
import Inspector
import Wire

/// Takes frame after frame: dissects, chooses, shows, counts, writes.
///
/// A value, so that looking at a frame costs no bookkeeping of who else might be looking.
struct FrameWorker: ~Copyable {
    private let plan: FramePlan
    private let filter: FileFilter?
    private var session: DissectionSession
    private var dissection: Dissection
    private var output: StandardOutput
    private(set) var number = 0
    private var matched = 0
    private var start = Instant.zero
    private let only: Int
    private let chooses: Bool
    private let hasSinks: Bool
    private let printsFrames: Bool
    private let statistics: (any CaptureStatistic)?
    private var follower: StreamFollower?
    private var streamText: StreamText
    private var hasHeading = false
    private let writer: CaptureFile.Writer?
    private let exporter: FileExporter?
    private var hasWriterFailed = false

    init(_ plan: FramePlan, filter: FileFilter?, linkType: LinkType, snapLength: Int, linkTypeExtra: UInt32 = 0, source: CaptureFile.Identity?) throws {
        // What can fail comes first: a value that cannot be copied is made whole or not at all.
        let writer = try plan.write.map { path throws(CaptureError) in try CaptureFile.Writer(path: path, linkType: linkType, snapLength: snapLength, linkTypeExtra: linkTypeExtra, inputs: [source]) }
        let exporter = try plan.export.map { try FileExporter(directory: $0, decryptor: plan.decryptor) }
        self.writer = writer
        self.exporter = exporter
        self.plan = plan
        self.filter = filter
        only = plan.only ?? 0
        chooses = filter != nil || plan.question != nil
        hasSinks = plan.write != nil || plan.export != nil || plan.follow != nil || plan.usesNames
        printsFrames = plan.printsFrames
        session = DissectionSession()
        session.readsApplications = plan.needsApplications
        session.followsStreams = plan.needsStreams
        session.decryptor = plan.decryptor
        // What programs read is as tshark has it.
        session.trustsUnfinishedChecksums = !plan.isJSON
        dissection = Dissection(depth: plan.needsFields ? .fields : .summary)
        if plan.usesNames { dissection.names = NameTable() }
        output = StandardOutput(isColoured: !plan.isJSON && StandardOutput.wantsColour)
        statistics = CaptureStatistics.of(plan.kinds.map { $0.begin(interval: plan.interval) })
        follower = plan.follow.map { StreamFollower($0, decryptor: plan.decryptor) }
        streamText = StreamText(plan.form, side: plan.side)
        plan.columns?.writeHeading(into: &output.buffer, json: plan.isJSON)
    }

    /// Looks at the next frame; false when no more are wanted.
    mutating func take(_ header: FrameHeader, _ bytes: RawSpan) throws(CaptureError) -> Bool {
        number += 1
        if number == 1 { start = header.timestamp }
        session.dissect(header, bytes, number: number, into: &dissection)
        if hasSinks { dissection.names?.learn(dissection) }
        if only != 0, number != only { return true }
        if chooses, try !isWanted(header, bytes) { return only == 0 }
        matched += 1
        statistics?.see(dissection)
        if hasSinks { try handOn(header, bytes) }
        if printsFrames { show() }
        if dissection.depth == .fields { dissection.noteShown() }
        return output.flushIfFull() && only == 0 && matched < plan.count
    }

    private func isWanted(_ header: FrameHeader, _ bytes: RawSpan) throws(CaptureError) -> Bool {
        if let filter, try !filter.matches(header, bytes) { return false }
        return plan.question?.matches(dissection) ?? true
    }

    private mutating func handOn(_ header: FrameHeader, _ bytes: RawSpan) throws(CaptureError) {
        do throws(CaptureError) {
            try writer?.write(header, bytes)
        } catch {
            hasWriterFailed = true
            throw error
        }
        try exporter?.see(dissection)
        guard follower != nil else { return }
        follower?.see(dissection)
        showPieces()
    }

    private mutating func show() {
        let since = start
        if let columns = plan.columns { return columns.write(dissection, into: &output.buffer, json: plan.isJSON) }
        if plan.isJSON { return dissection.writeJSONLine(into: &output.buffer) }
        plan.detail.write(&dissection, since: since, into: &output.buffer)
    }

    private mutating func showPieces() {
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
    mutating func flush() throws(CaptureError) -> Bool {
        output.flush()
        try writer?.flush()
        return !output.isClosed
    }

    /// The capture has ended: counts are told, files closed.
    mutating func finish() throws {
        if var last = follower {
            last.finish()
            follower = last
            showPieces()
            guard last.frames > 0 else {
                output.flush()
                let count = last.name.transport == .udp ? session.udpConversations : session.tcpConversations, kind = last.name.transport == .udp ? "UDP" : "TCP"
                throw CaptureError(.notFound, "follow", "\(last.name)", last.name.number < count ? "none of its frames matched" : count == 0 ? "there is no \(kind) conversation in the capture" : "the capture's \(kind) conversations are numbered 0 to \(count - 1)")
            }
            if !hasHeading { streamText.writeHeading(last.name, client: last.client, server: last.server, into: &output.buffer) }
            streamText.writeEnd(into: &output.buffer)
        }
        statistics?.write(into: &output.buffer, names: dissection.names)
        if let exporter { try exporter.finish(into: &output.buffer) }
        try output.finish()
        try writer?.close()
        if let writer, !hasWriterFailed { standardError("\(writer.framesWritten) frame\(writer.framesWritten == 1 ? "" : "s") of \(number) written to \(writer.name)\n") }
        if let gaps = follower.map({ _ in streamText.gapCount }), gaps > 0, plan.form == .raw { standardError("layerlab inspect: \(gaps) gap\(gaps == 1 ? "" : "s") in what was captured: the bytes are not all there\n") }
        for fault in follower?.httpFaults ?? [] { standardError("layerlab inspect: a body is not as it was: \(fault)\n") }
        if let beside = follower?.bytesBesideHTTP, beside > 0, let name = follower?.name { standardError("layerlab inspect: \(beside) byte\(beside == 1 ? "" : "s") of the conversation \(beside == 1 ? "is" : "are") no HTTP: --follow tcp:\(name.number) shows all\n") }
        if session.evicted > 0, plan.follow == nil { standardError("layerlab inspect: \(session.evicted) conversations and unfinished datagrams were forgotten to stay within the memory's bounds\n") }
    }
}
