import Applications
import Wire

/// E1, done: cut first, decode then, compare last.
public struct MyMatcher: PathMatcher {
    public init() {}

    public func match(_ method: String, _ path: String, among routes: [PlainPathRoute]) throws -> PlainPathMatch {
        let components = cut(path).map(decoded)
        var best: (place: Int, parameters: [String: String])?, methods: [String] = []
        for (place, route) in routes.enumerated() {
            let pattern = cut(route.pattern)
            guard let parameters = parameters(pattern, components) else { continue }
            guard route.method == method || (route.method == "GET" && method == "HEAD") else {
                if !methods.contains(route.method) { methods.append(route.method) }
                continue
            }
            if best == nil || parameters.count < best!.parameters.count { best = (place, parameters) }
        }
        if let best { return .found(best.place, best.parameters) }
        return methods.isEmpty ? .notFound : .notAllowed(methods)
    }

    /// Slashes at the ends, and two in a row, part nothing from nothing.
    private func cut(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    private func parameters(_ pattern: [String], _ components: [String]) -> [String: String]? {
        guard pattern.count == components.count else { return nil }
        var parameters: [String: String] = [:]
        for (part, component) in zip(pattern, components) {
            if part.hasPrefix(":") { parameters[String(part.dropFirst())] = component } else if part != component { return nil }
        }
        return parameters
    }

    /// "%20" is a blank; a sign of per cent with anything else behind it stays.
    private func decoded(_ component: String) -> String {
        let bytes = Array(component.utf8)
        var out: [UInt8] = [], index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let value = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16) {
                out.append(value)
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
