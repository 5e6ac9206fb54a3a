import Wire
import Yams

/// One value of the file, of the kind that its place asks for.
extension InternetFileReader {
    func fail(_ node: Node, _ reason: String) -> InternetFileError { InternetFileError(file: file, line: node.mark?.line ?? 1, reason: reason) }

    func mapping(_ node: Node, _ what: String, keys: [String]? = nil) throws(InternetFileError) -> [(key: String, at: Node, value: Node)] {
        guard case .mapping(let mapping) = node else { throw fail(node, "\(what) is a list of \"key: value\"") }
        var found: [(String, Node, Node)] = []
        for (key, value) in mapping {
            guard let name = key.string else { throw fail(key, "a key is a word") }
            if let keys, !keys.contains(name) { throw fail(key, "\"\(name)\" is not known for \(what); known are \(keys.joined(separator: ", "))") }
            found.append((name, key, value))
        }
        return found
    }

    func text(_ node: Node, _ what: String) throws(InternetFileError) -> String {
        guard case .scalar(let scalar) = node else { throw fail(node, "\(what) is one value") }
        return scalar.string
    }

    func list(_ node: Node, _ what: String) throws(InternetFileError) -> [Node] {
        switch node {
        case .sequence(let sequence): return Array(sequence)
        case .scalar: return [node]
        default: throw fail(node, "\(what) is a list")
        }
    }

    func flag(_ node: Node, _ what: String) throws(InternetFileError) -> Bool {
        guard let value = node.bool else { throw fail(node, "\(what) is true or false") }
        return value
    }

    func address(_ node: Node, _ what: String) throws(InternetFileError) -> IPv4Address {
        let word = try text(node, what)
        guard let address = IPv4Address(word) else { throw fail(node, "\(what): \"\(word)\" is no IPv4 address") }
        return address
    }

    func interface(_ node: Node, _ what: String) throws(InternetFileError) -> Int {
        let word = try text(node, what)
        guard word.hasPrefix("eth"), let number = Int(word.dropFirst(3)), (0..<256).contains(number) else { throw fail(node, "\(what): \"\(word)\" is no interface; they are eth0, eth1, … in the order of the addresses") }
        return number
    }
}
