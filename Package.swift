// swift-tools-version: 6.2
//
// The house of LayerLab, floor by floor. README.md, "Architecture", says why each room may
// import which; the build refuses any other import.
//
//     ONLY=TransportLayer swift test     that module, what it stands on, and its tests
//     LAB=01 swift test                  that lab, what it stands on, and its grader
import Foundation
import PackageDescription

// MARK: - How a room is declared

/// A module of ours. Its sources are in `Sources/<floor>/<name>`.
func module(_ name: String, floor: String = "", imports: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil, settings: [SwiftSetting] = [], linker: [LinkerSetting]? = nil) -> Target {
    .target(name: name, dependencies: imports, path: floor.isEmpty ? "Sources/\(name)" : "Sources/\(floor)/\(name)", exclude: exclude, resources: resources, swiftSettings: settings, linkerSettings: linker)
}

/// The tests of a module, in `Tests/<name>Tests`.
func tests(of name: String, imports: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + imports, path: "Tests/\(name)Tests", resources: resources)
}

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
/// What `TransportSecurity` stands on: minutes to build. Only what it serves may reach it (`.ci/light-labs`).
let tls: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"), .product(name: "NIOTLS", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "X509", package: "swift-certificates"),
    .product(name: "Crypto", package: "swift-crypto"), .product(name: "SwiftASN1", package: "swift-asn1"),
]
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A lab's executable, in `Labs/<number>-<name>/Run`.
func lab(_ number: String, _ name: String, imports: [Target.Dependency] = []) -> Target {
    .executableTarget(name: name, dependencies: ["LabKit", "Applications", "Sockets", "Wire", arguments] + imports, path: "Labs/\(number)-\(name)/Run")
}

/// What a student writes in a lab: `Labs/<number>-<name>/Exercise`, a module of its own, so that it alone fails when it does not compile.
func exercise(_ number: String, _ name: String, imports: [Target.Dependency]) -> Target {
    .target(name: "Lab\(number)Exercise", dependencies: imports, path: "Labs/\(number)-\(name)/Exercise", exclude: contents("Labs/\(number)-\(name)/Exercise").filter { !$0.hasSuffix(".swift") })
}

/// The graders of the labs, `Tests/LabGrades`; with `LAB=01` that lab's alone. `labs` are those that have one.
func grades(_ labs: [(number: String, name: String)]) -> Target {
    func file(_ lab: (number: String, name: String)) -> String { "Lab\(lab.number).swift" }
    let isWanted = { (lab: (number: String, name: String)) in Context.environment["LAB"].map { $0.isEmpty || $0 == lab.number } ?? true }
    let wanted = labs.filter(isWanted), others = labs.filter { !isWanted($0) }
    return .testTarget(name: "LabGrades", dependencies: ["GradeTesting", "LabJudges"] + wanted.map { .init(stringLiteral: $0.name) }, path: "Tests/LabGrades", exclude: others.map(file), sources: wanted.map(file))
}

/// The exercises done, `Labs/*/Solution`, in one module, and the tests of the graders, which need them: in the teachers' edition.
func solutions(_ labs: [(number: String, name: String)], imports: [Target.Dependency]) -> [Target] {
    let folders = labs.map { "\($0.number)-\($0.name)" }
    guard folders.contains(where: { isThere("Labs/\($0)/Solution") }) else { return [] }
    let others = contents("Labs").flatMap { folder in folders.contains(folder) ? contents("Labs/\(folder)").filter { $0 != "Solution" }.map { "\(folder)/\($0)" } : [folder] }
    return [
        .target(name: "LabSolutions", dependencies: imports, path: "Labs", exclude: others, sources: folders.map { "\($0)/Solution" }),
        .testTarget(name: "CourseTests", dependencies: ["GradeKit", "LabJudges", "LabSolutions", "ExerciseKit", "Capture", "trial-bench", "layerlab"] + imports + labs.map { .init(stringLiteral: "Lab\($0.number)Exercise") }, path: "Tests/CourseTests"),
    ]
}

