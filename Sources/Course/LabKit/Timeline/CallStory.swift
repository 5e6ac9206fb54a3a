import Sockets
import Wire

/// Tells a program's own calls: what it asked of a socket and what came of it.
enum CallStory {
    static func row(for event: SocketEvent) -> Row {
        var row = Row(kind: .call, time: event.time, id: event.id, cause: event.cause, who: event.host, what: "")
        switch event.kind {
        case .output(let line):
            row.kind = .output
            row.what = "print"
            row.words = Printable.line(line)
        case .resolve(let name):
            row.what = "resolve"
            row.facts = Printable.line(name, keepingTabs: false)
        case .resolved(let name, let addresses):
            row.what = "resolve"
            row.facts = Printable.line(name, keepingTabs: false)
            row.words = "is " + addresses.map { "\($0)" }.joined(separator: ", ")
        case .listen(let local):
            row.what = "listen"
            row.facts = "\(local)"
        case .bind(let local):
            row.what = "bind"
            row.facts = "\(local)"
        case .connect(let remote):
            row.what = "connect"
            row.facts = "\(remote)"
        case .connected(let local, _):
            row.what = "connect"
            row.facts = "done"
            row.words = "I am \(local)"
        case .accepted(_, let remote):
            row.what = "accept"
            row.facts = "\(remote)"
        case .send(let bytes, _, _):
            row.what = "send"
            row.size = "\(bytes.count) B"
            row.message = bytes
        case .receive(let bytes, _, _):
            row.what = "recv"
            row.size = "\(bytes.count) B"
            row.message = bytes
        case .endOfStream:
            row.what = "recv"
            row.size = "0 B"
            row.words = "the peer will send no more"
        case .finishSending:
            row.what = "shutdown"
            row.words = "I will send no more"
        case .close(let local, let remote):
            row.what = "close"
            if remote == nil { row.facts = "\(local)" }
        case .abort:
            row.what = "abort"
        case .secured(let words, _, _):
            row.what = "tls"
            row.words = Printable.line(words, keepingTabs: false)
        case .encrypt(let bytes, _, _):
            row.what = "encrypt"
            row.size = "\(bytes.count) B"
            row.message = bytes
        case .decrypt(let bytes, _, _):
            row.what = "decrypt"
            row.size = "\(bytes.count) B"
            row.message = bytes
        case .sendDatagram(let bytes, _, let remote):
            row.what = "sendto"
            row.size = "\(bytes.count) B"
            row.facts = "\(remote)"
            row.message = bytes
        case .receiveDatagram(let bytes, _, let remote):
            row.what = "recvfrom"
            row.size = "\(bytes.count) B"
            row.facts = "\(remote)"
            row.message = bytes
        case .sendEcho(let bytes, let sequence, let remote):
            row.what = "ping"
            row.size = "\(bytes.count) B"
            row.facts = "\(remote)"
            row.words = "echo request \(sequence)"
        case .receiveEcho(let bytes, let sequence, let remote):
            row.what = "recv"
            row.size = "\(bytes.count) B"
            row.facts = "\(remote)"
            row.words = "echo reply \(sequence)"
        case .errorReturned(let error):
            row.kind = .note
            row.what = "told"
            row.words = "\(error.reporter): \(error.meaning.rawValue), for \(error.destination)"
        case .failed(let error):
            row.kind = .note
            row.what = "error"
            row.words = error.description
        }
        return row
    }
}
