public import GradeKit
import PhysicalLayer

/// Lab 13's questions. Their keys are worked out with the physical layer's own codes and closed forms.
public struct Questions {
    public let all: [Question]

    public init() {
        let bits = Bits("101100011011") ?? Bits()
        let ones = bits.filter(\.self).count
        let manchester = Manchester().encode(bits), nrz = SignalProperties(of: NRZ().encode(bits))
        let inner = SignalProperties(of: NRZI().encode(bits)).transitions
        let coded = FourBFiveB.encode((0..<16).map { FourBFiveB.Symbol.data($0) }).count
        let shannon = ChannelCapacity.shannon(bandwidth: 1e6, signalToNoise: 1023) / 1e6
        func q(_ number: Int, _ points: Int, _ wanted: String, _ section: String, _ key: Question.Key, _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section \(section)", key: key, misconceptions: misconceptions)
        }
        all = [
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
                .init(.number(2), isReally: "the longest run of ones", likely: "a run of zeros is a run, too"),
                .init(.number(Int64(SignalProperties(of: NRZI().encode(bits)).longestRun)), isReally: "the longest run in NRZI", likely: "look at the waveform called NRZ"),
            ]),
            q(5, 1, "how many bits 4B/5B makes of 64", "5.2", .number(Int64(coded)), [
                .init(.number(320), isReally: "five bits for each bit", likely: "five bits for each four"),
                .init(.number(64), isReally: "the bits before coding", likely: "five bits for each four"),
            ]),
            q(6, 2, "the line rate in Mbit/s that 100 Mbit/s need with 4B/5B", "5.2", .number(Int64(100 * coded / 64)), [
                .init(.number(80), isReally: "100 times 4 / 5", likely: "the code adds bits: the line must be faster, not slower"),
                .init(.number(200), isReally: "twice the rate", likely: "that is what Manchester needs"),
            ]),
            q(7, 2, "how many Mbit/s Shannon allows", "5.3", .number(Int64(shannon.rounded())), [
                .init(.number(1023), isReally: "bandwidth times signal over noise", likely: "the logarithm to base 2 is missing"),
                .init(.number(30), isReally: "signal over noise in decibels", likely: "Shannon's formula takes the ratio itself, not decibels"),
                .init(.number(20), isReally: "twice that", likely: "the factor 2 belongs to Nyquist's formula"),
                .init(.number(10_000_000), isReally: "bits per second", likely: "Mbit/s were asked for"),
            ]),
            q(8, 1, "which has more errors: BPSK or 16-QAM", "5.3", .text(["16-QAM", "16QAM", "QAM16", "qam"]), [
                .init(.text(["BPSK"]), isReally: "the one with two points far apart", likely: "sixteen points in the same space are closer to one another"),
            ]),
        ]
    }
}
