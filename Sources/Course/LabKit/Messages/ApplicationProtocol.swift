/// What a lab's two ends speak above TCP, where the timeline can tell their messages.
public enum ApplicationProtocol: Sendable {
    /// HTTP/1.1, and WebSocket once both have agreed to it.
    case http
    case smtp
    case ftp
}
