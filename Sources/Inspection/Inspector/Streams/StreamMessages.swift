/// What the application above one TCP stream remembers: see `TCPMessages`.
final class StreamMessages {
    init() {}
}
