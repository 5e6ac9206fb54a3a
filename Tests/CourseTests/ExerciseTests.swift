import ExerciseKit
import GradeKit
import Lab00Exercise
import Lab01Exercise
import Lab02Exercise
import Lab03Exercise
import Lab04Exercise
import Lab05Exercise
import Lab06Exercise
import Lab07Exercise
import Lab08Exercise
import Lab09Exercise
import Lab10Exercise
import Lab11Exercise
import Lab12Exercise
import Lab13Exercise
import Lab14Exercise
import Lab15Exercise
import Lab16Exercise
import Lab17Exercise
import Lab18Exercise
import LabJudges
import LabSolutions
import Testing

extension Piece {
    static let all: [Piece] = [
        Piece(.protocolStack, "E1", Lab00Exercise.MyChecksum(), LabSolutions.MyChecksum()),
        Piece(.tcpEcho, "E1", Lab01Exercise.MyEcho(), LabSolutions.MyEcho()),
        Piece(.udpMessage, "E1", Lab02Exercise.MyReply(), LabSolutions.MyReply()),
        Piece(.httpClient, "E1", Lab03Exercise.MyHeadReader(), LabSolutions.MyHeadReader()),
        Piece(.httpServer, "E1", Lab04Exercise.MyPages(), LabSolutions.MyPages()),
        Piece(.smtpMail, "E1", Lab05Exercise.MyDots(), LabSolutions.MyDots()),
        Piece(.ftpTransfer, "E1", Lab06Exercise.MyReplies.self, LabSolutions.MyReplies.self),
        Piece(.ipAddresses, "E1", Lab07Exercise.MyNetworks(), LabSolutions.MyNetworks()),
        Piece(.asyncEcho, "E1", Lab08Exercise.MyLines.self, LabSolutions.MyLines.self),
        Piece(.webScrape, "E1", Lab09Exercise.MySelector(), LabSolutions.MySelector()),
        Piece(.jsonAPI, "E1", Lab10Exercise.MyRetry(), LabSolutions.MyRetry()),
        Piece(.restAPI, "E1", Lab11Exercise.MyMatcher(), LabSolutions.MyMatcher()),
        Piece(.webSocketChat, "E1", Lab12Exercise.MyFrameReader(), LabSolutions.MyFrameReader()),
        Piece(.ethernetSwitch, "E1", Lab14Exercise.MySwitch(), LabSolutions.MySwitch()),
        Piece(.ethernetSwitch, "E2", Lab14Exercise.MyCheck(), LabSolutions.MyCheck()),
        Piece(.ipRouting, "E1", Lab15Exercise.MyRoutes(), LabSolutions.MyRoutes()),
        Piece(.ipRouting, "E2", Lab15Exercise.MyFragments.self, LabSolutions.MyFragments.self),
        Piece(.ipRouting, "E3", Lab15Exercise.MyTable.self, LabSolutions.MyTable.self),
        Piece(.tcpReliability, "E1", Lab16Exercise.MyTimer(), LabSolutions.MyTimer()),
        Piece(.tcpReliability, "E2", Lab16Exercise.MyReassembler.self, LabSolutions.MyReassembler.self),
        Piece(.tcpReliability, "E3", Lab16Exercise.MySequence(), LabSolutions.MySequence()),
        Piece(.congestionControl, "E1", Lab17Exercise.MyControl.self, LabSolutions.MyControl.self),
        Piece(.namesAndLeases, "E1", Lab18Exercise.MyNames(), LabSolutions.MyNames()),
        Piece(.lineCodes, "E1", Lab13Exercise.MyManchester(), LabSolutions.MyManchester()),
    ]
}

extension Mutant {
    /// Each a misconception that students have.
    static let all: [Mutant] = checksum + echo + reply + responseHead + pages + networks + lines + frames + manchester + forwarder + timers + reassemblers + sequences + congestion + dots + replyLines + selectors + retries + paths + checks + routes + fragments + neighbours + names
}

@Suite("The exercises' graders, graded")
struct ExerciseTests {
    @Test("as handed out, no step is attempted, and none is an error", arguments: Piece.all)
    func pristine(piece: Piece) async {
        for step in piece.exercise.steps {
            let verdict = await step.judge(piece.pristine)
            #expect(verdict.status == .notAttempted && verdict.earned == 0, "\(step): \(verdict)")
        }
    }

    @Test("the solution earns all points", arguments: Piece.all)
    func solution(piece: Piece) async {
        for step in piece.exercise.steps {
            let verdict = await step.judge(piece.solution)
            #expect(verdict.status == .passed && verdict.earned == step.points && step.points > 0, "\(step): \(verdict)")
        }
    }

    @Test("a wrong solution is caught, and told what is wrong", arguments: Mutant.all)
    func caught(mutant: Mutant) async throws {
        let step = try #require(mutant.course.steps.first { $0.id == mutant.step })
        let verdict = await step.judge(mutant.runner)
        #expect(verdict.status == .wrong && verdict.earned == 0, "it passes: \(verdict)")
        #expect(verdict.words.contains(mutant.says), "it is told: \(verdict.words)")
        for line in verdict.story { #expect(!line.text.contains("\n") && line.text.count < 200, "\(line)") }
    }

    @Test("every exercise of every lab is here") func complete() {
        let here = Set(Piece.all.map(\.description))
        for course in LabCourse.all { for exercise in course.exercises { #expect(here.contains("\(course) \(exercise.id)")) } }
    }
}
