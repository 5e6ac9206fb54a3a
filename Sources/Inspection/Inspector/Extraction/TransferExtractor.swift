/// Finds what the TCP conversations of a capture transferred: HTTP bodies, FTP's files, mails and what is attached to them.
///
/// Goes by what the conversations say, not by their ports. Bounded: so many conversations at once, so much of a mail.
public final class TransferExtractor {
    private final class Conversation {
        var follower: StreamFollower
        var reader: (any TransferReader)?
        /// What was said before it was known what is spoken.
        var opening: [StreamPiece] = []
        var openingBytes = 0
        var isIgnored = false
        var tls: TLSPlaintext?
        var lastSeen = 0
        /// What of `heldBytes` is this one's.
        var accounted = 0
        init(_ number: Int) { follower = StreamFollower(StreamName(.tcp, number)) }
    }

    private var conversations: [Int: Conversation] = [:]
    private var data = FTPTransfers()
    private let log = TransferLog()
    private let decryptor: (any TLSDecryptor)?
    /// Conversations that were given up because too many went on at once.
    public private(set) var evicted = 0
    private static let conversationLimit = 1_024
    private static let openingLimit = 8_192
    /// Bytes that all conversations together may hold: behind holes, and of mails that are not whole.
    private let heldLimit: Int
    private var heldBytes = 0
    /// Conversations whose holes were given up, or mails cut, because all together held too much.
    public private(set) var cut = 0

    /// - Parameter decryptor: what opens TLS, if keys are known.
    public convenience init(decryptor: (any TLSDecryptor)? = nil) { self.init(decryptor: decryptor, heldLimit: 16 << 20) }

    init(decryptor: (any TLSDecryptor)? = nil, heldLimit: Int) {
        self.decryptor = decryptor
        self.heldLimit = heldLimit
    }

    /// Looks at the next frame. Needs a dissection with recorded fields.
    public func see(_ d: borrowing Dissection) {
        guard let tcp = d.tcp else { return }
        let conversation = find(tcp.stream, d.packet.number)
        guard !conversation.isIgnored else { return }
        conversation.follower.see(d)
        take(conversation)
        account(for: conversation)
        if tcp.flags.contains(.rst) { close(tcp.stream, conversation) }
    }

    /// The capture has ended.
    public func finish() {
        for (number, conversation) in conversations.sorted(by: { $0.key < $1.key }) { close(number, conversation) }
    }

    /// What has become known since the last call.
    public func takeEvents() -> [TransferEvent] { log.take() }

    private func find(_ number: Int, _ frame: Int) -> Conversation {
        if let known = conversations[number] {
            known.lastSeen = frame
            return known
        }
        if conversations.count >= Self.conversationLimit, let oldest = conversations.min(by: { $0.value.lastSeen < $1.value.lastSeen }) {
            evicted += 1
            close(oldest.key, oldest.value)
        }
        let fresh = Conversation(number)
        fresh.lastSeen = frame
        conversations[number] = fresh
        return fresh
    }

    private func account(for conversation: Conversation) {
        let held = conversation.follower.waitingBytes + (conversation.reader?.heldBytes ?? 0)
        heldBytes += held - conversation.accounted
        conversation.accounted = held
        while heldBytes > heldLimit, let largest = conversations.values.max(by: { ($0.accounted, $1.lastSeen) < ($1.accounted, $0.lastSeen) }), largest.accounted > 0 {
            cut += 1
            // First what stands behind holes goes on without what is missing; then what is not whole.
            if largest.follower.waitingBytes > 0 {
                largest.follower.finish()
                take(largest)
            } else {
                largest.reader?.giveUp(log)
            }
            let rest = largest.follower.waitingBytes + (largest.reader?.heldBytes ?? 0)
            heldBytes += rest - largest.accounted
            largest.accounted = rest
        }
    }

    private func close(_ number: Int, _ conversation: Conversation) {
        heldBytes -= conversation.accounted
        conversation.accounted = 0
        conversation.follower.finish()
        take(conversation)
        conversation.reader?.finish(log)
        conversations[number] = nil
    }

