import Foundation
import Testing

/// `layerlab inspect --interface` and `layerlab capture` from outside: from the line that says that capturing has begun until Ctrl-C.
@Suite("frames as they pass")
struct LiveInspectTests {
    /// The loopback's name, where this user may capture on it.
    private static let loopback: String? = (try? LabProgram.run("layerlab interfaces"))?.output.split(separator: "\n").map { $0.split(separator: " ") }
        .first { $0.count > 4 && $0[0].hasPrefix("lo") && $0.contains("yes") }.map { String($0[0]) }

    /// What was sent behind the first line is shown, however soon Ctrl-C comes: the kernel still has the frames then. Standard output has frames only.
    @Test("no frame is lost to a Ctrl-C", .enabled(if: loopback != nil, "this user may not capture"), arguments: [
        ("inspect", "", 5), ("inspect", "--json", 5), ("inspect", "--fields udp.length", 6), ("inspect", "--where 'udp.length == 10'", 1), ("inspect", "--count 3", 3), ("inspect", "--statistics conversations", 5),
        ("capture", "", 5), ("capture", "--quiet", 0), ("capture", "--count 2", 2),
    ] as [(String, String, Int)])
    func interrupt(command: String, options: String, lines: Int) throws {
        let scratch = try Scratch(), datagrams = try Datagrams(), loopback = try #require(Self.loopback)
        let program = Process(), errors = Pipe()
        program.executableURL = LabProgram.folder.appendingPathComponent("layerlab")
        program.arguments = [command, "--interface", loopback, "--filter", "udp dst port \(datagrams.port)"] + options.split(separator: " ", maxSplits: 1).map { $0.filter { $0 != "'" } }
        program.standardInput = FileHandle.nullDevice
        program.standardOutput = try scratch.write("stdout")
        program.standardError = errors
        try program.run()
        let bound = DispatchWorkItem { program.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: bound)
        defer { bound.cancel() }

        var said = Data()
        while !said.contains(UInt8(ascii: "\n")) {
            let more = errors.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            said += more
        }
        for index in 0..<5 { datagrams.send([UInt8](repeating: 1, count: index)) }
        program.interrupt()
        said += errors.fileHandleForReading.readDataToEndOfFile()
        program.waitUntilExit()

        let output = try scratch.text("stdout"), captured = options.contains("--count") ? lines : 5
        #expect(program.terminationReason == .exit && program.terminationStatus == 0)
        #expect(output.split(separator: "\n").count == lines, "\(output)")
        #expect(String(decoding: said, as: UTF8.self) == """
            Capturing on \(loopback) (Ethernet), udp dst port \(datagrams.port). Ctrl-C ends it.
            \(captured) frames captured on \(loopback), none dropped.

            """)
    }

    /// A pipe that goes on: Ctrl-C goes to both programs of a pipeline, and what the first still writes is counted.
    @Test("Ctrl-C in front of a pipe waits for the pipe's end")
    func pipe() throws {
        let scratch = try Scratch(), program = Process(), input = Pipe()
        program.executableURL = LabProgram.folder.appendingPathComponent("layerlab")
        program.arguments = ["inspect", "-", "--fields", "frame.number"]
        program.standardInput = input
        program.standardOutput = try scratch.write("stdout")
        try program.run()
        let bound = DispatchWorkItem { program.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: bound)
        defer { bound.cancel() }

        let capture = try Data(contentsOf: LabProgram.root.appendingPathComponent("captures/01-tcp-echo.pcap"))
        try input.fileHandleForWriting.write(contentsOf: capture.prefix(200))
        // Its heading and first frame are out: it reads.
        while program.isRunning, try scratch.text("stdout").split(separator: "\n").count < 2 { usleep(1_000) }
        program.interrupt()
        try input.fileHandleForWriting.write(contentsOf: capture.dropFirst(200))
        try input.fileHandleForWriting.close()
        program.waitUntilExit()
        #expect(program.terminationReason == .exit && program.terminationStatus == 0)
        #expect(try scratch.text("stdout") == LabProgram.run("layerlab inspect captures/01-tcp-echo.pcap --fields frame.number").output)
    }
}

/// A UDP socket on 127.0.0.1, and one that sends to it.
private final class Datagrams {
    private let receiver: Int32, sender: Int32
    let port: UInt16

    init() throws {
        #if canImport(Darwin)
        let kind = SOCK_DGRAM
        #else
        let kind = Int32(SOCK_DGRAM.rawValue)
        #endif
        let receiver = socket(AF_INET, kind, 0), sender = socket(AF_INET, kind, 0)
        var address = sockaddr_in(), length = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(receiver, $0, length) == 0 && getsockname(receiver, $0, &length) == 0 && connect(sender, $0, length) == 0 }
        }
        try #require(isReady)
        self.receiver = receiver
        self.sender = sender
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { _ = (close(receiver), close(sender)) }

    func send(_ bytes: [UInt8]) { _ = Foundation.send(sender, bytes, bytes.count, 0) }
}
