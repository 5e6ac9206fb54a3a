import Applications
import ArgumentParser
import ExerciseKit
import HTML
import Lab09Exercise
import LabKit

@main
struct WebScrape: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web-scrape",
        abstract: "Lab 09: a page is fetched, parsed, and five stories are found in it.",
        discussion: HelpText.laidOut("""
            Without arguments a stand-in for a front page of stories and the client both run in this process.

            Try:
              web-scrape                                     both ends, and what they cause
              web-scrape --on simulator --detail layers
              web-scrape --select 'tr:nth-child(odd) > td a[href^="user"]' --count 3
              web-scrape --mine                              with the finding that you wrote
              web-scrape server                              then open http://localhost:8090/ in a browser
              web-scrape http://localhost:8090/              any page

            Worksheet: Labs/09-web-scrape/WORKSHEET.md
            """))

    @Argument(help: "A page's URL; or which end to run: both, server or client.")
    var what = "both"

    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("What a story is, as a CSS selector.", valueName: "SELECTOR"))
    var select = "span.titleline"

    @Option(help: ArgumentHelp("How many to print.", valueName: "N"))
    var count = 5

    @Flag(help: "Find the stories with your own matcher, from Labs/09-web-scrape/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        if LabEnd(argument: what) == nil, !what.contains("://") { throw ValidationError("\(what) is neither a URL nor both, server or client") }
        if count < 1 { throw ValidationError("--count takes 1 or more, and \(count) is not") }
        do { if !mine { _ = try CSSSelector(select) } } catch { throw ValidationError("--select: \(error)") }
    }

    func run() throws {
        let scrape = Scrape(selector: select, count: count, matcher: mine ? MySelector() : nil)
        if let end = LabEnd(argument: what) { return try LabRun(lab: .webScrape, end: end, place: place, options: options).run(ScrapeProgram(scrape: scrape)) }
        try LabRun(lab: .webScrape, end: .client, place: place, options: options).run(alone: PageProgram(scrape: scrape, url: what))
    }
}

extension WebScrape {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(SelectorTrial.self, MySelector()))
        main(nil)
    }
}
