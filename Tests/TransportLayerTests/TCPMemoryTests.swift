import Testing
import TransportLayer
import Wire

@Suite("TCP: memory")
struct TCPMemoryTests {
    /// The connection itself; its four pieces are boxes of their own, a few hundred bytes together.
    @Test("A connection takes about one and a half KiB besides its buffers")
    func idle() {
        let pieces = [MemoryLayout<ChunkedSendBuffer>.size, MemoryLayout<RingReassembler>.size, MemoryLayout<JacobsonTimer>.size, MemoryLayout<Cubic>.size].map { 16 + ($0 + 15) / 16 * 16 }
        let total = MemoryLayout<TCPConnection>.size + pieces.reduce(0, +)
        #expect(total <= 1664, "\(MemoryLayout<TCPConnection>.size) for the connection, of which \(MemoryLayout<TCPConfiguration>.size) for its configuration, and \(pieces) for its pieces")
    }
}
