import ArgumentParser
import Foundation
import LabKit

/// `layerlab ip eval`: a question a line, an answer a line, for other programs.
struct IPEval: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Answer questions on standard input, one JSON object a line, as Python's ipaddress would.",
        discussion: HelpText.laidOut("""
            A question is {"id": …, "op": "network.supernet", "args": ["10.0.0.0/24", 1, null]}; its answer {"id": …, "result": …} or \
            {"id": …, "error": "ValueError", "message": "…"}, the error named like the class of exception that CPython 3.13's \
            ipaddress raises. A line that is no question is answered with the error "ProtocolError".
            """)
    )

    /// Longer lines are refused: a question fits in far less.
    private static let longestLine = 1 << 20

    func run() throws {
        // Each answer goes out at once: whoever asks may wait for it before asking on.
        while let line = readLine(strippingNewline: true) {
            if line.allSatisfy(\.isWhitespace) { continue }
            FileHandle.standardOutput.write(Data((Self.answer(line) + "\n").utf8))
        }
    }

    /// The answer to one line, as a line.
    static func answer(_ line: String) -> String {
        var id: Any = NSNull()
        var answer: [String: Any]
        do {
            let question = try parse(line)
            id = question["id"] ?? NSNull()
            guard let name = question["op"] as? String else { throw ProtocolError(message: "\"op\" must be the name of an operation") }
            guard let operation = EvalOperations.named(name) else { throw ProtocolError(message: "no such operation: \(name.prefix(100).debugDescription)") }
            guard let arguments = question["args"] as? [Any] else { throw ProtocolError(message: "\"args\" must be a list") }
            answer = ["result": try operation(EvalArguments(values: arguments))]
        } catch let error as PythonError {
            answer = ["error": error.name, "message": error.message]
        } catch {
            answer = ["error": "ProtocolError", "message": (error as? ProtocolError)?.message ?? "\(error)"]
        }
        answer["id"] = id
        guard let data = try? JSONSerialization.data(withJSONObject: answer, options: [.sortedKeys, .withoutEscapingSlashes]) else {
            return #"{"error":"ProtocolError","id":null,"message":"the answer is no JSON"}"#
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func parse(_ line: String) throws(ProtocolError) -> [String: Any] {
        guard line.utf8.count <= longestLine else { throw ProtocolError(message: "a line of more than \(longestLine) bytes") }
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8), options: [.fragmentsAllowed]) else { throw ProtocolError(message: "not JSON") }
        guard let question = object as? [String: Any] else { throw ProtocolError(message: "not a JSON object") }
        return question
    }
}