    private func take(_ conversation: Conversation) {
        for piece in conversation.follower.takePieces() {
            guard let tls = conversation.tls else {
                take(piece, conversation)
                continue
            }
            for plain in tls.take(piece) { take(plain, conversation) }
        }
    }

    private func take(_ piece: StreamPiece, _ conversation: Conversation) {
        guard !conversation.isIgnored else { return }
        if let reader = conversation.reader {
            reader.take(piece, log)
            if reader.hasBegunTLS {
                reader.finish(log)
                conversation.reader = nil
                beginTLS(conversation)
            }
            return
        }
        conversation.opening.append(piece)
        if case .bytes(let bytes, _, _) = piece { conversation.openingBytes += bytes.count }
        recognise(conversation)
    }

    private func beginTLS(_ conversation: Conversation) {
        guard let decryptor, conversation.tls == nil else { return conversation.isIgnored = true }
        conversation.tls = TLSPlaintext(decryptor)
    }

    /// Tells by the first bytes what is spoken.
    private func recognise(_ conversation: Conversation) {
        let follower = conversation.follower
        if let file = data.file(client: follower.client, server: follower.server) {
            // A listing is no file; nor is what nobody asked for.
            guard let file else { return conversation.isIgnored = true }
            return begin(FTPDataReader(file, client: follower.client, server: follower.server), conversation)
        }
        var greeting: [UInt8]?
        for piece in conversation.opening {
            guard case .bytes(let bytes, let isFromClient, _) = piece, let first = bytes.first else { continue }
            if (0x14...0x18).contains(first), conversation.tls == nil {
                let held = conversation.opening
                conversation.opening = []
                beginTLS(conversation)
                guard let tls = conversation.tls else { return }
                for piece in held { for plain in tls.take(piece) { take(plain, conversation) } }
                return
            }
            let word = String(decoding: bytes.prefix(5), as: UTF8.self).uppercased()
            if word.hasPrefix("EHLO") || word.hasPrefix("HELO") || word.hasPrefix("MAIL ") { return begin(MailTransfers(sender: isFromClient, client: follower.client, server: follower.server), conversation) }
            if greeting != nil, ["USER ", "AUTH ", "FEAT\r", "SYST\r", "OPTS "].contains(word) { return begin(FTPControl(data, isUserClient: isFromClient, client: follower.client, server: follower.server), conversation) }
            if HTTPTransfers.begins(bytes) { return begin(HTTPTransfers(client: follower.client, server: follower.server), conversation) }
            if bytes.starts(with: Array("220".utf8)) { greeting = bytes }
        }
        if conversation.openingBytes > Self.openingLimit || conversation.opening.count > 64 || greeting == nil && conversation.openingBytes > 16 {
            conversation.isIgnored = true
            conversation.opening = []
        }
    }

    private func begin(_ reader: any TransferReader, _ conversation: Conversation) {
        conversation.reader = reader
        let opening = conversation.opening
        conversation.opening = []
        for piece in opening { take(piece, conversation) }
    }
}

/// Reads one conversation of a protocol that transfers files.
protocol TransferReader: AnyObject {
    func take(_ piece: StreamPiece, _ log: TransferLog)
    /// The conversation has ended.
    func finish(_ log: TransferLog)
    /// Both ends have agreed to speak TLS from now on.
    var hasBegunTLS: Bool { get }
    /// Bytes that are kept until more has come.
    var heldBytes: Int { get }
    /// Keeps nothing any longer of what is not whole.
    func giveUp(_ log: TransferLog)
}

extension TransferReader {
    var hasBegunTLS: Bool { false }
    var heldBytes: Int { 0 }
    func giveUp(_ log: TransferLog) {}
}

/// Lines of one direction, for protocols made of lines; a line that is too long is dropped.
struct TransferLines {
    private var rest: [UInt8] = []
    private static let limit = 16_384

    /// The whole lines, without their ends, that `bytes` completes.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = [], start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 0x0a) {
            var line = rest + bytes[start..<end]
            if line.last == 0x0d { line.removeLast() }
            lines.append(line)
            rest = []
            start = end + 1
        }
        rest += bytes[start...]
        if rest.count > Self.limit { rest = [] }
        return lines
    }

    mutating func forget() { rest = [] }
}
