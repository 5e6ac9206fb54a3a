import Foundation
import Testing
@testable import Pictures

@Suite("Plots: SVG and text show the same")
struct PlotTests {
    private static func plot(_ series: Series...) -> Plot {
        var plot = Plot(title: "A <plot> & more", summary: "It rises", x: Axis("time", unit: "s"), y: Axis("bytes"))
        for one in series { plot.add(one) }
        return plot
    }

    @Test("A rising line goes from the lower left to the upper right, labelled with round numbers")
    func rising() {
        let lines = Self.plot(Series("up", .line, .blue, mark: "*", (0...10).map { Point(Double($0), Double($0 * 100)) })).text(width: 40, height: 8)
        #expect(lines.allSatisfy { $0.count <= 40 && $0.last != " " }, "\(lines)")
        #expect(lines[1].last == "*" && lines[8].contains("┤*") && lines.last == "  * up", "\(lines.joined(separator: "\n"))")
        #expect(lines[1].hasPrefix("1000 ┤") && lines[8].hasPrefix("   0 ┤"))
    }

    @Test("Steps hold until the next point; bars reach from one number to the other; what is drawn last lies on top")
    func styles() {
        let steps = Self.plot(Series("s", .steps, .red, mark: "#", [Point(0, 0), Point(10, 9)])).text(width: 30, height: 5)
        #expect(steps[5].filter { $0 == "#" }.count == steps[5].drop { $0 != "┤" }.count - 1, "\(steps.joined(separator: "\n"))")
        let bars = Self.plot(Series("b", .marks, .green, mark: "|", [Point(0, 0, top: 9), Point(10, 0, top: 9)])).text(width: 30, height: 5)
        #expect(bars[1...5].allSatisfy { $0.filter { $0 == "|" }.count == 2 }, "\(bars.joined(separator: "\n"))")
        let over = Self.plot(Series("a", .line, .green, mark: "a", [Point(0, 0), Point(1, 0)]), Series("b", .line, .green, mark: "b", [Point(0, 0), Point(1, 0)])).text(width: 30, height: 5)
        #expect(!over.dropFirst().dropLast(2).contains { $0.contains("a") })
    }

    @Test("Nothing, one point, a flat line and numbers that are none", arguments: [[], [Point(3, 3)], [Point(0, 5), Point(9, 5)], [Point(.nan, 1), Point(1, .infinity), Point(2, 2)], [Point(-1e300, 1e300), Point(1e300, -1e300)], [Point(0, 1e-12), Point(1e-12, 2e-12)]])
    func oddPoints(points: [Point]) {
        for style in [Series.Style.line, .steps, .marks] {
            let plot = Self.plot(Series("odd", style, .blue, mark: "*", points))
            #expect(plot.text(width: 60, height: 6).allSatisfy { $0.count <= 60 })
            #expect(plot.svg().hasSuffix("</svg>\n"))
        }
    }

    @Test("The SVG is well-formed XML, says what it shows, and names every series")
    func svg() throws {
        let svg = Self.plot(Series("one \"x\" <b>", .line, .blue, mark: "*", [Point(0, 0), Point(1, 2)]), Series("two", .marks, .red, mark: "x", [Point(0.5, 1), Point(0.6, 0, top: 1)])).svg()
        #expect(svg.contains("<title>A &lt;plot&gt; &amp; more</title>") && svg.contains("<desc>It rises</desc>") && svg.contains("one &quot;x&quot; &lt;b&gt;") && svg.contains(">two<"))
        // Every tag is closed: as many elements open as close.
        let opened = count("<[a-z]", in: svg), closed = count("</[a-z]", in: svg) + count("/>", in: svg)
        #expect(opened == closed, "\(opened) elements opened, \(closed) closed")
    }

    private func count(_ pattern: String, in text: String) -> Int {
        var count = 0, rest = text[...]
        while let match = rest.range(of: pattern, options: .regularExpression) {
            count += 1
            rest = rest[match.upperBound...]
        }
        return count
    }

    @Test("A hundred thousand points make a file that a page can carry")
    func manyPoints() {
        var points: [Point] = []
        for number in 0..<100_000 { points.append(Point(Double(number), Double(number % 977))) }
        #expect(Self.plot(Series("many", .line, .blue, mark: "*", points)).svg().utf8.count < 100_000)
    }

    @Test("Numbers along an axis are round and few", arguments: [(0.0...1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]), (0.0...65535, ["0", "20000", "40000", "60000"]), (-5...5, ["-4", "-2", "0", "2", "4"]), (0.001...0.0024, ["0.0010", "0.0015", "0.0020"])])
    func ticks(range: ClosedRange<Double>, expected: [String]) {
        let ticks = Ticks(range, count: range.upperBound == 65535 ? 4 : range.upperBound == 0.0024 ? 4 : 5)
        #expect(ticks.values.map(ticks.label) == expected)
    }
}
