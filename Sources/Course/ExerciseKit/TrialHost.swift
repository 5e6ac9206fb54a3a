import Dispatch
import Synchronization
import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The side of a grader that runs a student's code: part of each lab's own program, asleep unless the grader starts it.
///
/// ```swift
/// static func main() {
///     TrialHost.serve(.init(EchoTrial.self, MyEcho()))
///     main(nil)
/// }
/// ```
public enum TrialHost {
    /// The variable of the environment that wakes it. Its value stands before each line that it answers, so that what the
    /// student's code prints is told from an answer.
    public static let variable = "LAYERLAB_TRIAL"

    /// The variable with the processor seconds that one request may take, if that is to be less than ``timeLimit``.
    public static let secondsVariable = "LAYERLAB_TRIAL_SECONDS"

    /// Processor seconds that one request may take, and bytes of memory and of output.
    public static let timeLimit: UInt32 = 10
    /// How many times as long it may last by the clock: a busy machine is not the student's fault, waiting for ever is.
    public static let patience: UInt32 = 4
    public static let memoryLimit: UInt = 1 << 30
    public static let outputLimit: UInt = 64 << 20

    /// A piece that can be tried.
    public struct Offer: Sendable {
        let name: String
        let answer: @Sendable (Data, (Data) -> Void) async throws -> Void

        public init<T: Trial>(_ trial: T.Type, _ piece: @autoclosure @escaping @Sendable () -> T.Piece) {
            name = T.name
            answer = { data, tell in
                let inputs = try JSONDecoder().decode(Request<T.Input>.self, from: data).inputs
                for input in inputs { tell(try JSONEncoder().encode(await TrialHost.outcome(T.self, piece(), input))) }
            }
        }
    }

    /// One trial, in this process.
    public static func outcome<T: Trial>(_ trial: T.Type, _ piece: T.Piece, _ input: T.Input) async -> TrialOutcome<T.Output> {
        do { return .output(try await T.run(piece, input)) } catch is NotAttempted { return .notAttempted } catch { return .threw("\(error)") }
    }

    /// What is asked: one JSON object on standard input.
    public struct Request<Input: Codable & Sendable>: Codable, Sendable {
        public var trial: String
        public var inputs: [Input]
        public init(trial: String, inputs: [Input]) {
            self.trial = trial
            self.inputs = inputs
        }
    }

    private struct Heading: Codable { var trial: String }

    /// Does nothing, unless this process was started to try a piece: then it answers and ends.
    public static func serve(_ offers: Offer...) {
        guard let mark = getenv(variable).map({ String(cString: $0) }) else { return }
        unsetenv(variable)
        let seconds = getenv(secondsVariable).flatMap { UInt32(String(cString: $0)) } ?? timeLimit
        let time = min(timeLimit, max(1, seconds))
        alarm(time * patience)
        limit(Int32(RLIMIT_CPU.rawValue), to: UInt(time), atMost: UInt(time) + 2)
        limit(Int32(RLIMIT_FSIZE.rawValue), to: outputLimit)
        limit(Int32(RLIMIT_CORE.rawValue), to: 0)
        #if os(Linux)
        limit(Int32(RLIMIT_DATA.rawValue), to: memoryLimit)
        #endif
        let request = readAll()
        guard let name = try? JSONDecoder().decode(Heading.self, from: request).trial, let offer = offers.first(where: { $0.name == name }) else { exit(64) }
        let failed = Mutex(false)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                try await offer.answer(request) { line in
                    fflush(nil)
                    write(Data("\n\(mark) ".utf8) + line + Data("\n".utf8))
                }
            } catch { failed.withLock { $0 = true } }
            done.signal()
        }
        done.wait()
        exit(failed.withLock { $0 } ? 65 : 0)
    }

    private static func limit(_ resource: Int32, to value: UInt, atMost most: UInt? = nil) {
        var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(most ?? value))
        #if os(Linux)
        setrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
        #else
        setrlimit(resource, &limit)
        #endif
    }

    private static func readAll() -> Data {
        var all = Data(), buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 { all.append(contentsOf: buffer[..<count]) } else if count == 0 || errno != EINTR { return all }
        }
    }

    private static func write(_ data: Data) {
        let bytes = [UInt8](data)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { unistdWrite(STDOUT_FILENO, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno != EINTR { return }
            done += max(0, count)
        }
    }
}

private func unistdWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { write(descriptor, bytes, count) }
