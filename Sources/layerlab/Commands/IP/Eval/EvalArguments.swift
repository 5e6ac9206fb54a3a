import Foundation

/// The arguments of one operation: each is asked for by its place and its type, and a sender who got either wrong is told.
struct EvalArguments {
    let values: [Any]

    func text(_ index: Int) throws(ProtocolError) -> String {
        guard index < values.count, let text = values[index] as? String else { throw wrong(index, "a text") }
        return text
    }

    func flag(_ index: Int) throws(ProtocolError) -> Bool {
        guard index < values.count, let flag = values[index] as? Bool else { throw wrong(index, "true or false") }
        return flag
    }

    func number(_ index: Int) throws(ProtocolError) -> Int {
        guard let number = try optionalNumber(index) else { throw wrong(index, "a whole number") }
        return number
    }

    /// A number, or nil for `null`.
    func optionalNumber(_ index: Int) throws(ProtocolError) -> Int? {
        guard index < values.count else { throw wrong(index, "a whole number or null") }
        if values[index] is NSNull { return nil }
        guard let number = values[index] as? Int else { throw wrong(index, "a whole number or null") }
        return number
    }

    func texts(_ index: Int) throws(ProtocolError) -> [String] {
        guard index < values.count, let texts = values[index] as? [String] else { throw wrong(index, "a list of texts") }
        return texts
    }

    /// 0 (whichever fits), 4 or 6.
    func version(_ index: Int) throws(ProtocolError) -> Int {
        let version = try number(index)
        guard version == 0 || version == 4 || version == 6 else { throw wrong(index, "0, 4 or 6") }
        return version
    }

    private func wrong(_ index: Int, _ wanted: String) -> ProtocolError {
        ProtocolError(message: "argument \(index + 1) must be \(wanted)")
    }
}
