import ApplicationLayer
import HTTPTypes

/// A method, a pattern of a path, and who answers. The pattern is taken apart once, when the route is made.
struct HTTPRoute: Sendable {
    private enum Part: Sendable { case literal(String), name(String), rest }

    let method: HTTPRequest.Method
    let handler: HTTPHandler
    /// Reads the content itself.
    let stream: HTTPStreamHandler?
    /// How many names a path is matched with: of two routes the one with fewer goes first, one with `*` last.
    let names: Int
    private let pattern: [Part]

    init(_ method: HTTPRequest.Method, _ path: String, stream: @escaping HTTPStreamHandler) {
        // Where the content has been gathered all the same, it is one piece.
        self.init(method, path, stream: stream) { request in
            let rest = HTTPRest(request.content)
            return try await stream(request, HTTPContentStream { rest.take() })
        }
    }

    init(_ method: HTTPRequest.Method, _ path: String, stream: HTTPStreamHandler? = nil, _ handler: @escaping HTTPHandler) {
        (self.method, self.handler, self.stream) = (method, handler, stream)
        let parts = path.split(separator: "/")
        pattern = parts.enumerated().map { $1 == "*" && $0 == parts.count - 1 ? .rest : $1.hasPrefix(":") ? .name(String($1.dropFirst())) : .literal(String($1)) }
        names = pattern.reduce(0) { sum, part in
            switch part {
            case .literal: sum
            case .name: sum + 1
            case .rest: sum + 1_000
            }
        }
    }

    var isLiteral: Bool { names == 0 }

    func takes(_ wanted: HTTPRequest.Method) -> Bool { method == wanted || method == .get && wanted == .head }

    func matches(_ components: [String]) -> Bool {
        for (index, part) in pattern.enumerated() {
            if case .rest = part { return true }
            guard index < components.count else { return false }
            if case .literal(let text) = part, text != components[index] { return false }
        }
        return pattern.count == components.count
    }

    /// What stands for the names in a path that matches.
    func parameters(_ components: [String]) -> [String: String] {
        var parameters: [String: String] = [:]
        for (index, part) in pattern.enumerated() {
            switch part {
            case .literal: continue
            case .name(let name): parameters[name] = components[index]
            case .rest: parameters["*"] = index == components.count - 1 ? components[index] : components.dropFirst(index).joined(separator: "/")
            }
        }
        return parameters
    }

    /// A path's components, each decoded after the cut, so that an encoded slash cuts nothing; nil for what is not UTF-8.
    static func components(_ path: Substring) -> [String]? {
        var components: [String] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            if !part.contains(UInt8(ascii: "%")) {
                components.append(String(Substring(part)))
                continue
            }
            guard let text = String(validating: PercentEncoding.decode(Array(part)[...]), as: UTF8.self), !text.utf8.contains(0) else { return nil }
            components.append(text)
        }
        return components
    }
}

/// Content that is handed over once.
private final class HTTPRest: @unchecked Sendable {
    private var bytes: [UInt8]?
    init(_ bytes: [UInt8]) { self.bytes = bytes.isEmpty ? nil : bytes }
    func take() -> [UInt8]? {
        defer { bytes = nil }
        return bytes
    }
}
