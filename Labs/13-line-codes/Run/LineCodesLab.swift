import ArgumentParser
import ExerciseKit
import Lab13Exercise
import LabKit

@main
struct LineCodesLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "line-codes",
        abstract: "Lab 13: how bits become voltages, and what noise does to them.",
        discussion: HelpText.laidOut("""
            Try:
              line-codes                              the message in every line code
              line-codes codes --bits 00000000        what a run of zeros does to each
              line-codes blocks --message Hi          4B/5B, 8b/10b and 64b/66b
              line-codes noise                        measured bit error rates beside theory
              line-codes limits --length 100          what a cable takes and what Nyquist and Shannon leave
              line-codes codes --svg pictures         a picture of each waveform
              line-codes codes --view                 in a browser: what is sent, and a bit turned over

            Worksheet: Labs/13-line-codes/WORKSHEET.md
            """),
        subcommands: [Codes.self, Blocks.self, Noise.self, Limits.self], defaultSubcommand: Codes.self)
}

extension LineCodesLab {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(LineCodeTrial.self, MyManchester()))
        main(nil)
    }
}
