/// A picture of numbers: series of points over two axes, drawn as SVG (``svg(width:height:)``) and, for terminals and for who cannot see it,
/// as lines of text (``text(width:height:)``). Both show the same.
///
///     var plot = Plot(title: "Congestion window", x: Axis("time", unit: "s"), y: Axis("window", unit: "KiB"))
///     plot.add(Series("cwnd", .steps, .blue, mark: "*", points))
///     for line in plot.text() { print(line) }
///
/// Points whose numbers are not finite are left out. The same plot gives the same text and the same SVG everywhere.
public struct Plot: Sendable {
    public var title: String
    /// What there is to be seen, in a sentence: the SVG's description for who does not see it.
    public var summary: String
    public var x: Axis
    public var y: Axis
    /// Drawn in this order: the last lies on top.
    public private(set) var series: [Series] = []

    public init(title: String, summary: String = "", x: Axis, y: Axis) {
        self.title = title
        self.summary = summary
        self.x = x
        self.y = y
    }

    public mutating func add(_ series: Series) { self.series.append(series) }

    /// Whether there is nothing to be drawn.
    public var isEmpty: Bool { series.allSatisfy { $0.points.isEmpty } }

    /// The smallest and the largest number on an axis: the axis' own bounds, otherwise the points'. Never of no length.
    func range(_ axis: Axis, _ numbers: (Point) -> [Double]) -> ClosedRange<Double> {
        var low = axis.from ?? .infinity, high = axis.to ?? -.infinity
        for series in series {
            for point in series.points {
                for number in numbers(point) where number.isFinite {
                    if axis.from == nil { low = min(low, number) }
                    if axis.to == nil { high = max(high, number) }
                }
            }
        }
        guard low.isFinite, high.isFinite, low <= high else { return 0...1 }
        if high - low < max(abs(high), abs(low), 1e-300) * 1e-12 { return low...(low == 0 ? 1 : low + abs(low)) }
        return low...high
    }

    var xRange: ClosedRange<Double> { range(x) { [$0.x] } }
    var yRange: ClosedRange<Double> { range(y) { point in point.top.map { [point.y, $0] } ?? [point.y] } }
}

/// What an axis counts.
public struct Axis: Sendable {
    public var label: String
    /// "s", "KiB"; empty for plain numbers.
    public var unit: String
    /// Where it begins and ends; nil: where the points do.
    public var from: Double?
    public var to: Double?

    public init(_ label: String, unit: String = "", from: Double? = nil, to: Double? = nil) {
        self.label = label
        self.unit = unit
        self.from = from
        self.to = to
    }

    /// "time (s)".
    var caption: String { unit.isEmpty ? label : "\(label) (\(unit))" }
}

/// A point, or with `top` a bar from `y` up to it.
public struct Point: Sendable, Hashable {
    public var x: Double
    public var y: Double
    public var top: Double?

    public init(_ x: Double, _ y: Double, top: Double? = nil) {
        self.x = x
        self.y = y
        self.top = top
    }
}

/// Points that belong together.
public struct Series: Sendable {
    /// How the points are drawn.
    public enum Style: Sendable, Hashable {
        /// Joined by straight lines.
        case line
        /// Each number holds until the next point.
        case steps
        /// Each by itself; those with a ``Point/top`` as bars.
        case marks
    }

    /// A colour that keeps apart from the others for the colour-blind too (Okabe and Ito's), on white and on black.
    public enum Tint: String, Sendable, Hashable, CaseIterable {
        case blue = "#0072b2", orange = "#e69f00", green = "#009e73", red = "#d55e00", purple = "#cc79a7", sky = "#56b4e9", grey = "#7f7f7f"

        /// The `number`-th of the colours, over and over.
        public static func numbered(_ number: Int) -> Tint { allCases[abs(number) % allCases.count] }
    }

    public var name: String
    public var style: Style
    public var tint: Tint
    /// What stands for it where there is only text; and in the SVG, where the points are marks: "x" crosses, "o" rings, others dots.
    public var mark: Character
    public var points: [Point]

    public init(_ name: String, _ style: Style, _ tint: Tint, mark: Character, _ points: [Point] = []) {
        self.name = name
        self.style = style
        self.tint = tint
        self.mark = mark
        self.points = points
    }
}
