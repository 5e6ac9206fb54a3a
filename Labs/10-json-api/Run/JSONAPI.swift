import ArgumentParser
import ExerciseKit
import Lab10Exercise
import LabKit

@main
struct JSONAPI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "json-api",
        abstract: "Lab 10: a program asks a program: a user's JSON, taken apart and printed.",
        discussion: HelpText.laidOut("""
            Without arguments a stand-in for an API of users and the client both run in this process.

            Try:
              json-api                                  both ends, and what they cause
              json-api --user nobody                    what an error looks like, to a program
              json-api --on simulator --detail layers
              json-api --busy 3                         the server is busy three times
              json-api --busy 3 --mine                  ... and asked again, as you decide
              json-api server                           then, elsewhere: curl http://localhost:8091/users/python
              json-api http://localhost:8091/users/layerlab     any JSON

            Worksheet: Labs/10-json-api/WORKSHEET.md
            """))

    @Argument(help: "A URL to get; or which end to run: both, server or client.")
    var what = "both"

    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("Whom to ask for: the stand-in knows python and layerlab.", valueName: "LOGIN"))
    var user = "python"

    @Flag(help: "Print the complete response, however long. Otherwise its first 500 characters.")
    var whole = false

    @Option(help: ArgumentHelp("How many requests the stand-in answers with 503, Service Unavailable, before it does its work.", valueName: "N"))
    var busy = 0

    @Flag(help: "Ask again as your own policy says, from Labs/10-json-api/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        if LabEnd(argument: what) == nil, !what.contains("://") { throw ValidationError("\(what) is neither a URL nor both, server or client") }
        guard (0...1000).contains(busy) else { throw ValidationError("--busy takes 0 to 1000, and \(busy) is not") }
        guard !user.isEmpty, user.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.".utf8.contains($0) }) else { throw ValidationError("--user takes letters, digits, -, _ and ., and \"\(user)\" has others") }
    }

    func run() throws {
        let ask = Ask(limit: whole ? nil : 500, retry: mine ? MyRetry() : nil)
        if let end = LabEnd(argument: what) { return try LabRun(lab: .jsonAPI, end: end, place: place, options: options).run(UserProgram(ask: ask, user: user, busy: busy)) }
        try LabRun(lab: .jsonAPI, end: .client, place: place, options: options).run(alone: AnswerProgram(ask: ask, url: what))
    }
}

extension JSONAPI {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(RetryTrial.self, MyRetry()))
        main(nil)
    }
}