func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(path)") }
func contents(_ folder: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: "\(Context.packageDirectory)/\(folder)")) ?? []).sorted() }

// MARK: - The house

let layers: [Target.Dependency] = ["PhysicalLayer", "LinkLayer", "NetworkLayer", "TransportLayer", "ApplicationLayer"]

/// The labs that have a grader.
let graded: [(number: String, name: String)] = [
    ("00", "protocol-stack"), ("01", "tcp-echo"), ("02", "udp-message"), ("03", "http-client"), ("04", "http-server"), ("05", "smtp-mail"), ("06", "ftp-transfer"), ("07", "ip-addresses"), ("08", "async-echo"), ("09", "web-scrape"), ("10", "json-api"), ("11", "rest-api"), ("12", "websocket-chat"),
    ("13", "line-codes"), ("14", "ethernet-switch"), ("15", "ip-routing"), ("16", "tcp-reliability"), ("17", "congestion-control"), ("18", "names-and-leases"),
]

let labs: [Target] = [
    lab("00", "protocol-stack", imports: ["PhysicalLayer", "LinkLayer", "NetworkLayer", "TransportLayer", "Capture", "Simulation", "ExerciseKit", "Lab00Exercise"]),
    lab("01", "tcp-echo", imports: ["ExerciseKit", "Lab01Exercise"]),
    lab("02", "udp-message", imports: ["ExerciseKit", "Lab02Exercise"]),
    lab("03", "http-client", imports: ["ApplicationLayer", "ExerciseKit", "Lab03Exercise", "LabSecurity", "TransportSecurity", httpTypes]),
    lab("04", "http-server", imports: ["ExerciseKit", "Lab04Exercise", httpTypes]),
    lab("05", "smtp-mail", imports: ["ApplicationLayer", "ExerciseKit", "Lab05Exercise", "LabSecurity", "TransportSecurity"]),
    lab("06", "ftp-transfer", imports: ["ApplicationLayer", "ExerciseKit", "Lab06Exercise", "LabSecurity", "TransportSecurity"]),
    lab("07", "ip-addresses", imports: ["ExerciseKit", "Lab07Exercise"]),
    lab("08", "async-echo", imports: ["ExerciseKit", "Lab08Exercise"]),
    lab("09", "web-scrape", imports: ["ExerciseKit", "HTML", "Lab09Exercise"]),
    lab("10", "json-api", imports: ["ExerciseKit", "Lab10Exercise", httpTypes]),
    lab("11", "rest-api", imports: ["ExerciseKit", "Lab11Exercise", httpTypes, sqlite]),
    lab("12", "websocket-chat", imports: ["ApplicationLayer", "ExerciseKit", "Lab12Exercise"]),
    lab("13", "line-codes", imports: ["PhysicalLayer", "Pictures", "Simulation", "ExerciseKit", "Lab13Exercise"]),
    lab("14", "ethernet-switch", imports: ["LinkLayer", "Simulation", "ExerciseKit", "Lab14Exercise"]),
    lab("15", "ip-routing", imports: ["ExerciseKit", "Internet", "Lab15Exercise", "LinkLayer", "NetworkLayer", "Simulation", "Stack"]),
    lab("16", "tcp-reliability", imports: ["Simulation", "TransportLayer", "ExerciseKit", "Lab16Exercise"]),
    lab("17", "congestion-control", imports: ["Capture", "ExerciseKit", "Lab17Exercise", "Pictures", "Simulation", "Stack", "StackSockets", "TransportLayer"]),
    lab("18", "names-and-leases", imports: ["ApplicationLayer", "ExerciseKit", "Internet", "Lab18Exercise", "Simulation"]),
]

