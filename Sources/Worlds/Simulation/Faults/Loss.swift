public import Wire

/// Loses each frame with the same probability, whatever happened to the others.
public struct RandomLoss: LinkFault {
    public let probability: Double
    public init(_ probability: Double) { self.probability = probability }

    public var name: String { "loss \(percent(probability))" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        if random.chance(probability) { frame.lose(name) }
    }
}

/// Loses frames in bursts: a channel that is now good, now bad, and loses frames with a probability of its own in each (Gilbert 1960,
/// Elliott 1963).
public struct GilbertElliottLoss: LinkFault {
    /// The probability, a frame, of turning bad when good: p.
    public let toBad: Double
    /// The probability, a frame, of turning good when bad: r. Bursts last 1/r frames on average.
    public let toGood: Double
    /// The probability of loss while good (1 - k) and while bad (1 - h).
    public let lossWhenGood: Double, lossWhenBad: Double
    private var isBad = false

    public init(toBad: Double, toGood: Double, lossWhenGood: Double = 0, lossWhenBad: Double = 1) {
        self.toBad = toBad
        self.toGood = toGood
        self.lossWhenGood = lossWhenGood
        self.lossWhenBad = lossWhenBad
    }

    /// Loses this share of the frames in the long run, in bursts of `burst` frames on average, and none between them.
    public init(meanLoss share: Double, burst: Double = 10 / 3) {
        let toGood = 1 / max(burst, 1)
        // p / (p + r) of the time is bad. Where nearly everything is to be lost, bursts grow instead.
        let toBad = share * toGood / max(1 - share, 1e-9)
        self.init(toBad: min(1, toBad), toGood: toBad <= 1 ? toGood : share > 0 ? (1 - share) / share : 1)
    }

    public var name: String { "bursty loss \(percent((expectedLoss * 1e6).rounded() / 1e6))" }

    /// The share of frames that is lost in the long run.
    public var expectedLoss: Double {
        guard toBad + toGood > 0 else { return lossWhenGood }
        return (toGood * lossWhenGood + toBad * lossWhenBad) / (toBad + toGood)
    }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        if random.chance(isBad ? toGood : toBad) { isBad.toggle() }
        if random.chance(isBad ? lossWhenBad : lossWhenGood) { frame.lose(name) }
    }
}

/// Loses the frames with the given numbers, counted from 1 in the order in which they leave.
public struct NumberedLoss: LinkFault {
    public let numbers: [Int]
    private var seen = 0
    public init(_ numbers: [Int]) { self.numbers = numbers.sorted() }

    public var name: String { "loss of frame \(numbers.map(String.init).joined(separator: ", "))" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        seen += 1
        if numbers.contains(seen) { frame.lose("loss of frame \(seen) on this wire") }
    }
}

/// A share as people write it: "5 %", "0.1 %".
func percent(_ share: Double) -> String {
    let scaled = share * 100
    if scaled == scaled.rounded() { return "\(Int(scaled)) %" }
    return "\((scaled * 1000).rounded() / 1000) %"
}
