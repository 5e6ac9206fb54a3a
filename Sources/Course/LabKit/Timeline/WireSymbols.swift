import PhysicalLayer

/// A frame as 100BASE-TX puts it onto the wire (IEEE 802.3 clauses 24 and 25): its bits, five for each four of them, scrambled, and the
/// three levels that a probe would show.
struct WireSymbols {
    let octets: [UInt8]
    let symbols: [FourBFiveB.Symbol]
    let levels: [Level]
    /// How many symbols a picture or a line shows.
    private static let shown = 40

    /// - Parameter frame: with its FCS.
    init(frame: [UInt8]) {
        octets = Preamble.octets + frame
        symbols = FourBFiveB.stream(of: octets)
        var scrambler = AdditiveScrambler()
        levels = MLT3().encode(scrambler.apply(FourBFiveB.encode(symbols)))
    }

    /// The wave of the first symbols, each five bits' symbol named above.
    private var wave: Waveform { wave(of: Self.shown) }

    private func wave(of shown: Int) -> Waveform {
        let count = min(shown, levels.count)
        let labels = (0..<count / 5).map { Waveform.Label(text: Self.name(symbols[$0]), start: 5 * $0, length: 5) }
        return Waveform(name: "MLT-3, the first \(count) symbols", levels: Array(levels[..<count]), labels: labels)
    }

    var lines: [String] {
        let bits = Bits(octets: octets)
        var lines = ["physical        \(octets.count) octets with the preamble: \(bits.count) bits, \(levels.count) symbols of 8 ns"]
        lines.append("bits            \(Bits(bits[..<min(48, bits.count)]).text(group: 8)) …")
        lines.append("4B/5B           " + symbols.prefix(12).map { "\(Self.name($0)) \(FourBFiveB.encode([$0]).text())" }.joined(separator: "  ").prefix(76) + " …")
        lines.append("scrambled, then MLT-3:")
        return lines + wave.text()
    }

    /// The wave as a picture of its own.
    var svg: String { wave.svg() }

    /// The preamble, both addresses and the type: a picture to be scrolled through.
    var longPicture: String { wave(of: (Preamble.octets.count + 14) * 10).svg(symbolWidth: 14) }

    private static func name(_ symbol: FourBFiveB.Symbol) -> String {
        switch symbol {
        case .data(let nibble): String(nibble, radix: 16).uppercased()
        case .idle: "I"
        case .j: "J"
        case .k: "K"
        case .t: "T"
        case .r: "R"
        case .halt: "H"
        }
    }
}
