import ApplicationLayer
import Applications
import HTTPTypes
import KernelSockets
import Report
import Sockets
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

/// `--view`: a run in the browser, served by our own HTTP and WebSocket servers on the loopback.
///
/// The page gets whole recordings: playing, pausing and stepping back are its own affair. What changes the run (a frame lost, a cable cut) comes
/// back as a list, with which the run is run again from its seed; and so does a look at a host's tables at a moment.
final class LiveView: @unchecked Sendable {
    private let subject: LiveSubject
    /// Who does not know it is a stranger: it is in the address, and in nothing that leaves this computer.
    private let token: String
    private var port: UInt16 = 0
    /// Runs at a time: each takes a thread.
    private var running = 0

    private static let requestLimit = 64 << 10, interventionLimit = 200, typedLimit = 1000

    init(_ subject: LiveSubject) {
        self.subject = subject
        var random = SystemRandomNumberGenerator()
        token = (0..<4).map { _ in
            let digits = String(random.next() as UInt32, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Serves until the program is interrupted.
    func serve() throws {
        let world = try KernelWorld(output: { _ in })
        for signal in [SIGINT, SIGTERM] { try world.onSignal(signal) { world.loop.cancelRun() } }
        do {
            try world.run { [self] in
                let host = world.host(named: "view")
                var options = HTTPServer.Options()
                options.limits.body = 0
                options.connections = 64
                let server = HTTPServer(options: options) { [self] request in answer(request, on: host, in: world) }
                try await server.run(on: host, at: SocketAddress(.v4(.loopback), 0)) { [self] address in
                    port = address.port
                    Output.line("The run is at  http://127.0.0.1:\(port)/\(token)/")
                    Output.line("Open it in a browser on this computer. Ctrl-C ends it.")
                }
            }
        } catch is CancellationError {} catch let error as SocketError where error.code == .cancelled {}
    }

    // MARK: - Requests

    private func answer(_ request: HTTPServerRequest, on host: some Host, in world: KernelWorld) -> HTTPServerResponse {
        // A name that somebody else's DNS gives to this address is a stranger's.
        guard isOurs(request.head.authority) else { return HTTPError(.forbidden, "This page is for this computer: http://127.0.0.1:\(port)/…").response }
        guard request.rawPath == "/\(token)/" || request.rawPath == "/\(token)/runs" else { return HTTPError(.notFound, "Nothing is here: the address that was printed has a token in it").response }
        guard request.method == .get || request.method == .head else { return HTTPError(.methodNotAllowed, nil, [.allow: "GET, HEAD"]).response }
        if request.rawPath.hasSuffix("/runs") {
            guard let origin = request.head.headerFields[.origin], origin.hasPrefix("http://"), isOurs(String(origin.dropFirst(7))) else { return HTTPError(.forbidden, "Another page may not look in").response }
            var options = WebSocket.Options()
            options.limits.message = Self.requestLimit
            return .webSocket(request, on: host, options: options) { [self] socket in try await converse(socket, in: world) }
        }
        var response = HTTPServerResponse(.ok, [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"], .bytes(LivePage.html(title: subject.title)))
        response.head.headerFields[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        response.head.headerFields[HTTPField.Name("X-Frame-Options")!] = "DENY"
        response.head.headerFields[.xContentTypeOptions] = "nosniff"
        return response
    }

    private func isOurs(_ authority: String?) -> Bool { authority == "127.0.0.1:\(port)" || authority == "localhost:\(port)" }

    /// What a page asks for.
    private struct Question: Decodable, Sendable {
        /// "run", or "tables".
        var ask: String
        /// Comes back with the answer.
        var number: Int
        var interventions: [LiveIntervention]
        /// For tables: after how many things told of.
        var moment: Int?
    }

    private func converse(_ socket: WebSocket, in world: KernelWorld) async throws {
        while let message = try await socket.receive() {
            guard let question = Self.question(message) else { return socket.close(.policyViolation, "no such question") }
            try await socket.send(await answer(question, in: world))
        }
    }

    /// nil: no question that is answered here.
    private static func question(_ message: WebSocketConnection.Message) -> Question? {
        guard case .text(let text) = message, let question = try? JSONDecoder().decode(Question.self, from: Data(text.utf8)), question.interventions.count <= interventionLimit,
              question.interventions.allSatisfy({ ($0.text?.utf8.count ?? 0) <= typedLimit }), question.ask == "run" || question.ask == "tables" else { return nil }
        return question
    }

    private func answer(_ question: Question, in world: KernelWorld) async -> WebSocketConnection.Message {
        guard running < 4 else { return Self.refusal(question.number, "too many runs at once") }
        running += 1
        defer { running -= 1 }
        return .text(await record(question, in: world))
    }

    private static func refusal(_ number: Int, _ why: String) -> WebSocketConnection.Message {
        var object = JSONObject()
        object.add("number", Int64(number))
        object.add("error", why)
        return .text(object.text)
    }

    // MARK: - Runs

    /// Runs it again, on a thread of its own, and hands back the answer.
    private func record(_ question: Question, in world: KernelWorld) async -> String {
        let subject = subject
        return await withUnsafeContinuation { continuation in
            let started = SystemThread.start {
                let answer = Self.answer(question, subject)
                world.loop.post { continuation.resume(returning: answer) }
            }
            if !started { continuation.resume(returning: "{\"number\":\(question.number),\"error\":\"the system has no thread left\"}") }
        }
    }

    private static func answer(_ question: Question, _ subject: LiveSubject) -> String {
        var object = JSONObject()
        object.add("number", Int64(question.number))
        do {
            if question.ask == "tables" {
                let encoder = JSONEncoder()
                encoder.outputFormatting = .sortedKeys
                object.add("tables", json: String(decoding: try encoder.encode(try subject.tables(with: question.interventions, at: question.moment ?? 0)), as: UTF8.self))
            } else {
                object.add("run", json: String(decoding: try subject.recording(with: question.interventions), as: UTF8.self))
            }
        } catch { object.add("error", "\(error)") }
        return object.text
    }
}
