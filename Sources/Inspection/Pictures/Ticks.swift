/// Round numbers along an axis: 1, 2 or 5 times a power of ten apart.
struct Ticks {
    let values: [Double]
    private let step: Double

    /// About `count` of them, or fewer, within `range`.
    init(_ range: ClosedRange<Double>, count: Int) {
        let rough = (range.upperBound - range.lowerBound) / Double(max(1, count))
        var power = 1.0
        while power > rough, power > 1e-300 { power /= 10 }
        while power * 10 <= rough { power *= 10 }
        let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999_999 } ?? power * 10
        self.step = step
        let first = (range.lowerBound / step - 1e-9).rounded(.up), last = (range.upperBound / step + 1e-9).rounded(.down)
        guard first <= last, last - first < 1000 else { values = []; return }
        values = (0...Int(last - first)).map { (first + Double($0)) * step }
    }

    /// A tick's number, with as many decimals as tell it from its neighbours.
    func label(_ value: Double) -> String {
        var decimals = 0, unit = 1.0
        while unit > step * 1.000_001, decimals < 9 {
            unit /= 10
            decimals += 1
        }
        return Number.text(value, decimals: decimals)
    }
}

/// Numbers as text, the same on every machine.
enum Number {
    /// With so many decimals; large whole numbers in full, up to what a Double holds exactly.
    static func text(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        var scale: Int64 = 1
        for _ in 0..<min(decimals, 9) where Double(scale) * abs(value) < 9e17 { scale *= 10 }
        let scaled = Int64((abs(value) * Double(scale)).rounded())
        let whole = "\(scaled / scale)", sign = value < 0 && scaled != 0 ? "-" : ""
        if scale == 1 { return sign + whole }
        let rest = "\(scaled % scale)", digits = "\(scale)".count - 1
        return "\(sign)\(whole).\(String(repeating: "0", count: digits - rest.count))\(rest)"
    }
}
