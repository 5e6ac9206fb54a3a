import Applications
import ArgumentParser
import ExerciseKit
import Foundation
import Lab06Exercise
import LabKit
import LabSecurity

@main
struct FTPTransfer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ftp-transfer",
        abstract: "Lab 06: files, a connection for commands, and another for each file.",
        discussion: HelpText.laidOut("""
            Without arguments a server and a client both run in this process. The client logs in, lists the folder, gets \
            remote_file.txt, puts local_file.txt, and leaves.

            Try:
              ftp-transfer                                both ends, and what they cause
              ftp-transfer --active                       the server connects to the client (PORT)
              ftp-transfer --tls                          AUTH TLS: commands and files encrypted
              ftp-transfer --mine                         with the reply reader that you wrote
              ftp-transfer server --port 2121 --root DIR  then, elsewhere: lftp -u user,secret -p 2121 localhost
              ftp-transfer client --host localhost --port 2121 list
              ftp-transfer client --host localhost --port 2121 get NAME LOCAL
              ftp-transfer client --host localhost --port 2121 put LOCAL NAME

            The account is user, its password secret.

            Worksheet: Labs/06-ftp-transfer/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @Argument(help: "What a client does: list [FOLDER]; get NAME [LOCAL]; put LOCAL [NAME]. Default: the lab's tour.")
    var errand: [String] = []

    @OptionGroup var place: PlaceOptions

    @Option(help: "The account's name.")
    var user = "user"

    @Option(help: "The account's password.")
    var password = "secret"

    @Option(help: ArgumentHelp("The folder that the server shows as /. Default, with both ends: one in memory.", valueName: "DIR"))
    var root: String?

    @Flag(help: "Active mode: the client listens, and the server opens the data connections.")
    var active = false

    @Flag(help: "Encrypt commands and files (AUTH TLS, PROT P); a server alone then offers it.")
    var tls = false

    @Flag(help: "Fetch the file with your own reader of replies, from Labs/06-ftp-transfer/Exercise.")
    var mine = false

    @OptionGroup var trust: SecurityOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if mine, tls || active || !errand.isEmpty || end == .server { throw ValidationError("--mine is a client by hand: passive, in the clear, one file; leave --tls, --active and errands out") }
        if end == .server, root == nil { throw ValidationError("a server alone needs a folder to show: --root DIR") }
        if !errand.isEmpty {
            guard end == .client else { throw ValidationError("\"\(errand[0])\" is for a client alone") }
            _ = try Errand(errand)
        }
    }

    func run() throws {
        let security = tls ? try LabSecurity(for: end, serverName: TransferProgram.name, options: trust, trustsSystem: end == .client) : nil
        let store = try root.map { root in
            do throws(FileStoreError) { return try DiskStore(path: root) } catch { throw ValidationError("--root: \(root): \(error.code.rawValue)") }
        }
        try LabRun(lab: .ftpTransfer, end: end, place: place, options: options).run(program(security, in: store))
    }

    private func program(_ security: LabSecurity?, in store: DiskStore?) throws -> TransferProgram {
        var program = TransferProgram(user: user, password: password, isActive: active, security: security?.security)
        program.authorityPath = security?.authorityPath
        if mine { program.replies = MyReplies.self }
        if !errand.isEmpty { program.errand = try Errand(errand) }
        if let store { program.store = options.view ? try MemoryStore(copying: store) : store }
        return program
    }
}

extension FTPTransfer {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(ReplyLinesTrial.self, MyReplies.self))
        main(nil)
    }
}
