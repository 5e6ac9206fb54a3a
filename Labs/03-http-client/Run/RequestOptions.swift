import ApplicationLayer
import ArgumentParser
import HTTPTypes

/// What a request is made of, and where its answer goes.
struct RequestOptions: ParsableArguments {
    @Option(name: .customLong("request"), help: ArgumentHelp("Ask with another method than GET.", valueName: "METHOD"))
    var method: String?

    @Option(name: .customLong("header"), help: ArgumentHelp("Send this header field, as in 'Accept: text/html'; as often as you like.", valueName: "FIELD"))
    var headers: [String] = []

    @Option(help: ArgumentHelp("Send this as the content, with POST unless --request says otherwise.", valueName: "TEXT"))
    var data: String?

    @Flag(help: "Ask for the head alone (HEAD).")
    var head = false

    @Option(help: ArgumentHelp("Give up when nothing has come for so many seconds.", valueName: "SECONDS"))
    var timeout: Double?

    @Option(help: ArgumentHelp("Put the content into this file, of whatever size.", valueName: "FILE"))
    var output: String?

    var isGiven: Bool { method != nil || !headers.isEmpty || data != nil || head || timeout != nil || output != nil }

    func validate() throws {
        if head, method != nil || data != nil { throw ValidationError("--head asks with HEAD, which has no content: leave --request and --data away") }
        if let timeout, !(0.001...86_400).contains(timeout) { throw ValidationError("--timeout takes 0.001 to 86400 seconds, and \(timeout) is not") }
        if let method, HTTPRequest.Method(method) == nil || method.uppercased() == "CONNECT" { throw ValidationError("\(method) is no method to ask with") }
        for header in headers { _ = try field(header) }
    }

    func fetch(_ url: String) throws -> Fetch {
        var fetch = Fetch(url: url)
        fetch.method = head ? .head : method.flatMap { HTTPRequest.Method($0) } ?? (data == nil ? .get : .post)
        fetch.content = data.map { Array($0.utf8) }
        for header in headers { fetch.fields.append(try field(header)) }
        if data != nil, !fetch.fields.contains(.contentType) { fetch.fields[.contentType] = "application/x-www-form-urlencoded" }
        fetch.timeout = timeout.map { .milliseconds(Int($0 * 1_000)) }
        return fetch
    }

    /// `Name: value`. The fields that frame a message are the connection's own.
    private func field(_ text: String) throws -> HTTPField {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? parts[1].drop { $0 == " " || $0 == "\t" } : ""
        guard parts.count == 2, let name = HTTPField.Name(String(parts[0])), HTTPField.isValidValue(String(value)) else { throw ValidationError("--header takes 'Name: value', and '\(text)' is not one") }
        if [.contentLength, .transferEncoding, .connection, .upgrade].contains(name) { throw ValidationError("\(name.rawName) is the connection's own and cannot be given") }
        return HTTPField(name: name, value: String(value))
    }
}
