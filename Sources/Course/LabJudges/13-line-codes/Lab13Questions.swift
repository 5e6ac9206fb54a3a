import Foundation
public import GradeKit
import PhysicalLayer

extension LabCourse {
    /// Lab 13. Its keys are worked out with the physical layer's own codes and closed forms.
    public static let lineCodes = LabCourse("13", "line-codes", exercises: [.manchester], supplied: .numbers(["bits": "101100011011", "data": "64", "rate": "100", "bandwidth": "1", "ratio": "1023"]), personal: { random in
        // The first is a 1: then it matters where the line rested before.
        let bits = [true] + (0..<11).map { _ in random.chance(0.5) }
        return Evidence(numbers: [
            "bits": bits.text(), "data": "\(8 * (5 + random.below(40)))", "rate": "\(20 * (3 + random.below(40)))",
            "bandwidth": "\(2 + random.below(8))", "ratio": "\((1 << (5 + random.below(8))) - 1)",
        ])
    }) { evidence in
        func number(_ name: String) throws -> Int {
            guard let value = evidence.numbers[name].flatMap({ Int($0) }) else { throw EvidenceError("lab 13 needs a number called \(name)") }
            return value
        }
        guard let text = evidence.numbers["bits"], let bits = Bits(text) else { throw EvidenceError("lab 13 needs bits") }
        let size = try number("data"), rate = try number("rate"), bandwidth = try number("bandwidth"), ratio = try number("ratio")
        let ones = bits.filter(\.self).count
        let manchester = Manchester().encode(bits), nrz = SignalProperties(of: NRZ().encode(bits))
        let inner = SignalProperties(of: NRZI().encode(bits)).transitions
        let coded = FourBFiveB.encode((0..<size / 4).map { FourBFiveB.Symbol.data(UInt8($0 % 16)) }).count
        let shannon = Int64((ChannelCapacity.shannon(bandwidth: Double(bandwidth) * 1e6, signalToNoise: Double(ratio)) / 1e6).rounded())
        func q(_ number: Int, _ points: Int, _ wanted: String, _ section: String, _ key: Question.Key, _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section \(section)", key: key, misconceptions: misconceptions)
        }
        return [
            q(1, 2, "how often the level changes in NRZI", "5.1", .number(Int64(ones)), [
                .init(.number(Int64(inner)), isReally: "the changes between two bits", likely: "the line rests at low before the first bit: a 1 there is a change, too"),
                .init(.number(Int64(bits.count - ones)), isReally: "the number of zeros", likely: "in NRZI a 1 is a change and a 0 is none"),
            ]),
            q(2, 2, "how many symbols Manchester sends", "5.1", .number(Int64(manchester.count)), [
                .init(.number(Int64(bits.count)), isReally: "the number of bits", likely: "each bit is two symbols"),
            ]),
            q(3, 2, "the sum of all levels in Manchester", "5.1", .number(Int64(SignalProperties(of: manchester).disparity)), [
                .init(.number(Int64(ones * 2 - bits.count)), isReally: "the sum in NRZ", likely: "in Manchester each bit is one half up and one half down"),
            ]),
            q(4, 2, "the longest run without a change in NRZ", "5.1", .number(Int64(nrz.longestRun)), [
                .init(.number(Int64(bits.split(separator: false).map(\.count).max() ?? 0)), isReally: "the longest run of ones", likely: "a run of zeros is a run, too"),
                .init(.number(Int64(SignalProperties(of: NRZI().encode(bits)).longestRun)), isReally: "the longest run in NRZI", likely: "look at the waveform called NRZ"),
            ]),
            q(5, 1, "how many bits 4B/5B makes of \(size)", "5.2", .number(Int64(coded)), [
                .init(.number(Int64(size * 5)), isReally: "five bits for each bit", likely: "five bits for each four"),
                .init(.number(Int64(size)), isReally: "the bits before coding", likely: "five bits for each four"),
            ]),
            q(6, 2, "the line rate in Mbit/s that \(rate) Mbit/s need with 4B/5B", "5.2", .number(Int64(rate * 5 / 4)), [
                .init(.number(Int64(rate * 4 / 5)), isReally: "\(rate) times 4 / 5", likely: "the code adds bits: the line must be faster, not slower"),
                .init(.number(Int64(rate * 2)), isReally: "twice the rate", likely: "that is what Manchester needs"),
            ]),
            q(7, 2, "how many Mbit/s Shannon allows", "5.3", .number(shannon), [
                .init(.number(Int64(bandwidth * ratio)), isReally: "bandwidth times signal over noise", likely: "the logarithm to base 2 is missing"),
                .init(.number(Int64((10 * log10(Double(ratio))).rounded())), isReally: "signal over noise in decibels", likely: "Shannon's formula takes the ratio itself, not decibels"),
                .init(.number(shannon * 2), isReally: "twice that", likely: "the factor 2 belongs to Nyquist's formula"),
                .init(.number(shannon * 1_000_000), isReally: "bits per second", likely: "Mbit/s were asked for"),
            ]),
            q(8, 1, "which has more errors: BPSK or 16-QAM", "5.3", .text(["16-QAM", "16QAM", "QAM16", "qam"]), [
                .init(.text(["BPSK"]), isReally: "the one with two points far apart", likely: "sixteen points in the same space are closer to one another"),
            ]),
        ]
    }
}
