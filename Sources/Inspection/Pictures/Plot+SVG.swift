import Wire

extension Plot {
    /// The plot as an SVG image of `width` by `height` pixels, complete in itself: it may be a file, or stand in an HTML page.
    public func svg(width: Int = 860, height: Int = 380) -> String {
        let frame = Frame(width: width, height: height, x: xRange, y: yRange)
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" font-family="system-ui, sans-serif" font-size="12">
            <title>\(MarkupText.escaped(title))</title>
            <desc>\(MarkupText.escaped(summary))</desc>
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>
            <text x="\(frame.left)" y="18" font-size="14" font-weight="600">\(MarkupText.escaped(title))</text>

            """
        svg += axes(frame)
        for series in series where !series.points.isEmpty { svg += series.svg(frame) }
        svg += legend(frame)
        return svg + "</svg>\n"
    }

    private func axes(_ frame: Frame) -> String {
        var svg = ""
        let horizontal = Ticks(frame.x, count: 8), vertical = Ticks(frame.y, count: 6)
        for value in vertical.values {
            let y = Number.text(frame.yPixel(value), decimals: 1)
            svg += "<line x1=\"\(frame.left)\" x2=\"\(frame.right)\" y1=\"\(y)\" y2=\"\(y)\" stroke=\"#e3e3e3\"/><text x=\"\(frame.left - 6)\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(vertical.label(value))</text>\n"
        }
        for value in horizontal.values {
            let x = Number.text(frame.xPixel(value), decimals: 1)
            svg += "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"\(frame.bottom)\" y2=\"\(frame.bottom + 4)\" stroke=\"#444444\"/><text x=\"\(x)\" y=\"\(frame.bottom + 18)\" text-anchor=\"middle\">\(horizontal.label(value))</text>\n"
        }
        svg += "<path d=\"M\(frame.left) \(frame.top)V\(frame.bottom)H\(frame.right)\" fill=\"none\" stroke=\"#444444\"/>\n"
        svg += "<text x=\"\(frame.right)\" y=\"\(frame.bottom + 34)\" text-anchor=\"end\">\(MarkupText.escaped(x.caption))</text>\n"
        svg += "<text x=\"14\" y=\"\(frame.top)\" text-anchor=\"end\" transform=\"rotate(-90 14 \(frame.top))\">\(MarkupText.escaped(y.caption))</text>\n"
        return svg
    }

    private func legend(_ frame: Frame) -> String {
        var svg = "", x = frame.left
        for series in series where !series.points.isEmpty {
            svg += "<rect x=\"\(x)\" y=\"\(frame.top - 14)\" width=\"10\" height=\"10\" fill=\"\(series.tint.rawValue)\"/><text x=\"\(x + 14)\" y=\"\(frame.top - 5)\">\(MarkupText.escaped(series.name))</text>\n"
            x += 30 + series.name.count * 7
        }
        return svg
    }
}

/// Where the points lie in the image.
struct Frame {
    let left = 72, top = 56
    let right: Int, bottom: Int
    let x: ClosedRange<Double>, y: ClosedRange<Double>

    init(width: Int, height: Int, x: ClosedRange<Double>, y: ClosedRange<Double>) {
        right = max(left + 10, width - 16)
        bottom = max(top + 10, height - 44)
        (self.x, self.y) = (x, y)
    }

    /// Rounded to tenths of a pixel.
    func xPixel(_ number: Double) -> Double { place(number, x, Double(left), Double(right)) }
    func yPixel(_ number: Double) -> Double { place(number, y, Double(bottom), Double(top)) }

    private func place(_ number: Double, _ range: ClosedRange<Double>, _ from: Double, _ to: Double) -> Double {
        let share = min(1, max(0, (number - range.lowerBound) / (range.upperBound - range.lowerBound)))
        return ((from + share * (to - from)) * 10).rounded() / 10
    }
}

extension Series {
    fileprivate func svg(_ frame: Frame) -> String {
        // Points that fall onto the same tenth of a pixel as the one before are the same to the eye: a million of them make no large file.
        var places: [(x: Double, y: Double, top: Double?)] = []
        for point in points where point.x.isFinite && point.y.isFinite {
            let place = (x: frame.xPixel(point.x), y: frame.yPixel(point.y), top: point.top.map(frame.yPixel))
            if let last = places.last, last == place { continue }
            places.append(place)
        }
        if style != .marks { places = Self.thinned(places) }
        func text(_ number: Double) -> String { Number.text(number, decimals: number == number.rounded() ? 0 : 1) }
        var path = ""
        switch style {
        case .line, .steps:
            for (index, place) in places.enumerated() {
                path += index == 0 ? "M\(text(place.x)) \(text(place.y))" : style == .steps ? "H\(text(place.x))V\(text(place.y))" : "L\(text(place.x)) \(text(place.y))"
            }
            return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(tint.rawValue)\" stroke-width=\"1.5\"/>\n"
        case .marks:
            for place in places {
                if let top = place.top { path += "M\(text(place.x)) \(text(place.y))V\(text(top == place.y ? top - 1 : top))" }
                switch mark {
                case "x", "X": path += "M\(text(place.x - 3)) \(text((place.top ?? place.y) - 3))l6 6m-6 0l6 -6"
                case "o", "O": path += "M\(text(place.x - 3)) \(text(place.top ?? place.y))a3 3 0 1 0 6 0a3 3 0 1 0 -6 0"
                default: if place.top == nil { path += "M\(text(place.x - 1)) \(text(place.y))h2" }
                }
            }
            return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(tint.rawValue)\" stroke-width=\"2\"/>\n"
        }
    }

    /// Of the places in one column of pixels the first, the lowest, the highest and the last.
    private static func thinned(_ places: [(x: Double, y: Double, top: Double?)]) -> [(x: Double, y: Double, top: Double?)] {
        guard places.count > 4000 else { return places }
        var kept: [(x: Double, y: Double, top: Double?)] = [], start = 0
        while start < places.count {
            var end = start
            while end + 1 < places.count, places[end + 1].x.rounded(.down) == places[start].x.rounded(.down) { end += 1 }
            let low = (start...end).min { places[$0].y < places[$1].y } ?? start, high = (start...end).max { places[$0].y < places[$1].y } ?? start
            var last = -1
            for index in [start, min(low, high), max(low, high), end] where index > last {
                kept.append(places[index])
                last = index
            }
            start = end + 1
        }
        return kept
    }
}
