import ArgumentParser
import Foundation
import GradeKit
import LabJudges

/// Where the package is: the folder in which, or below which, the command was given.
enum PackageRoot {
    static func find(_ given: String? = nil) throws -> String {
        var folder = URL(fileURLWithPath: given ?? FileManager.default.currentDirectoryPath).standardizedFileURL
        while true {
            if ["Package.swift", "Labs", "captures"].allSatisfy({ FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path) }) { return folder.path }
            if given != nil || folder.path == "/" { throw ValidationError("\(given ?? "this folder") is not LayerLab's: there is no Package.swift with Labs and captures") }
            folder.deleteLastPathComponent()
        }
    }

    /// The folder in which this program was built.
    static var build: String {
        #if os(Linux)
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        #else
        let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        #endif
        return URL(fileURLWithPath: program).deletingLastPathComponent().path
    }
}

extension LabCourse {
    /// The courses that were named, "01", "1" or "tcp-echo"; all where none was.
    static func named(_ names: [String]) throws -> [LabCourse] {
        if names.isEmpty { return all }
        return try names.map { name in
            let number = name.count == 1 ? "0\(name)" : name
            guard let course = all.first(where: { $0.number == number || $0.name == name }) else {
                throw ValidationError("no lab with a grader is called \(name): there are \(all.map(\.number).joined(separator: ", "))")
            }
            return course
        }
    }
}

extension CourseSecret {
    /// The secret in a file that only its owner may read.
    static func read(_ path: String) throws -> CourseSecret {
        guard let data = FileManager.default.contents(atPath: path) else { throw ValidationError("--secret: \(path) cannot be read") }
        let mode = (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o077 == 0 else { throw ValidationError("--secret: others may read \(path); first: chmod 600 \(path)") }
        return try CourseSecret(String(decoding: data.prefix(4096), as: UTF8.self))
    }
}

extension Marks {
    static func read(_ path: String, isOptional: Bool = false) throws -> Marks {
        if isOptional, !FileManager.default.fileExists(atPath: path) { return Marks() }
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else { throw ValidationError("the marks: \(path) cannot be read, or is not UTF-8 text") }
        return try Marks(csv: text, file: path)
    }
}

extension Roster {
    static func read(_ path: String) throws -> Roster {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else { throw ValidationError("--roster: \(path) cannot be read, or is not UTF-8 text") }
        return try Roster(csv: text, file: path)
    }
}
