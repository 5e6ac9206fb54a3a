import ArgumentParser
import ExerciseKit
import Lab11Exercise
import LabKit

@main
struct RESTAPI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rest-api",
        abstract: "Lab 11: an API of books over a database, and a client that reads and adds.",
        discussion: HelpText.laidOut("""
            Try:
              rest-api                                  both ends, and what they cause
              rest-api --on simulator --detail layers
              rest-api --mine                           with the matching that you wrote
              rest-api server                           then, elsewhere: curl localhost:5000/api/books
              rest-api server --database books.sqlite   the books outlive the program

            Add one:
              curl -i localhost:5000/api/books -H 'Content-Type: application/json' \\
                -d '{"title":"Computer Networks"}'

            Worksheet: Labs/11-rest-api/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("Keep the books in this file. Otherwise they are in memory.", valueName: "FILE"))
    var database: String?

    @Flag(help: "Answer with the list or the book alone, without the object around it.")
    var bare = false

    @Option(help: "The title of the book that the client adds.")
    var title = "The Art of Routing"

    @Option(help: "And its author.")
    var author = "A. Student"

    @Flag(help: "Find each request's route with your own matcher, from Labs/11-rest-api/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func run() throws {
        if mine { try Attempt.check { try MyMatcher().match("GET", "/", among: []) } }
        try LabRun(lab: .restAPI, end: end, place: place, options: options).run(BooksProgram(api: BooksAPI(store: store(), isBare: bare, matcher: mine ? MyMatcher() : nil), title: title, author: author))
    }

    /// The books; runs of a live view have those of the file, and leave it as it is.
    private func store() throws -> BookStore {
        do { return try options.view ? BookStore(copyOf: database) : BookStore(path: database) } catch { throw ValidationError("--database: \(database ?? "memory") cannot be used: \(error)") }
    }
}

extension RESTAPI {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(PathTrial.self, MyMatcher()))
        main(nil)
    }
}
