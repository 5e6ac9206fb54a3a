import Applications
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 10, E1: whether and when a request is sent again.
    static let retry = Exercise("E1", file: "MyRetry.swift", read: "worksheet section 7, RFC 9110 section 9.2.2", pieces: [("RetryTrial", "MyRetry()")], steps: [
        step("E1.1", "what came well is final, and so is what will not get better", points: 2, likely: "only 429, 502, 503 and 504 may go better a moment later", [o(1, "GET", 200), o(1, "GET", 404), o(1, "GET", 301), o(1, "GET", 500), o(1, "GET", 501)]),
        step("E1.2", "asks a busy server again", points: 1, likely: "a tenth of a second after the first attempt; no answer at all is worth another try, too", [o(1, "GET", 503), o(1, "GET", 429), o(1, "GET", 502), o(1, "GET", 504), o(1, "GET", nil)]),
        step("E1.3", "waits twice as long each time, and at most 5 seconds", points: 2, likely: "100 ms, 200, 400, …: it doubles with each attempt", [o(2, "GET", 503), o(3, "GET", 503), o(4, "GET", 503), o(6, "GET", 503), o(7, "GET", nil)]),
        step("E1.4", "gives up after eight attempts", points: 1, likely: "the eighth answer is final", [o(8, "GET", 503), o(9, "GET", 503), o(70, "GET", nil)]),
        step("E1.5", "repeats only what may be done twice", points: 2, likely: "a POST may have been carried out although no answer came: repeated, it is done twice (RFC 9110 section 9.2.2)", [o(1, "POST", nil), o(1, "POST", 503), o(1, "PATCH", 503), o(1, "PUT", 503), o(1, "DELETE", nil), o(1, "HEAD", 503)]),
        step("E1.6", "waits as long as the server asks", points: 2, likely: "Retry-After is in seconds; a date there, or nonsense, leaves the usual time; more than a minute is not worth it", [
            o(1, "GET", 503, "2"), o(1, "GET", 429, "30"), o(1, "GET", 503, "0"), o(1, "GET", 503, "61"), o(1, "GET", 503, "60"), o(1, "GET", 503, "Wed, 21 Oct 2026 07:28:00 GMT"), o(2, "GET", 503, "-5"),
        ]),
    ])

    private static func o(_ attempt: Int, _ method: String, _ status: Int?, _ retryAfter: String? = nil) -> RequestOutcome { RequestOutcome(attempt: attempt, method: method, status: status, retryAfter: retryAfter) }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [RequestOutcome]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: RetryTrial.self, likely: likely, inputs: inputs, show: show, say: say) { input, came in
            let wanted = reference(input)
            guard came.milliseconds != wanted else { return nil }
            return Fault(wanted: say(.init(wanted)), came: say(came), likely: misconception(input, came.milliseconds, wanted))
        }
    }

    private static func misconception(_ input: RequestOutcome, _ came: Int?, _ wanted: Int?) -> String? {
        if let seconds = input.retryAfter.flatMap({ Int($0) }), came == seconds, wanted != nil { return "Retry-After is in seconds, the answer in milliseconds" }
        if input.method == "GET", input.retryAfter == nil, let came, let wanted, came * 1000 == wanted || came == wanted * 1000 { return "milliseconds" }
        if ["PUT", "DELETE", "HEAD"].contains(input.method), came == nil { return "PUT and DELETE change something, but twice is the same as once" }
        return nil
    }

    private static func show(_ input: RequestOutcome) -> String {
        "attempt \(input.attempt), \(input.method), \(input.status.map { "\($0)" } ?? "no answer")" + (input.retryAfter.map { ", Retry-After: \($0)" } ?? "")
    }

    private static func say(_ output: RetryTrial.Output) -> String { output.milliseconds.map { "wait \($0) ms" } ?? "final" }

    private static func reference(_ input: RequestOutcome) -> Int? {
        let mayRepeat = !["POST", "PATCH", "CONNECT"].contains(input.method), mayImprove = input.status.map { $0 == 429 || (502...504).contains($0) } ?? true
        guard mayRepeat, mayImprove, input.attempt < 8 else { return nil }
        var usual = 100
        for _ in 1..<max(1, input.attempt) { usual = min(5000, usual * 2) }
        guard let asked = input.retryAfter.flatMap({ Int($0) }), asked >= 0 else { return usual }
        return asked > 60 ? nil : max(usual, asked * 1000)
    }
}
