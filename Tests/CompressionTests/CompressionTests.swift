import ApplicationLayer
import Compression
import Testing

@Suite struct CompressionTests {
    static let samples: [[UInt8]] = [[], [0], Array("hello hello hello hello".utf8), [UInt8](repeating: 7, count: 100_000), (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }]

    @Test(arguments: samples, [CompressionFormat.raw, .zlib, .gzip])
    func bothWays(_ sample: [UInt8], _ format: CompressionFormat) throws {
        let compressed = try #require(Deflater.compress(sample, format))
        for size in [compressed.count + 1, 1, 1000] {
            let inflater = Inflater(format)
            var out: [UInt8] = []
            for start in stride(from: 0, to: compressed.count, by: size) { try inflater.inflate(Array(compressed[start..<min(compressed.count, start + size)]), into: &out, limit: sample.count) }
            #expect(out == sample)
            #expect(inflater.isFinished)
        }
    }

    @Test func bombsAreStopped() throws {
        let bomb = try #require(Deflater.compress([UInt8](repeating: 0, count: 20_000_000), .gzip))
        #expect(bomb.count < 30_000)
        var out: [UInt8] = []
        #expect(throws: Inflater.Failure.tooBig) { try Inflater(.gzip).inflate(bomb, into: &out, limit: 1_000_000) }
        #expect(out.count <= 1_000_000)
    }

    @Test func damageIsFound() throws {
        var compressed = try #require(Deflater.compress(Array("some text to compress".utf8), .gzip)), out: [UInt8] = []
        compressed[compressed.count - 6] ^= 1
        #expect(throws: Inflater.Failure.invalid) { try Inflater(.gzip).inflate(compressed, into: &out, limit: 1000) }
        #expect(throws: Inflater.Failure.invalid) { try Inflater(.zlib).inflate([1, 2, 3, 4], into: &out, limit: 1000) }
    }

    @Test(arguments: [false, true], [9, 15])
    func webSocketMessages(_ noTakeover: Bool, _ bits: Int) throws {
        var agreed = PermessageDeflate()
        (agreed.serverNoContextTakeover, agreed.clientNoContextTakeover, agreed.serverMaxWindowBits, agreed.clientMaxWindowBits) = (noTakeover, noTakeover, bits, bits)
        struct Fixed: RandomNumberGenerator, Sendable { mutating func next() -> UInt64 { 0x1234_5678 } }
        var client = WebSocketConnection(role: .client, random: Fixed(), deflate: WebSocketCompression(agreed, role: .client))
        var server = WebSocketConnection(role: .server, random: Fixed(), deflate: WebSocketCompression(agreed, role: .server))
        var sizes: [Int] = []
        for message in Self.samples + Self.samples {
            var out: [UInt8] = []
            try client.send(.binary(message), into: &out)
            sizes.append(out.count)
            for byte in stride(from: 0, to: out.count, by: 999) { server.receive(out[byte..<min(out.count, byte + 999)]) }
            let there = try server.nextEvent()
            #expect(there == .message(.binary(message)))
            out = []
            try server.send(.binary(message), into: &out)
            client.receive(out)
            let back = try client.nextEvent()
            #expect(back == .message(.binary(message)))
        }
        #expect(sizes[3] < 1000, "a hundred thousand equal bytes")
    }

    @Test func webSocketBombsAreStopped() throws {
        let agreed = PermessageDeflate()
        struct Fixed: RandomNumberGenerator, Sendable { mutating func next() -> UInt64 { 1 } }
        var limits = WebSocketConnection.Limits()
        limits.message = 100_000
        var client = WebSocketConnection(role: .client, random: Fixed(), deflate: WebSocketCompression(agreed, role: .client)), out: [UInt8] = []
        var server = WebSocketConnection(role: .server, limits: limits, random: Fixed(), deflate: WebSocketCompression(agreed, role: .server))
        try client.send(.binary([UInt8](repeating: 0, count: 10_000_000)), into: &out)
        server.receive(out)
        do {
            let event = try server.nextEvent()
            Issue.record("told \(event)")
        } catch { #expect(error.replyCode == 1009) }
    }
}
