/// Something that tasks of one loop wait for once: opened, it stays open.
final class Gate: @unchecked Sendable {
    private var isOpen = false
    private var waiting: [UnsafeContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        let all = waiting
        waiting = []
        for continuation in all { continuation.resume() }
    }

    func wait() async {
        if isOpen { return }
        await withUnsafeContinuation { waiting.append($0) }
    }
}