let targets: [Target] = [
    // What everything stands on.
    module("Wire", imports: ["CChecks"], settings: [.enableExperimentalFeature("Lifetimes")]),
    tests(of: "Wire", imports: ["TestSupport"]),

    // What tests share: codecs driven from one list of vectors, seeded randomness.
    .target(name: "TestSupport", dependencies: ["Wire"], path: "Tests/TestSupport"),

    // The five layers: pure values, never importing one another.
    module("PhysicalLayer", floor: "Layers", imports: ["Wire"]),
    tests(of: "PhysicalLayer", imports: ["Wire"]),
    module("LinkLayer", floor: "Layers", imports: ["Wire"]),
    tests(of: "LinkLayer", imports: ["Wire", "TestSupport"]),
    module("NetworkLayer", floor: "Layers", imports: ["Wire"]),
    tests(of: "NetworkLayer", imports: ["Wire", "TestSupport"]),
    module("TransportLayer", floor: "Layers", imports: ["Wire"], exclude: ["TCP/README.md"]),
    tests(of: "TransportLayer", imports: ["Wire", "TestSupport"]),
    module("ApplicationLayer", floor: "Layers", imports: ["Wire", httpTypes]),
    tests(of: "ApplicationLayer", imports: ["Wire", httpTypes]),

    // What a program sees, and programs.
    module("Sockets", floor: "Programs", imports: ["Wire"]),
    tests(of: "Sockets", imports: ["Wire"]),
    .systemLibrary(name: "CZlib", path: "Sources/System/CZlib", providers: [.apt(["zlib1g-dev"])]),
    module("Compression", floor: "Programs", imports: ["ApplicationLayer", "CZlib"]),
    tests(of: "Compression", imports: ["ApplicationLayer"]),
    module("TransportSecurity", floor: "Programs", imports: ["Sockets", "Wire"] + tls),
    tests(of: "TransportSecurity", imports: ["ApplicationLayer", "Applications", "KernelSockets", "Simulation", "Sockets", "StackSockets", "Wire"]),
    module("Applications", floor: "Programs", imports: ["ApplicationLayer", "Compression", "Sockets", "Wire", httpTypes]),
    tests(of: "Applications", imports: ["ApplicationLayer", "Compression", "KernelSockets", "Simulation", "Sockets", "StackSockets", "Wire", httpTypes]),

    // HTML, for the labs that read pages: gumbo, within limits.
    .systemLibrary(name: "CGumboLibrary", path: "Sources/System/CGumboLibrary", pkgConfig: "gumbo", providers: [.apt(["libgumbo-dev"]), .brew(["gumbo-parser"])]),
    .target(name: "CGumbo", dependencies: ["CGumboLibrary"], path: "Sources/System/CGumbo"),
    module("HTML", floor: "Programs", imports: ["CGumbo"]),
    tests(of: "HTML"),

    // The three worlds.
    module("KernelSockets", floor: "Worlds", imports: ["Sockets", "Wire", "CLinux"]),
    tests(of: "KernelSockets", imports: ["Sockets", "Wire"]),
    module("Stack", floor: "Worlds", imports: ["Wire", "LinkLayer", "NetworkLayer", "TransportLayer", "CPrefetch"]),
    tests(of: "Stack", imports: ["Wire", "LinkLayer", "NetworkLayer", "TransportLayer"]),
    module("StackSockets", floor: "Worlds", imports: ["Stack", "Sockets", "Applications", "ApplicationLayer", "TransportLayer", "Wire"]),
    tests(of: "StackSockets", imports: ["Stack", "Sockets", "Wire"]),
    module("TapDevice", floor: "Worlds", imports: ["Stack", "Wire", "CLinux"]),
    tests(of: "TapDevice", imports: ["Stack", "KernelSockets", "Wire"]),
    module("TapWorld", floor: "Worlds", imports: ["KernelSockets", "StackSockets", "Stack", "Sockets", "Wire"]),
    tests(of: "TapWorld", imports: ["Applications", "KernelSockets", "Simulation", "Sockets", "Stack", "StackSockets", "TapDevice", "Wire"]),
    module("Simulation", floor: "Worlds", imports: ["StackSockets", "Stack", "Sockets", "Capture", "Wire", "CPrefetch"] + layers),
    tests(of: "Simulation", imports: ["Applications", "StackSockets", "Stack", "Sockets", "Capture", "Wire"] + layers),

    // An internet at work: a network, and the programs that run in it.
    module("Internet", floor: "Worlds", imports: ["Applications", "ApplicationLayer", "LinkLayer", "NetworkLayer", "Simulation", "Sockets", "Stack", "StackSockets", "Wire", httpTypes]),
    tests(of: "Internet", imports: ["ApplicationLayer", "Simulation", "Sockets", "Stack", "StackSockets", "Wire"]),

    // Looking at it.
    module("Pictures", floor: "Inspection", imports: ["Wire"]),
    tests(of: "Pictures"),
    .systemLibrary(name: "CPcap", path: "Sources/System/CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .target(name: "CLinux", path: "Sources/System/CLinux"),
    .target(name: "CChecks", path: "Sources/System/CChecks"),
    .target(name: "CPrefetch", path: "Sources/System/CPrefetch"),
    module("Capture", floor: "Inspection", imports: ["Wire", "CLinux", "CPcap", "CPrefetch", "CZlib"]),
    tests(of: "Capture", imports: ["Wire"]),
    module("Inspector", floor: "Inspection", imports: ["ApplicationLayer", "Capture", "Compression", "CPrefetch", "Wire"], exclude: ["DISAGREEMENTS.md"]),
    tests(of: "Inspector", imports: ["Capture", "InspectorVectors", "Wire"] + layers),
    // Frames made by hand, and what the fuzzer feeds: for the tests and for `.ci/fuzz`.
    .target(name: "InspectorVectors", dependencies: ["Capture", "Inspector", "Wire"], path: "Tests/InspectorVectors"),
    // What opens TLS for the inspector: the ciphers take minutes to build, so that only who needs them does.
    module("InspectorTLS", floor: "Inspection", imports: ["Inspector", .product(name: "Crypto", package: "swift-crypto")]),
    tests(of: "InspectorTLS", imports: ["Capture", "Inspector", "Wire"], resources: [.copy("Captures")]),

    // The page of a run or a capture; its style sheet and scripts become part of the program.
    module("Report", floor: "Inspection", imports: ["Compression", "Wire"], resources: [.embedInCode("Page")]),
    tests(of: "Report", imports: ["Compression", "Wire"]),

    // The course.
    module("LabKit", floor: "Course", imports: ["ApplicationLayer", httpTypes, "Pictures", "Report", "TransportLayer", "Sockets", "Applications", "KernelSockets", "StackSockets", "TapDevice", "TapWorld", "Stack", "Simulation", "Capture", "Inspector", "PhysicalLayer", "LinkLayer", "NetworkLayer", "Wire", arguments]),
    tests(of: "LabKit", imports: ["TransportLayer", "Sockets", "Capture", "Inspector", "Wire"]),
    module("ExerciseKit", floor: "Course", imports: ["Applications", "Sockets", "Wire"] + layers),
    // What the labs share that speak over TLS; the others do not build it.
    module("LabSecurity", floor: "Course", imports: ["LabKit", "TransportSecurity", "Sockets", arguments]),
    module("GradeKit", floor: "Course", imports: ["ExerciseKit", "Inspector", "Simulation", "StackSockets", "Sockets", "Capture", "TransportLayer", "Wire", .product(name: "Yams", package: "Yams")]),
    tests(of: "GradeKit", imports: ["ExerciseKit", "Wire"]),
    module("LabJudges", floor: "Course", imports: ["GradeKit", "ExerciseKit", httpTypes, "Applications", "Internet", "StackSockets", "Sockets", "Simulation", "Inspector", "Capture", "Wire"] + layers),
    module("GradeTesting", floor: "Course", imports: ["GradeKit"]),
    // What a student's exercise is linked with where it is graded: its list of object files is asked for.
    .executableTarget(name: "trial-bench", dependencies: ["ExerciseKit"], path: "Sources/Course/TrialBench"),

    // The command-line tool.
    .executableTarget(name: "layerlab", dependencies: ["GradeKit", "LabJudges", "Wire", "ApplicationLayer", "LinkLayer", "NetworkLayer", "Internet", "Simulation", "Stack", "TransportLayer", "Sockets", "Applications", "Capture", "Inspector", "InspectorTLS", "KernelSockets", "LabKit", "StackSockets", "TapDevice", "TapWorld", httpTypes, .product(name: "Yams", package: "Yams"), arguments], path: "Sources/layerlab"),
    .testTarget(name: "LayerLabToolTests", dependencies: ["layerlab", "Capture", "Wire"], path: "Tests/LayerLabToolTests"),
]
    + labs
    // All labs from outside: their captures, their command lines, what their worksheets show.
    + [.testTarget(name: "LabTests", dependencies: ["LabKit", "layerlab"] + labs.map { .init(stringLiteral: $0.name) }, path: "Tests/LabTests", exclude: ["Browser", "Terminal"])]
    + [
        exercise("00", "protocol-stack", imports: ["Wire"]),
        exercise("01", "tcp-echo", imports: ["Applications", "Sockets", "Wire"]),
        exercise("02", "udp-message", imports: ["Applications", "Wire"]),
        exercise("03", "http-client", imports: ["ApplicationLayer", "Wire"]),
        exercise("04", "http-server", imports: ["Applications", "Wire"]),
        exercise("05", "smtp-mail", imports: ["ApplicationLayer", "Wire"]),
        exercise("06", "ftp-transfer", imports: ["ApplicationLayer", "Wire"]),
        exercise("07", "ip-addresses", imports: ["Wire"]),
        exercise("08", "async-echo", imports: ["Applications", "Wire"]),
        exercise("09", "web-scrape", imports: ["Applications", "Wire"]),
        exercise("10", "json-api", imports: ["Applications", "Wire"]),
        exercise("11", "rest-api", imports: ["Applications", "Wire"]),
        exercise("12", "websocket-chat", imports: ["ApplicationLayer", "Wire"]),
        exercise("13", "line-codes", imports: ["PhysicalLayer", "Wire"]),
        exercise("14", "ethernet-switch", imports: ["LinkLayer", "Wire"]),
        exercise("15", "ip-routing", imports: ["LinkLayer", "NetworkLayer", "Wire"]),
        exercise("16", "tcp-reliability", imports: ["TransportLayer", "Wire"]),
        exercise("17", "congestion-control", imports: ["TransportLayer", "Wire"]),
        exercise("18", "names-and-leases", imports: ["ApplicationLayer", "Wire"]),
        grades(graded),
    ]
    + solutions(graded, imports: ["Applications", "Sockets", "Wire"] + layers)

// MARK: - LAB= and ONLY=: a part of the house

let package = Package(
    name: "LayerLab",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: part(of: targets),
    swiftLanguageModes: [.v6]
)

/// The targets that `ONLY=A,B` (modules) or `LAB=NN` (a lab) names, with their tests and all that they stand on; without either, all.
func part(of all: [Target]) -> [Target] {
    func named(_ dependency: Target.Dependency) -> String? {
        switch dependency {
        case .byNameItem(let name, _), .targetItem(let name, _): name
        default: nil
        }
    }
    let wanted: [Target]
    if let lab = Context.environment["LAB"], !lab.isEmpty {
        wanted = all.filter { $0.path?.hasPrefix("Labs/\(lab)-") == true || $0.name == "LabGrades" && graded.contains { $0.number == lab } }
    } else if let only = Context.environment["ONLY"], !only.isEmpty {
        let names = only.split(separator: ",").map(String.init)
        wanted = all.filter { target in names.contains { $0 == target.name || $0 + "Tests" == target.name } }
    } else {
        return all
    }
    precondition(!wanted.isEmpty, "LAB or ONLY names nothing in this package: LAB takes a lab's number (LAB=01), ONLY takes modules (ONLY=Wire,LinkLayer)")
    var keep: Set<String> = [], queue = wanted.map(\.name)
    while let name = queue.popLast() {
        guard keep.insert(name).inserted, let target = all.first(where: { $0.name == name }) else { continue }
        queue += target.dependencies.compactMap(named)
    }
    return all.filter { keep.contains($0.name) }
}
