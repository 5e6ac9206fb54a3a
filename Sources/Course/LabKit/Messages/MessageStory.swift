import Sockets
import Wire

/// Tells the application's messages among the calls that carry them: "client says GET / …, server hears GET / …".
///
/// It follows the bytes of each end's own calls, or, under TLS, what the program encrypts and has decrypted. What it
/// cannot follow it leaves alone: the calls are told in any case.
final class MessageStory {
    private struct Key: Hashable {
        let host: String
        let local: SocketAddress
        let remote: SocketAddress
    }

    /// One end's view of a connection.
    private struct View {
        var conversation: Conversation
        let isServer: Bool
        /// TLS protects it: its messages are in what is encrypted and decrypted.
        var isSecured = false
    }

    /// Connections followed at one time: more go on without their messages.
    private static let limit = 4_096

    private let spoken: ApplicationProtocol
    private var views: [Key: View] = [:]
    /// The server's port: where FTP's commands go. Its files come over other ports and are no messages.
    private var port: UInt16?

    init(_ spoken: ApplicationProtocol) { self.spoken = spoken }

    /// The messages that `event` completes: to be told before a call that sends, and after one that receives.
    func rows(for event: SocketEvent) -> [Row] {
        switch event.kind {
        case .listen(let local):
            if port == nil { port = local.port }
        case .connect(let remote):
            if port == nil { port = remote.port }
        case .connected(let local, let remote): begin(Key(host: event.host, local: local, remote: remote), isServer: false)
        case .accepted(let local, let remote): begin(Key(host: event.host, local: local, remote: remote), isServer: true)
        case .secured(_, let local, let remote):
            let key = Key(host: event.host, local: local, remote: remote)
            guard let view = views[key] else { return [] }
            // What was begun in the clear does not go on in private.
            views[key] = View(conversation: Conversation(spoken), isServer: view.isServer, isSecured: true)
        case .send(let bytes, let local, let remote): return read(bytes, Key(host: event.host, local: local, remote: remote), isSent: true, isSecured: false, event)
        case .receive(let bytes, let local, let remote): return read(bytes, Key(host: event.host, local: local, remote: remote), isSent: false, isSecured: false, event)
        case .encrypt(let bytes, let local, let remote): return read(bytes, Key(host: event.host, local: local, remote: remote), isSent: true, isSecured: true, event)
        case .decrypt(let bytes, let local, let remote): return read(bytes, Key(host: event.host, local: local, remote: remote), isSent: false, isSecured: true, event)
        case .close(let local, let remote?), .abort(let local, let remote): views[Key(host: event.host, local: local, remote: remote)] = nil
        default: break
        }
        return []
    }

    private func begin(_ key: Key, isServer: Bool) {
        if spoken == .ftp, let port, (isServer ? key.local.port : key.remote.port) != port { return }
        guard views.count < Self.limit else { return }
        views[key] = View(conversation: Conversation(spoken), isServer: isServer)
    }

    private func read(_ bytes: [UInt8], _ key: Key, isSent: Bool, isSecured: Bool, _ event: SocketEvent) -> [Row] {
        guard var view = views[key], view.isSecured == isSecured, isSecured || TLSRecords.words(bytes) == nil else { return [] }
        let said = view.conversation.read(bytes, fromServer: view.isServer == isSent)
        views[key] = view
        return said.map { message in
            Row(kind: .message, time: event.time, id: .none, cause: event.id, who: event.host, what: message.protocolName, facts: isSent ? "says" : "hears", words: Printable.line(message.words, keepingTabs: false))
        }
    }
}

/// A message, in the words of its protocol.
struct SaidMessage: Equatable {
    /// "HTTP".
    var protocolName: String
    /// "GET /index.html, 4 fields".
    var words: String
}

/// The two directions of a connection, read as messages.
struct Conversation {
    private enum Readers {
        case http(HTTPMessages)
        case lines(LineMessages)
    }

    private var readers: Readers

    init(_ spoken: ApplicationProtocol) {
        readers = switch spoken {
        case .http: .http(HTTPMessages())
        case .smtp: .lines(LineMessages("SMTP"))
        case .ftp: .lines(LineMessages("FTP"))
        }
    }

    /// The messages that these bytes complete.
    mutating func read(_ bytes: [UInt8], fromServer: Bool) -> [SaidMessage] {
        switch readers {
        case .http(var http):
            defer { readers = .http(http) }
            return http.read(bytes, fromServer: fromServer)
        case .lines(var lines):
            defer { readers = .lines(lines) }
            return lines.read(bytes, fromServer: fromServer)
        }
    }
}
