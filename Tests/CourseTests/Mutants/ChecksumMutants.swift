import LabJudges
import Wire

extension Mutant {
    static let checksum: [Mutant] = [
        Mutant(.protocolStack, "not turned over", caughtAt: "E1.1", saying: "not turned over", WrongChecksum { folded(words($0)) }),
        Mutant(.protocolStack, "carry lost", caughtAt: "E1.1", saying: "the carry was lost", WrongChecksum { ~UInt16(truncatingIfNeeded: words($0).reduce(0, +)) }),
        Mutant(.protocolStack, "carry added once", caughtAt: "E1.2", saying: "added once", WrongChecksum { let sum = words($0).reduce(0, +); return ~UInt16(truncatingIfNeeded: (sum & 0xffff) + (sum >> 16)) }),
        Mutant(.protocolStack, "host byte order", caughtAt: "E1.1", saying: "host byte order", WrongChecksum { bytes in InternetChecksum.of(bytes).byteSwapped }),
        Mutant(.protocolStack, "odd byte left out", caughtAt: "E1.3", saying: "left out", WrongChecksum { ~folded(words(Array($0.prefix($0.count / 2 * 2)))) }),
        Mutant(.protocolStack, "odd byte as low half", caughtAt: "E1.3", saying: "a high half", WrongChecksum { bytes in
            var all = words(bytes)
            if bytes.count % 2 == 1 { all[all.count - 1] >>= 8 }
            return ~folded(all)
        }),
        Mutant(.protocolStack, "zero for nothing", caughtAt: "E1.4", saying: "not turned over", WrongChecksum { $0.isEmpty ? 0 : InternetChecksum.of($0) }),
        Mutant(.protocolStack, "a sum of bytes", caughtAt: "E1.1", saying: "add the 16-bit words", WrongChecksum { ~folded($0.map(UInt64.init)) }),
        Mutant(.protocolStack, "only what fits into a frame", caughtAt: "E1.5", saying: "add the 16-bit words", WrongChecksum { InternetChecksum.of(Array($0.prefix($0.count == 0x20002 ? .max : 1500))) }),
    ]
}

private struct WrongChecksum: ChecksumFunction {
    let body: @Sendable ([UInt8]) -> UInt16
    func checksum(of bytes: [UInt8]) throws -> UInt16 { body(bytes) }
}


private func words(_ bytes: [UInt8]) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: 2).map { UInt64(bytes[$0]) << 8 | ($0 + 1 < bytes.count ? UInt64(bytes[$0 + 1]) : 0) }
}

private func folded(_ words: some Sequence<UInt64>) -> UInt16 {
    var sum = words.reduce(0, +)
    while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
    return UInt16(sum)
}
