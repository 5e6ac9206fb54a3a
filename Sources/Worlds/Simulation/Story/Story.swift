import Sockets
public import Stack
public import Wire

/// What happened in a run, and why: every event with its cause, so that a chain can be walked from any frame back to the program's
/// call or the timer that led to it.
public final class Story {
    /// One event.
    public struct Entry: Sendable {
        public enum Kind: Sendable {
            /// A frame left on a wire.
            case frame(link: String, from: String, to: String, bytes: Int)
            /// A wire, or a fault on it, took a frame away.
            case lost(String, String)
            /// A node had no room for a frame in its queue, or gave it up to keep the queue short.
            case queueFull(String)
            /// A fault delivered a frame once more.
            case duplicated(String)
            /// A frame's check sequence was wrong.
            case refused(by: String)
            /// A host's stack did something that no frame shows.
            case note(String, StackNote.Kind)
            /// A program on a host called something, or was answered.
            case call(String, String)
            /// The run's script changed something.
            case script(String)
            /// A traffic source sent.
            case traffic(String)
        }

        public let id: EventID
        public let cause: EventID
        public let time: Instant
        public let kind: Kind
    }

    /// In the order of their identifiers, but for frames, which have theirs from when they were made and are recorded when they leave.
    private var entries: [UInt64: Entry] = [:]

    public init() {}

    func record(id: EventID, cause: EventID, at time: Instant, _ kind: Entry.Kind) {
        // A switched or forwarded frame leaves several times; the first departure counts.
        if entries[id.rawValue] == nil { entries[id.rawValue] = Entry(id: id, cause: cause, time: time, kind: kind) }
    }

    public subscript(id: EventID) -> Entry? { entries[id.rawValue] }

    /// The chain of causes from `id` back to what had no cause, latest first.
    public func why(_ id: EventID) -> [Entry] {
        var chain: [Entry] = []
        var next = id
        // A cause is always older; should it not be, the walk ends.
        while next != .none, let entry = entries[next.rawValue], chain.count < 10_000 {
            chain.append(entry)
            guard entry.cause < entry.id else { break }
            next = entry.cause
        }
        return chain
    }
}

extension Story.Entry: CustomStringConvertible {
    public var description: String { "\(Nanoseconds(time.nanoseconds)): \(what)" }

    /// What happened, without the time.
    public var what: String {
        switch kind {
        case .frame(let link, let from, let to, let bytes): "frame of \(bytes) bytes from \(from) to \(to) on \(link)"
        case .lost(let link, let why): "frame lost on \(link): \(why)"
        case .queueFull(let node): "frame dropped in \(node)'s queue"
        case .duplicated(let link): "frame doubled on \(link)"
        case .refused(let node): "frame refused by \(node): wrong FCS"
        case .note(let host, let note): "\(host): \(note)"
        case .call(let host, let call): "\(host): \(call)"
        case .script(let what): what
        case .traffic(let host): "\(host) sends background traffic"
        }
    }
}
