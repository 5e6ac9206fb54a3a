import Wire

/// What Python's `format(address, spec)` makes of an address.
enum PythonFormat {
    static func format<Address: InternetAddress>(_ address: Address, _ spec: String) throws(PythonError) -> String {
        if spec.isEmpty || spec.last == "s" { return try pad(address.description, spec) }
        guard let format = try? AddressFormat(spec, version: Address.version) else {
            throw PythonError(name: "TypeError", message: "\(AddressError.Reason.badFormat): \(spec.prefix(100).debugDescription)")
        }
        return address.formatted(format)
    }

    /// The part of Python's format language that text has: [[fill]align][0][width][.precision][s].
    private static func pad(_ text: String, _ spec: String) throws(PythonError) -> String {
        let wrong = PythonError.value("not a format for text: \(spec.prefix(100).debugDescription)")
        var rest = Array(spec.unicodeScalars)[...]
        if rest.last == "s" { rest.removeLast() }
        var fill: Unicode.Scalar = " ", align: Unicode.Scalar = "<"
        let aligns: [Unicode.Scalar] = ["<", ">", "^", "="]
        if rest.count >= 2, aligns.contains(rest[rest.startIndex + 1]) {
            (fill, align) = (rest.removeFirst(), rest.removeFirst())
        } else if let first = rest.first, aligns.contains(first) {
            align = rest.removeFirst()
            if rest.first == "0" { fill = "0" }
        } else if rest.first == "0" {
            fill = "0"
        }
        guard align != "=" else { throw wrong }
        func number() throws(PythonError) -> Int? {
            var digits = ""
            while let next = rest.first, ("0"..."9").contains(next) { digits.unicodeScalars.append(rest.removeFirst()) }
            if digits.isEmpty { return nil }
            // A limit of our own: what is wider is not text for people.
            guard let number = Int(digits), number <= 1_000_000 else { throw wrong }
            return number
        }
        let width = try number() ?? 0
        var text = text
        if rest.first == "." {
            rest.removeFirst()
            guard let precision = try number() else { throw wrong }
            text = String(text.prefix(precision))
        }
        guard rest.isEmpty else { throw wrong }
        let missing = max(0, width - text.unicodeScalars.count)
        let left = align == ">" ? missing : align == "^" ? missing / 2 : 0
        return String(repeating: String(fill), count: left) + text + String(repeating: String(fill), count: missing - left)
    }
}
