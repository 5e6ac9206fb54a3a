import ArgumentParser
import LabKit
import PhysicalLayer
import Pictures
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Measured bit error rates beside the closed forms.
struct Noise: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Send random bits through white Gaussian noise and count the errors.")

    @Option(help: ArgumentHelp("Bits for each measurement.", valueName: "N"))
    var bits = 300_000

    @Option(help: ArgumentHelp("The seed: the same seed gives the same errors.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write the rates as a picture into this folder, with its twin in text.", valueName: "DIR"))
    var svg: String?

    func validate() throws {
        guard (1000...100_000_000).contains(bits) else { throw ValidationError("--bits takes 1000 to 100000000, and \(bits) is not") }
    }

    func run() throws {
        print("            Eb/N0      bits   errors     measured       theory   deviations")
        var plot = Plot(title: "Bit error rates", summary: "Measured with \(bits) bits each (marks), and in theory (lines): ten times fewer errors for each step down.", x: Axis("Eb/N0", unit: "dB"), y: Axis("log10 of the bit error rate"))
        for (index, modulation) in Modulation.allCases.enumerated() {
            var counted: [Point] = [], expected: [Point] = []
            for decibels in stride(from: 0.0, through: modulation.bitsPerSymbol <= 2 ? 8 : modulation == .qam16 ? 12 : 16, by: 4) {
                var random = RandomStream(seed: seed, name: "\(modulation.rawValue) \(decibels)")
                let measured = BitErrorMeasurement(modulation, ebN0Decibels: decibels, bits: bits, using: &random)
                if measured.errors > 0 { counted.append(Point(decibels, log10(measured.rate))) }
                expected.append(Point(decibels, log10(measured.theory)))
                print("  \(left(modulation.rawValue, 8)) \(right("\(Int(decibels)) dB", 6)) \(right("\(measured.bits)", 9)) \(right("\(measured.errors)", 8)) \(right(rate(measured.rate), 12)) \(right(rate(measured.theory), 12))   \(right(tenths(measured.deviations), 10))")
            }
            plot.add(Series("\(modulation.rawValue), in theory", .line, .numbered(index), mark: ".", expected))
            plot.add(Series("measured", .marks, .numbered(index), mark: "o", counted))
        }
        print("\nA deviation within about 3 is chance; in QAM a symbol's bits may go wrong together, which widens it a little.")
        if let svg {
            _ = try PictureFolder(svg).write((plot.text(width: 98, height: 20) + [plot.summary]).joined(separator: "\n") + "\n", named: "bit-error-rates.txt")
            print("picture: \(try PictureFolder(svg).write(plot.svg(), named: "bit-error-rates.svg"))")
        }
    }

    /// "7.86e-02", without Foundation.
    private func rate(_ value: Double) -> String {
        guard value > 0 else { return "0" }
        var mantissa = value, exponent = 0
        while mantissa < 1 { mantissa *= 10; exponent -= 1 }
        while mantissa >= 10 { mantissa /= 10; exponent += 1 }
        let hundredths = Int((mantissa * 100).rounded())
        if hundredths == 1000 { return "1.00e\(exponent + 1 < 0 ? "-" : "+")\(right2(abs(exponent + 1)))" }
        return "\(hundredths / 100).\(right2(hundredths % 100))e\(exponent < 0 ? "-" : "+")\(right2(abs(exponent)))"
    }

    private func tenths(_ value: Double) -> String {
        let scaled = Int((value * 10).rounded())
        return "\(scaled < 0 ? "-" : "+")\(abs(scaled) / 10).\(abs(scaled) % 10)"
    }

    private func right2(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private func right(_ text: String, _ width: Int) -> String { text.count < width ? String(repeating: " ", count: width - text.count) + text : text }
    private func left(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }
}
