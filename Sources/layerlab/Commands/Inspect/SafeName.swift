import ApplicationLayer
import Inspector

/// A name for a file from what a stranger calls it.
enum SafeName {
    /// The last component, without a query, percent signs undone, with only letters, digits and a few marks left in it; at most 100 bytes;
    /// never empty, never beginning with a dot or a dash.
    static func of(_ transfer: Transfer) -> String {
        var text = transfer.name
        if transfer.kind == .http {
            if let scheme = text.firstRange(of: "://") { text = String(text[scheme.upperBound...].drop { $0 != "/" }) }
            text = String(text.prefix { $0 != "?" && $0 != "#" })
            text = String(decoding: PercentEncoding.decode(Array(text.utf8)[...]), as: UTF8.self)
        }
        if transfer.kind != .mail { text = text.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "" }
        var name = plain(text, limit: 100)
        while let first = name.first, first == "." || first == "-" || first == "_" { name.removeFirst() }
        while let last = name.last, last == "." || last == "_" { name.removeLast() }
        if name.isEmpty { name = transfer.kind == .http ? "index" : "file" }
        return name.contains(".") ? name : name + ending(transfer)
    }

    /// Letters, digits and ". _ - + ( )"; anything else is an underscore, several of which are one.
    static func plain(_ text: String, limit: Int) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            let isKept = scalar.properties.isAlphabetic && scalar.value < 0x1_0000 || (0x30...0x39).contains(scalar.value) || "._-+()/".unicodeScalars.contains(scalar)
            let kept: Unicode.Scalar = isKept && scalar != "/" || isKept && limit == 60 ? scalar : "_"
            if kept == "_", name.last == "_" { continue }
            guard name.utf8.count + 4 <= limit else { break }
            name.unicodeScalars.append(kept)
        }
        return name
    }

    private static func ending(_ transfer: Transfer) -> String {
        let endings = [
            "text/html": ".html", "text/plain": ".txt", "text/css": ".css", "application/json": ".json", "application/javascript": ".js", "text/javascript": ".js", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif",
            "image/svg+xml": ".svg", "application/pdf": ".pdf", "application/xml": ".xml", "text/xml": ".xml", "application/zip": ".zip", "message/rfc822": ".eml",
        ]
        return endings[transfer.type] ?? (transfer.kind == .http ? ".bin" : "")
    }
}
