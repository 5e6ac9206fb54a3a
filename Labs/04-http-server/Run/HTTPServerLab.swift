import ArgumentParser
import ExerciseKit
import Lab04Exercise
import LabKit

@main
struct HTTPServerLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http-server",
        abstract: "Lab 04: an HTTP server, and what a request for one page is on the wire.",
        discussion: HelpText.laidOut("""
            Try:
              http-server                        both ends, and what they cause
              http-server --path /a/b?c=d        another path
              http-server --on simulator --detail layers
              http-server server                 then open http://localhost:8000/ in a browser, or: curl -v localhost:8000
              http-server server --files .       this folder, below /files/
              http-server --mine                 with the pages that you wrote

            Worksheet: Labs/04-http-server/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: "What the client asks for.")
    var path = "/hello"

    @Option(help: ArgumentHelp("A folder to serve below /files/.", valueName: "DIR"))
    var files: String?

    @Flag(help: "Let clients put files into that folder (PUT) and delete them (DELETE): curl -T file localhost:8000/files/")
    var writable = false

    @Flag(help: "Serve your own pages, from Labs/04-http-server/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        guard path.hasPrefix("/") else { throw ValidationError("--path begins with a slash, and \(path) does not") }
        if writable, files == nil { throw ValidationError("--writable is about the folder of --files, and there is none") }
    }

    func run() throws {
        if mine { try Attempt.check { try MyPages().page(method: "GET", target: "/") } }
        try LabRun(lab: .httpServer, end: end, place: place, options: options).run(PageProgram(path: path, folder: files, isWritable: writable, maker: mine ? MyPages() : nil))
    }
}

extension HTTPServerLab {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(PageTrial.self, MyPages()))
        main(nil)
    }
}
