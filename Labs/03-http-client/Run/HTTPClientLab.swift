import Applications
import ArgumentParser
import ExerciseKit
import Lab03Exercise
import LabKit
import LabSecurity

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@main
struct HTTPClientLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http-client",
        abstract: "Lab 03: an HTTP client, and what asking for a page is on the wire.",
        discussion: """
            Without arguments a stand-in server and the client both run in this process.

            Try:
              http-client                                both ends, and what they cause
              http-client --on simulator --detail layers
              http-client --tls                          the same by https: www.example.com, and what TLS hides
              http-client http://localhost:8000/         any server, by http or https
              http-client --plain http://localhost:8000/ the status, and the content as it came
              http-client --mine                         with the reader that you wrote

            Worksheet: Labs/03-http-client/WORKSHEET.md
            """)

    @Argument(help: "A URL to get; or which end to run: both, server or client.")
    var what = "both"

    @OptionGroup var place: PlaceOptions

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
        if plain, !what.contains("://") { throw ValidationError("--plain needs a URL") }
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
        let answer = Answer(), fetch = try fetch(into: plain ? answer : nil)
        guard plain else { return try LabRun(lab: .httpClient, end: .client, place: place, options: options).run(alone: FetchProgram(fetch: fetch)) }
        var quiet = options
        quiet.quiet = true
        try LabRun(lab: .httpClient, end: .client, place: place, options: quiet).run(alone: FetchProgram(fetch: fetch))
        guard let response = answer.response else { throw ExitCode.failure }
        let bytes = Array("Status: \(response.status)\n".utf8) + response.content
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress! + done, $0.count - done) }
            if written < 0, errno != EINTR { throw ExitCode.failure }
            done += max(0, written)
        }
    }

    private func fetch(into answer: Answer?) throws -> Fetch {
        var fetch = Fetch(url: what)
        if what.lowercased().hasPrefix("https:") { fetch.security = try LabSecurity(for: .client, serverName: "", options: trust, trustsSystem: true).security } else {
            // A redirect may lead there.
            fetch.security = SecurityWhenNeeded { [trust] in try LabSecurity(for: .client, serverName: "", options: trust, trustsSystem: true).security }
        }
        if let answer { fetch.answer = { answer.response = $0 } }
        return fetch
    }
}

/// What the run leaves for the command. Written on the run's thread, read when it has ended.
private final class Answer: @unchecked Sendable {
    var response: HTTPClientResponse?
}

extension HTTPClientLab {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(ResponseHeadTrial.self, MyHeadReader()))
        main(nil)
    }
}
