import Capture
import Foundation
import Inspector

/// tshark, if it is installed: what the inspector's tables and questions are put beside.
enum Wireshark {
    static let isInstalled = (try? run(["tshark", "--version"]))?.contains("TShark") ?? false

    /// Captures that the course hands out, of many kinds; `LAYERLAB_ALL=1`: all of them.
    static let captures: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".pcap") && (isWhole || chosen.contains(String($0.prefix(2)))) }.sorted()

    private static let isWhole = ProcessInfo.processInfo.environment["LAYERLAB_ALL"] != nil
    private static let chosen: Set<String> = ["03", "05", "06", "11", "12", "15", "16", "18"]

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("captures")

    static func path(_ capture: String) -> String { folder.appendingPathComponent(capture).path }

    /// What tshark says of a capture: checksums are reckoned, names are not looked up, and nobody's own settings count.
    static func say(_ capture: String, _ options: [String]) throws -> String {
        let checks = ["ip.check_checksum", "tcp.check_checksum", "udp.check_checksum"].flatMap { ["-o", "\($0):TRUE"] }
        return try run(["tshark", "-n", "-r", path(capture)] + checks + options)
    }

    /// Runs a program for a minute at most; its output goes through a file, because a pipe that nobody empties fills up.
    private static func run(_ words: [String]) throws -> String {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("tshark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let file = scratch.appendingPathComponent("output")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "-s", "KILL", "60"] + words
        var environment = ProcessInfo.processInfo.environment
        environment["HOME"] = scratch.path
        environment["XDG_CONFIG_HOME"] = scratch.path
        environment["TZ"] = "UTC"
        environment["LC_ALL"] = "C.UTF-8"
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: file)
        try process.run()
        process.waitUntilExit()
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    /// Every frame of a capture, dissected.
    static func forEachFrame(_ capture: String, _ body: (borrowing Dissection) -> Void) throws {
        var reader = try CaptureFile.Reader(path: path(capture)), session = DissectionSession(), dissection = Dissection(), number = 0
        try reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            number += 1
            session.dissect(header, bytes, number: number, into: &dissection)
            body(dissection)
            dissection.noteShown()
            return true
        }
    }

    /// A table of the inspector's, as people read it.
    static func table(_ kind: StatisticsKind, _ capture: String, interval: Int64? = nil) throws -> [String] {
        let statistic = kind.begin(interval: interval)
        try forEachFrame(capture) { statistic.see($0) }
        var out = OutputBuffer()
        statistic.write(into: &out)
        return out.takeString().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

extension StringProtocol {
    /// The words of a line of a table.
    var words: [String] { split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "|" }).map { String($0) } }
}
