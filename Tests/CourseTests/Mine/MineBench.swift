#if os(Linux)
import Foundation
import Testing

/// Builds a lab's program anew, with the exercises done inside: the solution's files take the place of those in `Exercise`, all else is linked as the
/// build has made it. That takes the compiler a second or two.
struct MineBench {
    let folder: String
    let program: String

    /// What stands in the environment where a piece is to slip: the name of its file.
    static let variable = "LAYERLAB_SLIP"

    init(_ lab: MineLab) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-mine-\(UUID().uuidString)").path
        program = "\(folder)/\(lab.name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let home = "\(root)/Labs/\(lab.number)-\(lab.name)", module = lab.name.replacingOccurrences(of: "-", with: "_"), exercise = "Lab\(lab.number)Exercise"
        var sources = ["\(folder)/Slips.swift"]
        try "import Glibc\n\nfunc slips(_ file: String) -> Bool { getenv(\"\(Self.variable)\").map { String(cString: $0) } == file }\n".write(toFile: sources[0], atomically: true, encoding: .utf8)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(home)/Solution").sorted() where name.hasSuffix(".swift") {
            var text = try String(contentsOfFile: "\(home)/Solution/\(name)", encoding: .utf8)
            for slip in lab.slips where "\(slip.file).swift" == name {
                try #require(text.contains(slip.right), "\(name) has no \"\(slip.right)\"")
                text = text.replacingOccurrences(of: slip.right, with: slip.wrong.replacingOccurrences(of: "SLIPS", with: "slips(\"\(slip.file)\")"))
            }
            sources.append("\(folder)/\(name)")
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let objects = try String(contentsOfFile: "\(buildFolder)/\(lab.name).product/Objects.LinkFileList", encoding: .utf8).split(separator: "\n").filter { !$0.contains("/\(exercise).build/") && !$0.contains("/\(module).build/") }
        try objects.joined(separator: "\n").write(toFile: "\(folder)/objects", atomically: true, encoding: .utf8)
        let common = ["swiftc", "-swift-version", "6", "-parse-as-library", "-Onone", "-gnone", "-wmo"] + Self.moduleMaps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
        try compile(common + ["-module-name", exercise, "-I", "\(buildFolder)/Modules", "-emit-module", "-emit-module-path", "\(folder)/\(exercise).swiftmodule", "-c", "-o", "\(folder)/exercise.o"] + sources)
        let runs = try FileManager.default.contentsOfDirectory(atPath: "\(home)/Run").sorted().filter { $0.hasSuffix(".swift") }.map { "\(home)/Run/\($0)" }
        var linker = FileManager.default.fileExists(atPath: "/usr/bin/ld.gold") ? ["-use-ld=gold"] : []
        // What the package's manifest would have named.
        if objects.contains(where: { $0.contains("/CGumbo.build/") }) { linker.append("-lgumbo") }
        if objects.contains(where: { $0.contains("BoringSSL.build/") }) { linker.append("-lstdc++") }
        try compile(common + linker + ["-module-name", module, "-I", folder, "-I", "\(buildFolder)/Modules", "-o", program] + runs + ["\(folder)/exercise.o", "@\(folder)/objects"])
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func compile(_ arguments: [String]) throws {
        let outcome = try Self.run("/usr/bin/env", arguments, in: folder)
        try #require(outcome.status == 0, "\(outcome.output.suffix(2000))\(outcome.errors.suffix(2000))")
    }

    /// Modules in C: ours, those that the build has made, and those of the packages that we stand on.
    private static let moduleMaps: [String] = {
        func names(_ folder: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }
        func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
        var maps: [String] = []
        let system = "\(root)/Sources/System"
        for name in names(system) { maps += ["\(system)/\(name)/module.modulemap", "\(system)/\(name)/include/module.modulemap"].filter(isThere).prefix(1) }
        let checkouts = URL(fileURLWithPath: buildFolder).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("checkouts").path
        for package in names(checkouts) {
            for target in names("\(checkouts)/\(package)/Sources") { maps += ["module.modulemap", "include/module.modulemap"].map { "\(checkouts)/\(package)/Sources/\(target)/\($0)" }.filter(isThere).prefix(1) }
        }
        let there = Set(maps.map { $0.split(separator: "/").dropLast($0.contains("/include/") ? 2 : 1).last.map(String.init) ?? "" })
        for name in names(buildFolder) where name.hasSuffix(".build") && !there.contains(String(name.dropLast(6))) { maps += ["\(buildFolder)/\(name)/module.modulemap"].filter(isThere) }
        return maps
    }()

    struct Outcome { var status: Int32, output: String, errors: String }

    /// Runs a program for at most two minutes; what it says goes through files.
    static func run(_ program: String, _ arguments: [String], in folder: String, slip: String? = nil) throws -> Outcome {
        let mark = UUID().uuidString, process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["-s", "KILL", "120", program] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: root)
        var environment = ProcessInfo.processInfo.environment
        environment["NO_COLOR"] = "1"
        environment[variable] = slip
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        func file(_ name: String) throws -> FileHandle {
            _ = FileManager.default.createFile(atPath: "\(folder)/\(mark).\(name)", contents: nil)
            return try #require(FileHandle(forWritingAtPath: "\(folder)/\(mark).\(name)"))
        }
        process.standardOutput = try file("output")
        process.standardError = try file("errors")
        try process.run()
        process.waitUntilExit()
        func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(mark).\(name)")), as: UTF8.self) }
        return Outcome(status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
    }
}
#endif
