import PhysicalLayer
import Testing

@Suite("Modulation and noise") struct ModulationTests {
    @Test("without noise every bit comes back, and the mean energy is 1", arguments: Modulation.allCases)
    func clean(_ modulation: Modulation) {
        var random = Seeded(1)
        let bits = random.bits(6 * 2000)
        let points = modulation.modulate(bits)
        #expect(modulation.demodulate(points) == bits)
        // Over the whole constellation the mean is exact.
        let every = (0..<1 << modulation.bitsPerSymbol).flatMap { word in (0..<modulation.bitsPerSymbol).map { word >> $0 & 1 == 1 } }
        let mean = modulation.modulate(every).map(\.energy).reduce(0, +) / Double(1 << modulation.bitsPerSymbol)
        #expect(abs(mean - 1) < 1e-12)
    }

    @Test("neighbours in a constellation differ in one bit", arguments: Modulation.allCases)
    func gray(_ modulation: Modulation) {
        let words = (0..<1 << modulation.bitsPerSymbol).map { word in (0..<modulation.bitsPerSymbol).map { word >> $0 & 1 == 1 } }
        let points = words.map { modulation.modulate($0)[0] }
        func distance(_ a: Int, _ b: Int) -> Double { ConstellationPoint(i: points[a].i - points[b].i, q: points[a].q - points[b].q).energy.squareRoot() }
        let least = (1..<points.count).map { distance(0, $0) }.min()!
        for a in points.indices {
            for b in points.indices where b > a && distance(a, b) < least * 1.01 {
                #expect(zip(words[a], words[b]).count { $0 != $1 } == 1)
            }
        }
    }

    @Test("the measured bit error rate is the closed form's, within four standard deviations of correlated errors", arguments: [
        (Modulation.bpsk, 2.0), (.bpsk, 5), (.qpsk, 3), (.qpsk, 6), (.qam16, 4), (.qam16, 8), (.qam64, 6), (.qam64, 11),
    ])
    func errorRate(_ modulation: Modulation, _ decibels: Double) {
        var random = Seeded(42)
        let measured = BitErrorMeasurement(modulation, ebN0Decibels: decibels, bits: 120_000, using: &random)
        // A symbol's bits can go wrong together: at low signal that widens the spread, by at most the bits of a symbol.
        #expect(abs(measured.deviations) < 4 * Double(modulation.bitsPerSymbol).squareRoot(), "\(modulation.rawValue) at \(decibels) dB: \(measured.errors) of \(measured.bits) bits wrong, theory \(measured.theory * Double(measured.bits))")
    }

    @Test("textbook values of the closed forms", arguments: [
        (Modulation.bpsk, 9.6, 1e-5, 0.05), (.qpsk, 9.6, 1e-5, 0.05), (.qam16, 13.4, 1e-5, 0.1), (.qam64, 17.8, 1e-5, 0.1), (.bpsk, 0, 0.0786, 0.001),
    ])
    func textbook(_ modulation: Modulation, _ decibels: Double, _ rate: Double, _ tolerance: Double) {
        let theory = modulation.bitErrorRate(ebN0: Decibels.ratio(decibels))
        #expect(abs(theory - rate) / rate < tolerance * 2, "\(modulation.rawValue) at \(decibels) dB: \(theory)")
    }

    @Test("points from anywhere are demodulated to something", arguments: Modulation.allCases)
    func anywhere(_ modulation: Modulation) {
        for value in [Double.infinity, -.infinity, .nan, 1e300, -1e300, 0] {
            #expect(modulation.demodulate([ConstellationPoint(i: value, q: -value)]).count == modulation.bitsPerSymbol)
        }
    }

    @Test("Nyquist, Shannon and the cable")
    func channel() {
        #expect(ChannelCapacity.nyquist(bandwidth: 3000, levels: 4) == 12_000)
        // A telephone line of 3 kHz at 30 dB: about 30 kbit/s.
        #expect(abs(ChannelCapacity.shannon(bandwidth: 3000, signalToNoise: Decibels.ratio(30)) - 29_902) < 1)
        // ANSI/TIA-568-C.2, table 49: 22.0 dB at 100 MHz, 2.0 dB at 1 MHz for 100 m of category 5e.
        let cable = TwistedPair(length: 100)
        #expect(abs(cable.attenuation(frequency: 100e6) - 22.0) < 0.05)
        #expect(abs(cable.attenuation(frequency: 1e6) - 2.0) < 0.05)
        #expect(abs(cable.propagationDelay - 505e-9) < 1e-9)
        #expect(abs(cable.bitsInFlight(rate: 1e9) - 505) < 1)
        #expect(abs(Decibels.from(ratio: 1000) - 30) < 1e-12)
    }
}

@Suite("Waveforms") struct WaveformTests {
    @Test("text")
    func text() {
        #expect(Waveform(Bits("1011")!, in: NRZ()).text() == [
            "   1 0 1 1",
            " + ──┐ ┌───",
            " -   └─┘",
        ])
        #expect(Waveform(Bits("10")!, in: Manchester()).text() == [
            "    1   0",
            " +   ┌───┐",
            " - ──┘   └─",
        ])
        #expect(Waveform(Bits("1110")!, in: MLT3()).text() == [
            "   1 1 1 0",
            " + ──┐",
            " 0   └─┐",
            " -     └───",
        ])
    }

    @Test("the SVG is well formed, escapes its labels and says in words what it shows")
    func svg() {
        let svg = Waveform(name: "<&>", levels: [.positive, .zero, .negative], labels: [.init(text: "\"a\"", start: 0, length: 3)]).svg()
        #expect(svg.contains("<title id=\"title\">&lt;&amp;&gt;</title>"))
        #expect(svg.contains("&quot;a&quot;</text>"))
        #expect(svg.contains("Levels: + 0 -"))
        #expect(svg.contains("d=\"M16 44H40V76H64V108H88\""))
    }

    @Test("nothing to draw is no reason to fail")
    func empty() {
        #expect(Waveform([], in: NRZ()).text().count == 3)
        #expect(Waveform([], in: MLT3()).svg().contains("<svg"))
    }
}
