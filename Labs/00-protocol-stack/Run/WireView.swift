import LabKit
import PhysicalLayer

/// The octets as bits and voltages: what is really on the wire.
struct WireView {
    let bits: Bits
    /// What the receiver gets: the sender's levels, but for a bit that was damaged.
    let received: [Level]

    /// - Parameter damage: bits that are turned over, counted from the preamble's first.
    init(octets: [UInt8], damage: [Int]) {
        bits = Bits(octets: octets)
        var levels = Manchester().encode(bits)
        for bit in damage where 2 * bit + 1 < levels.count { levels.swapAt(2 * bit, 2 * bit + 1) }
        received = levels
    }

    /// The last bits of the preamble, and the first of the frame.
    private var view: Range<Int> { 48..<min(88, bits.count) }

    func lines(everyBit: Bool, _ paint: Paint) -> [String] {
        var lines = ["on the wire: each octet's least significant bit first"]
        if everyBit {
            for start in stride(from: 0, to: bits.count, by: 64) {
                let name = start == 0 ? "preamble" : "frame \((start - 64) / 8)"
                lines.append(paint.layer(.physical, " \(name)\(String(repeating: " ", count: max(0, 10 - name.count))) \(Bits(bits[start..<min(start + 64, bits.count)]).text(group: 8))"))
            }
        } else {
            lines.append(paint.layer(.physical, " preamble   \(Bits(bits[..<56]).text(group: 8))"))
            lines.append(paint.layer(.physical, " delimiter  \(Bits(bits[56..<64]).text())   the last two bits, 1 1, say: now it begins"))
            lines.append(paint.layer(.physical, " frame      \(Bits(bits[64..<min(112, bits.count)]).text(group: 8)) …"))
        }
        let shown = Bits(bits[view])
        let codes: [any LineCode] = [NRZ(), Manchester()]
        for code in codes {
            lines.append("")
            lines.append(" \(code.name), bits \(view.lowerBound) to \(view.upperBound - 1): the end of the preamble, the delimiter, the frame")
            lines += waveform(shown, code).text(columns: 2 / code.symbolsPerBit).map { " " + paint.layer(.physical, $0) }
        }
        return lines
    }

    private func waveform(_ bits: Bits, _ code: any LineCode) -> Waveform { Waveform(bits, in: code) }

    /// A waveform with what is to be said of it.
    struct Picture {
        var title: String
        var words: String
        var wave: Waveform
        /// For each symbol, in its twin in text.
        var columns: Int
    }

    /// The end of the preamble and the beginning of the frame, in each code.
    var pictures: [Picture] {
        let shown = Bits(bits[view]), codes: [any LineCode] = [NRZ(), Manchester()]
        return codes.map { code in
            Picture(title: "\(code.name), bits \(view.lowerBound) to \(view.upperBound - 1)", words: "The end of the preamble, the delimiter, the frame: as \(code.usedBy.prefix(1).lowercased() + code.usedBy.dropFirst()) would send them.", wave: waveform(shown, code), columns: 2 / code.symbolsPerBit)
        }
    }

    /// Writes a picture of each code, and its twin in text, and returns the files' names.
    func writePictures(into folder: String) throws -> [String] {
        try pictures.map { picture in
            let name = picture.wave.name.lowercased()
            _ = try PictureFolder(folder).write((picture.wave.text(columns: picture.columns) + [picture.words]).joined(separator: "\n") + "\n", named: "\(name).txt")
            return try PictureFolder(folder).write(picture.wave.svg(), named: "\(name).svg")
        }
    }
}
