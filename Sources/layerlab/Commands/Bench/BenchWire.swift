import ArgumentParser
import Wire

/// `layerlab bench wire`: checks, hashes and addresses.
struct BenchWire: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "wire", abstract: "Checks, hashes, and addresses to and from text.")

    @Option(help: "How often each is measured.") var runs = 7

    func run() throws {
        let meter = BenchMeter(runs: runs)
        var random = BenchRandom()
        let size = 64 << 20
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { room, count in
            for index in stride(from: 0, to: size, by: 8) { UnsafeMutableRawBufferPointer(room).storeBytes(of: random.next(), toByteOffset: index, as: UInt64.self) }
            count = size
        }
        checks(meter, bytes)
        addresses(meter, &random)
    }

    private func checks(_ meter: BenchMeter, _ bytes: [UInt8]) {
        let frames = 100_000
        /// Each of 16 frames that fit the cache, again and again.
        func eachFrame(_ length: Int, _ body: (RawSpan) -> UInt64) -> UInt64 {
            var results: UInt64 = 0
            let all = bytes.span.bytes
            for index in 0..<frames {
                let start = (index & 15) * 1504
                results &+= body(all.extracting(start..<start + length))
            }
            return results
        }
        let gigabytes = Double(frames) * 1500 / 1e9
        meter.measure("crc32.1500", gigabytes, "GB/s") { eachFrame(1500) { UInt64(CRC32.of($0)) } }
        meter.measure("crc32.60", Double(frames) * 60 / 1e9, "GB/s") { eachFrame(60) { UInt64(CRC32.of($0)) } }
        meter.measure("crc32.64Mi", Double(bytes.count) / 1e9, "GB/s") { UInt64(CRC32.of(bytes)) }
        meter.measure("checksum.1500", gigabytes, "GB/s") { eachFrame(1500) { UInt64(InternetChecksum.of($0)) } }
        meter.measure("checksum.20", Double(frames) / 1e6, "M/s") { eachFrame(20) { UInt64(InternetChecksum.of($0)) } }
        meter.measure("checksum.64Mi", Double(bytes.count) / 1e9, "GB/s") { UInt64(InternetChecksum.of(bytes)) }
        var checksum: UInt16 = 0x1234
        meter.measure("checksum.updated", 10, "M/s") {
            for index in 0..<10_000_000 as Range<UInt32> { checksum = InternetChecksum.updated(checksum, replacing: UInt16(truncatingIfNeeded: index), with: UInt16(truncatingIfNeeded: index >> 3)) }
            return UInt64(checksum)
        }
        let key = SipHash.Key(1, 2)
        meter.measure("siphash.36", 1, "M/s") {
            var results: UInt64 = 0
            for index in 0..<1_000_000 as Range<UInt64> {
                var hash = SipHash(key: key)
                hash.add(index)
                hash.add(index)
                hash.add(index)
                hash.add(index)
                hash.add(UInt32(truncatingIfNeeded: index))
                results &+= hash.value
            }
            return results
        }
    }

    private func addresses(_ meter: BenchMeter, _ random: inout BenchRandom) {
        let count = 1_000_000
        let v4 = (0..<count).map { _ in IPv4Address(rawValue: UInt32(truncatingIfNeeded: random.next() >> 20)) }
        let v6 = (0..<count).map { _ in IPv6Address(high: 0x2001_0db8 << 32 | random.next() >> 40, low: random.next() >> (random.next() & 63)) }
        parse("address.parse.v4", meter, v4.map(\.description)) { text in (try? IPv4Address(ascii: text)).map { UInt64($0.rawValue) } ?? 0 }
        parse("address.parse.v6", meter, v6.map(\.description)) { text in (try? IPv6Address(ascii: text))?.low ?? 0 }
        let v4Texts = v4.map(\.description), v6Texts = v6.map(\.description)
        meter.measure("address.parse.v4.string", Double(count) / 1e6, "M/s") { v4Texts.reduce(into: 0) { $0 &+= UInt64(IPv4Address($1)?.rawValue ?? 0) } }
        meter.measure("address.parse.v6.string", Double(count) / 1e6, "M/s") { v6Texts.reduce(into: 0) { $0 &+= IPv6Address($1)?.low ?? 0 } }
        meter.measure("address.text.v4", Double(count) / 1e6, "M/s") { v4.reduce(into: 0) { $0 &+= UInt64($1.description.utf8.count) } }
        meter.measure("address.text.v6", Double(count) / 1e6, "M/s") { v6.reduce(into: 0) { $0 &+= UInt64($1.description.utf8.count) } }
    }

    /// Parses texts that lie one behind the other in memory, as they do in a file or a packet.
    private func parse(_ key: String, _ meter: BenchMeter, _ texts: [String], _ body: (Span<UInt8>) -> UInt64) {
        var bytes: [UInt8] = [], ends: [Int] = []
        for text in texts {
            bytes += text.utf8
            ends.append(bytes.count)
        }
        meter.measure(key, Double(texts.count) / 1e6, "M/s") {
            var results: UInt64 = 0, start = 0
            let all = bytes.span
            for end in ends {
                results &+= body(all.extracting(start..<end))
                start = end
            }
            return results
        }
    }
}
