import Foundation
import Testing

/// A capture that the course hands out, and the command that made it: a row of the table in captures/README.md.
struct SuppliedCapture: Sendable, CustomTestStringConvertible {
    let file: String
    let command: String

    var testDescription: String { file }
    var path: String { LabProgram.root.appendingPathComponent("captures/\(file)").path }

    static let all: [SuppliedCapture] = {
        let table = (try? String(contentsOf: LabProgram.root.appendingPathComponent("captures/README.md"), encoding: .utf8)) ?? ""
        return table.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
            guard cells.count >= 2, cells[0].hasSuffix(".pcap") else { return nil }
            return SuppliedCapture(file: cells[0], command: cells[1])
        }
    }()

    /// Makes the capture again, in another file.
    func makeAgain(in scratch: Scratch, _ name: String) throws -> Data {
        let again = scratch.path(name)
        let outcome = try LabProgram.run(command.replacingOccurrences(of: "captures/\(file)", with: "'\(again)'"))
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        return try Data(contentsOf: URL(fileURLWithPath: again))
    }
}

@Suite("Supplied captures")
struct SuppliedCaptureTests {
    static let isRefresh = ProcessInfo.processInfo.environment["LAYERLAB_REFRESH"] != nil

    @Test func everyCaptureHasItsRow() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: LabProgram.root.appendingPathComponent("captures").path).filter { $0.hasSuffix(".pcap") }
        #expect(files.sorted() == SuppliedCapture.all.map(\.file).sorted(), "captures/README.md lists what is in captures/, and nothing else")
    }

    /// `LAYERLAB_REFRESH=1 swift test --filter LabTests` writes them anew instead.
    @Test("comes out the same to the byte, twice", arguments: SuppliedCapture.all)
    func sameBytes(capture: SuppliedCapture) throws {
        let scratch = try Scratch()
        let first = try capture.makeAgain(in: scratch, "first.pcap"), second = try capture.makeAgain(in: scratch, "second.pcap")
        #expect(first == second, "two runs of \(capture.command) differ")
        if Self.isRefresh { return try first.write(to: URL(fileURLWithPath: capture.path)) }
        let supplied = try Data(contentsOf: URL(fileURLWithPath: capture.path))
        let place = zip(first, supplied).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        #expect(first == supplied, "\(capture.command) makes \(first.count) bytes, captures/\(capture.file) has \(supplied.count); they differ from byte \(place ?? min(first.count, supplied.count)) on. If that is meant: LAYERLAB_REFRESH=1 swift test --filter LabTests")
    }

    @Test("every program that runs on the simulator writes the same bytes for the same seed", arguments: [
        "protocol-stack", "tcp-echo --on simulator", "udp-message --on simulator", "http-client --on simulator", "http-server --on simulator", "async-echo --on simulator", "websocket-chat --on simulator", "ethernet-switch",
        "tcp-reliability", "congestion-control --time 2s", "layerlab ping --on simulator", "layerlab traceroute --on simulator", "tcp-echo --on simulator --loss 20% --duplicate 20% --reorder 20% --corrupt 10%",
    ], [1, 1 << 40])
    func sameSeedSameBytes(command: String, seed: Int) throws {
        let scratch = try Scratch()
        var files: [Data] = []
        for name in ["first.pcap", "second.pcap"] {
            // Lab 00 has neither chance nor --quiet.
            let line = "\(command) --write '\(scratch.path(name))'" + (command == "protocol-stack" ? "" : " --quiet --seed \(seed)")
            let outcome = try LabProgram.run(line)
            #expect(outcome.status == 0, "\(line): \(outcome.errors)")
            files.append(try Data(contentsOf: URL(fileURLWithPath: scratch.path(name))))
        }
        #expect(files[0] == files[1] && files[0].count > 100, "\(command): \(files[0].count) and \(files[1].count) bytes")
    }

    @Test("Wireshark sees nothing malformed and no wrong checksum", .enabled(if: LabProgram.has("tshark"), "tshark is not installed"), arguments: SuppliedCapture.all)
    func wireshark(capture: SuppliedCapture) throws {
        let checks = "-o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -o eth.check_fcs:TRUE -o eth.fcs:Always"
        let all = try LabProgram.run("tshark -r '\(capture.path)' \(checks) -T fields -e frame.number")
        #expect(all.status == 0 && !all.output.isEmpty, "tshark reads no frame: \(all.errors)")
        let wrong = try LabProgram.run("tshark -r '\(capture.path)' \(checks) -Y '_ws.malformed or ip.checksum.status == 0 or tcp.checksum.status == 0 or udp.checksum.status == 0 or icmp.checksum.status == 0 or igmp.checksum.status == 0 or eth.fcs.status == 0'")
        #expect(wrong.status == 0, "\(wrong.errors)")
        // OSPF's checksum is a word in the text, and no field.
        let told = try LabProgram.run("tshark -r '\(capture.path)' -V -Y ospf | grep -i 'incorrect' | head -3")
        #expect(told.output.isEmpty, "\(told.output)")
        let lines = wrong.output.split(separator: "\n")
        // Lab 14 shows what a damaged frame is: the one whose check sequence is wrong on purpose.
        #expect(lines.count == (capture.file == "14-ethernet-switch.pcap" ? 1 : 0), "\(wrong.output)")
    }
}
