import Applications
import ArgumentParser
import ExerciseKit
import Lab03Exercise
import LabKit
import LabSecurity

@main
struct HTTPClientLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http-client",
        abstract: "Lab 03: an HTTP client, and what asking for a page is on the wire.",
        discussion: HelpText.laidOut("""
            Without arguments a stand-in server and the client both run in this process.

            Try:
              http-client                                both ends, and what they cause
              http-client --on simulator --detail layers
              http-client --tls                          the same by https: www.example.com, and what TLS hides
              http-client http://localhost:8000/         any server, by http or https
              http-client --plain http://localhost:8000/  the status, and the content as it came
              http-client --output page.html http://localhost:8000/
              http-client --data 'name=ada' http://localhost:8000/form
              http-client --mine                         with the reader that you wrote

            Worksheet: Labs/03-http-client/WORKSHEET.md
            """))

    @Argument(help: "A URL to get; or which end to run: both, server or client.")
    var what = "both"

    @OptionGroup var place: PlaceOptions

    @OptionGroup var request: RequestOptions

    @Flag(help: "Print the status and then the content, byte for byte; nothing else.")
    var plain = false

    @Flag(help: "Read the answer's head with your own reader, from Labs/03-http-client/Exercise.")
    var mine = false

    @Flag(help: "Both ends, or one, by https (port 443): TLS between them.")
    var tls = false

    @OptionGroup var trust: SecurityOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if LabEnd(argument: what) == nil, !what.contains("://") { throw ValidationError("\(what) is neither a URL nor both, server or client") }
        if plain || request.isGiven, !what.contains("://") { throw ValidationError("--plain, --output and what a request is made of need a URL") }
        if plain, request.output != nil { throw ValidationError("--plain prints the content, --output puts it into a file: one of them") }
        if mine, tls { throw ValidationError("--mine reads plain HTTP: leave --tls away") }
        if mine, LabEnd(argument: what) == nil { throw ValidationError("--mine goes with both, server or client, not with a URL") }
    }

    func run() throws {
        if let end = LabEnd(argument: what) {
            var place = place
            if tls { place.port = place.port ?? 443 }
            let security = tls ? try LabSecurity(for: end, serverName: StandInProgram.name, options: trust, trustsSystem: end == .client).security : nil
            return try LabRun(lab: .httpClient, end: end, place: place, options: options).run(StandInProgram(security: security, reader: mine ? MyHeadReader() : nil))
        }
        let file = try request.output.map { try OutputFile($0) }, fetch = try fetch(into: plain ? StandardOutput.sink : file?.sink)
        var options = options
        if plain { options.quiet = true }
        try LabRun(lab: .httpClient, end: .client, place: place, options: options).run(alone: FetchProgram(fetch: fetch))
        try file?.commit()
    }

    private func fetch(into sink: HTTPContentSink?) throws -> Fetch {
        var fetch = try request.fetch(what)
        fetch.sink = sink
        if what.lowercased().hasPrefix("https:") { fetch.security = try LabSecurity(for: .client, serverName: "", options: trust, trustsSystem: true).security } else {
            // A redirect may lead there.
            fetch.security = SecurityWhenNeeded { [trust] in try LabSecurity(for: .client, serverName: "", options: trust, trustsSystem: true).security }
        }
        return fetch
    }
}

extension HTTPClientLab {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(ResponseHeadTrial.self, MyHeadReader()))
        main(nil)
    }
}
