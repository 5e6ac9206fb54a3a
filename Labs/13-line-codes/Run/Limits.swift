import ArgumentParser
import PhysicalLayer

/// What a cable takes from a signal, and what Nyquist and Shannon leave of it.
struct Limits: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Attenuation and delay of a category 5e cable; the limits of Nyquist and Shannon.")

    @Option(help: ArgumentHelp("The cable's length in metres.", valueName: "METRES"))
    var length = 100.0

    @Option(help: ArgumentHelp("Signal over noise where the signal is sent, in decibels.", valueName: "DB"))
    var signalToNoise = 60.0

    func validate() throws {
        guard length.isFinite, (0...10_000).contains(length) else { throw ValidationError("--length takes 0 to 10000 metres") }
        guard signalToNoise.isFinite, (-100...200).contains(signalToNoise) else { throw ValidationError("--signal-to-noise takes -100 to 200 dB") }
    }

    func run() {
        let cable = TwistedPair(length: length)
        print("\(tenths(length)) m of category 5e: a bit is on its way for \(tenths(cable.propagationDelay * 1e9)) ns; at 1 Gbit/s \(tenths(cable.bitsInFlight(rate: 1e9))) bits are on the cable at once")
        print("\n  frequency   attenuation   S/N at the end   Nyquist, 2 levels   Shannon")
        for megahertz in [1.0, 10, 16, 31.25, 62.5, 100] {
            let loss = cable.attenuation(frequency: megahertz * 1e6)
            let left = signalToNoise - loss
            let nyquist = ChannelCapacity.nyquist(bandwidth: megahertz * 1e6, levels: 2) / 1e6
            let shannon = ChannelCapacity.shannon(bandwidth: megahertz * 1e6, signalToNoise: Decibels.ratio(left)) / 1e6
            print("  \(right(tenths(megahertz), 5)) MHz   \(right(tenths(loss), 8)) dB   \(right(tenths(left), 11)) dB   \(right(tenths(nyquist), 10)) Mbit/s   \(right(tenths(shannon), 7)) Mbit/s")
        }
        print("\nNyquist counts symbols, Shannon bits: more levels get past the first and never past the second.")
        print("(Shannon with the attenuation at the upper edge of the band, which is a little too strict.)")
    }

    private func tenths(_ value: Double) -> String {
        let scaled = Int((value * 10).rounded())
        return "\(scaled < 0 ? "-" : "")\(abs(scaled) / 10).\(abs(scaled) % 10)"
    }

    private func right(_ text: String, _ width: Int) -> String { text.count < width ? String(repeating: " ", count: width - text.count) + text : text }
}
