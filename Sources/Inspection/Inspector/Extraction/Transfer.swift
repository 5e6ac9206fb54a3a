/// Something that passed in a capture and can be saved as a file.
public struct Transfer: Sendable, Equatable {
    public enum Kind: String, Sendable { case http = "HTTP", ftp = "FTP", mail = "mail", attachment }
    /// Tells the transfers of a capture apart.
    public let id: Int
    public let kind: Kind
    /// What the sender calls it: a path, a file's name, a subject. Not to be trusted as the name of a file.
    public let name: String
    /// The media type, as far as it is known.
    public let type: String
    /// The frame with its first byte.
    public let frame: Int
    /// Who sent it.
    public let from: String
}

/// What becomes known of transfers as the capture is read: files may be long, so their bytes come piece by piece.
public enum TransferEvent: Sendable, Equatable {
    case begin(Transfer)
    case bytes(Int, [UInt8])
    /// The transfer's end. `fault` says why it isn't the whole, if it isn't.
    case end(Int, fault: String?)
}

/// Collects what one capture's conversations transfer; hands out numbers.
final class TransferLog {
    private(set) var events: [TransferEvent] = []
    /// Whether heads of messages are told as well, as bytes of the transfer 0: for who follows a conversation.
    var tellsHeads = false
    /// Bytes that belong to no message.
    var skipped = 0
    private var next = 0

    func begin(_ kind: Transfer.Kind, name: String, type: String, frame: Int, from: Endpoint) -> Int {
        next += 1
        events.append(.begin(Transfer(id: next, kind: kind, name: name, type: type, frame: frame, from: from.text)))
        return next
    }

    func head(_ bytes: [UInt8]) { if tellsHeads { self.bytes(0, bytes) } }

    func bytes(_ id: Int, _ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        if !bytes.isEmpty { events.append(.bytes(id, bytes)) }
    }

    func end(_ id: Int, fault: String? = nil) { events.append(.end(id, fault: fault)) }

    func take() -> [TransferEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }
}
