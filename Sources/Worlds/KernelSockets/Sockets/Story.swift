import Sockets
import Wire

/// Tells a host's calls to the world's observer. A host without an observer has no story, and builds no event.
final class Story: Sendable {
    let host: String
    private let observer: any SocketObserver
    private let events: EventCounter
    private let loop: WorldLoop

    init?(of host: String, in world: KernelWorld) {
        guard let observer = world.observer else { return nil }
        self.host = host
        self.observer = observer
        events = world.events
        loop = world.loop
    }

    /// Tells one event, and returns its identifier, the cause of what comes next.
    @discardableResult
    func tell(_ kind: SocketEvent.Kind, causedBy cause: EventID) -> EventID {
        let event = SocketEvent(id: events.next(), cause: cause, time: loop.now, host: host, kind: kind)
        observer.observe(event)
        return event.id
    }
}

/// One socket's thread through the story: each of its calls follows from the one before.
struct StoryThread {
    private let story: Story?
    /// The latest event, for what follows from it elsewhere (a connection from its listener).
    private(set) var latest: EventID

    /// Whose story it is; nil where nothing is told.
    var host: String? { story?.host }

    /// A thread that begins with what `cause` names. Without a story nothing is told.
    init(_ story: Story?, from cause: EventID) {
        self.story = story
        latest = cause
    }

    @inline(__always)
    mutating func tell(_ kind: @autoclosure () -> SocketEvent.Kind) {
        guard let story else { return }
        latest = story.tell(kind(), causedBy: latest)
    }

    /// Tells an error on its way to the program, and hands it back to be thrown.
    mutating func failing(_ error: SocketError) -> SocketError {
        tell(.failed(error))
        return error
    }

    /// A thread of its own that follows from this one's latest event.
    func branch() -> StoryThread { StoryThread(story, from: latest) }
}
