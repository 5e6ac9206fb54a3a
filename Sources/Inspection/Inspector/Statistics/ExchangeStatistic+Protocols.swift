/// Where each protocol says what is asked and what is answered.
extension ExchangeStatistic {
    /// The text of the record that `index` points at.
    private func text(_ d: borrowing Dissection, _ index: Int) -> String { d.valueText(d.records[index]) }

    /// The next record of this field from `index` on, before one of `stop`'s.
    private func next<Field: FieldSet>(_ field: Field, _ d: borrowing Dissection, from index: Int, before stop: Field) -> String? {
        var at = index
        while at < d.records.count, d.records[at].id != stop.id {
            if d.records[at].id == field.id { return text(d, at) }
            at += 1
        }
        return nil
    }

    func seeHTTP(_ d: borrowing Dissection) {
        for index in 0..<d.records.count {
            switch d.records[index].id {
            case HTTPField.method.id:
                let method = text(d, index)
                ask(d, "\(method) \(next(HTTPField.uri, d, from: index + 1, before: .method) ?? "")", kind: method)
            case HTTPField.code.id:
                let code = text(d, index), phrase = next(HTTPField.phrase, d, from: index + 1, before: .code) ?? ""
                // 100 to 199 come before the answer, but for 101, which is one.
                answer(d, "\(code) \(phrase)", kind: code, isPreliminary: code.hasPrefix("1") && code != "101")
            default: break
            }
        }
    }

    func seeDNS(_ d: borrowing Dissection) {
        var index = 0
        while index < d.records.count {
            defer { index += 1 }
            guard d.records[index].id == DNSField.id.id else { continue }
            let id = UInt16(truncatingIfNeeded: d.records[index].value)
            var at = index + 1, isResponse = false, question: String?, type = "", code = "no error", answers = 0, first: String?
            while at < d.records.count, d.records[at].id != DNSField.id.id {
                let record = d.records[at]
                switch record.id {
                case DNSField.response.id: isResponse = record.value == 1
                case DNSField.rcode.id: code = d.valueWord(record) ?? "error \(record.value)"
                case DNSField.answers.id: answers = Int(truncatingIfNeeded: record.value)
                case DNSField.queryName.id where question == nil: question = text(d, at)
                case DNSField.queryType.id where type.isEmpty: type = d.valueWord(record) ?? "type \(record.value)"
                case DNSField.a.id where first == nil, DNSField.aaaa.id where first == nil, DNSField.cname.id where first == nil, DNSField.ptr.id where first == nil, DNSField.mx.id where first == nil: first = text(d, at)
                default: break
                }
                at += 1
            }
            if isResponse {
                answer(d, code == "no error" ? first.map { answers > 1 ? "\($0) and \(answers - 1) more" : $0 } ?? "\(answers) answers" : code, kind: code, id: id)
            } else {
                ask(d, "\(type) \(question ?? "")", kind: type, id: id)
            }
        }
    }

    func seeSMTP(_ d: borrowing Dissection) {
        for index in 0..<d.records.count {
            let record = d.records[index]
            switch record.id {
            case SMTPField.command.id:
                let word = text(d, index).uppercased()
                ask(d, "\(word) \(next(SMTPField.parameter, d, from: index + 1, before: .command) ?? "")", kind: word)
            case SMTPField.user.id: ask(d, "(user)", kind: "login")
            case SMTPField.password.id: ask(d, "(password)", kind: "login")
            case SMTPField.endOfMail.id: ask(d, "(the mail)", kind: "mail")
            case SMTPField.code.id: reply(d, record, next(SMTPField.responseParameter, d, from: index + 1, before: .code) ?? "", isPreliminary: false)
            default: break
            }
        }
    }

    func seeFTP(_ d: borrowing Dissection) {
        for index in 0..<d.records.count {
            let record = d.records[index]
            switch record.id {
            case FTPField.command.id:
                let word = text(d, index).uppercased()
                ask(d, word == "PASS" ? "PASS (password)" : "\(word) \(next(FTPField.argument, d, from: index + 1, before: .command) ?? "")", kind: word)
            case FTPField.code.id: reply(d, record, next(FTPField.responseArgument, d, from: index + 1, before: .code) ?? "", isPreliminary: record.value / 100 == 1)
            default: break
            }
        }
    }

    /// A line of a reply: "250-more follow" or "250 the last".
    private func reply(_ d: borrowing Dissection, _ record: FieldRecord, _ words: String, isPreliminary: Bool) {
        let code = Int(truncatingIfNeeded: record.value)
        let goesOn = d.sources.bytes(record.source, Int(record.start) + 3, 1).first == UInt8(ascii: "-")
        if continues(d, code: code, goesOn: goesOn) { return }
        answer(d, isPreliminary ? "\(code)" : "\(code) \(words)", kind: "\(code)", isPreliminary: isPreliminary)
    }
}
