#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the nodes of a network go, so that a picture says who is near whom: stress is made small (Kamada and Kawai's, by majorization), then
/// boxes are moved apart. The same network gives the same picture.
public struct NetworkLayout: Sendable {
    public struct Spot: Sendable, Hashable {
        public var x: Double
        public var y: Double
        public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
    }

    /// A picture of a given width.
    public struct Placement: Sendable {
        public var spots: [Spot]
        public var height: Double
    }

    /// In units of a cable's length, widest from left to right.
    private let units: [Spot]

    /// Nodes that are placed with care; more stand in rows.
    private static let limit = 400

    /// - Parameters:
    ///   - count: how many nodes there are.
    ///   - cables: the two nodes that each joins, by their places from 0.
    public init(count: Int, cables: [(Int, Int)]) {
        guard count > 1, count <= Self.limit else {
            units = (0..<count).map { Spot(Double($0), 0) }
            return
        }
        units = Self.flattened(Self.relaxed(Self.hops(count, cables)))
    }

    // MARK: - In units

    /// Hops between all pairs; what no cable reaches stands a hop behind the farthest.
    private static func hops(_ count: Int, _ cables: [(Int, Int)]) -> [[Double]] {
        var around = [[Int]](repeating: [], count: count)
        for (a, b) in cables where a != b && (0..<count).contains(a) && (0..<count).contains(b) {
            around[a].append(b)
            around[b].append(a)
        }
        var all: [[Int]] = []
        for start in 0..<count {
            var hops = [Int](repeating: -1, count: count), queue = [start], head = 0
            hops[start] = 0
            while head < queue.count {
                let one = queue[head]
                head += 1
                for next in around[one] where hops[next] < 0 {
                    hops[next] = hops[one] + 1
                    queue.append(next)
                }
            }
            all.append(hops)
        }
        let farthest = max(1, all.map { $0.max() ?? 0 }.max() ?? 1)
        return all.map { $0.map { Double($0 < 0 ? farthest + 1 : $0) } }
    }

    private static func relaxed(_ hops: [[Double]]) -> [Spot] {
        let count = hops.count
        var first = 0, last = 0
        for a in 0..<count { for b in a..<count where hops[a][b] > hops[first][last] { (first, last) = (a, b) } }
        // Begin between the two ends that are farthest apart: near the result already, and never the same place twice.
        var at = hops.indices.map { Spot((hops[$0][first] - hops[$0][last]) / 2, 1.1 * sin(2.4 * Double($0 + 1))) }
        for _ in 0..<max(20, min(150, 6_000_000 / (count * count * 10))) {
            for one in 0..<count {
                var x = 0.0, y = 0.0, weights = 0.0
                for other in 0..<count where other != one {
                    let wanted = hops[one][other], weight = 1 / (wanted * wanted)
                    let dx = at[one].x - at[other].x, dy = at[one].y - at[other].y, far = max((dx * dx + dy * dy).squareRoot(), 1e-6)
                    x += weight * (at[other].x + wanted * dx / far)
                    y += weight * (at[other].y + wanted * dy / far)
                    weights += weight
                }
                at[one] = Spot(x / weights, y / weights)
            }
        }
        return at
    }

    /// Turned so that it is widest from left to right, the first node on the left.
    private static func flattened(_ at: [Spot]) -> [Spot] {
        let middle = Spot(at.reduce(0) { $0 + $1.x } / Double(at.count), at.reduce(0) { $0 + $1.y } / Double(at.count))
        var xx = 0.0, yy = 0.0, xy = 0.0
        for one in at {
            let dx = one.x - middle.x, dy = one.y - middle.y
            xx += dx * dx
            yy += dy * dy
            xy += dx * dy
        }
        let turn = 0.5 * atan2(2 * xy, xx - yy), cosine = cos(turn), sine = sin(turn)
        let turned = at.map { Spot(($0.x - middle.x) * cosine + ($0.y - middle.y) * sine, -($0.x - middle.x) * sine + ($0.y - middle.y) * cosine) }
        let side = turned[0].x > 0 ? -1.0 : 1.0
        return turned.map { Spot(side * $0.x, side * $0.y) }
    }

    // MARK: - In pixels

    /// Places in a picture: the middles of boxes that are `box` large, with their words.
    ///
    /// - Parameter limit: how high it should be at most; a narrow picture gets high all the same.
    public func place(width: Double, box: Spot, limit: Double) -> Placement {
        guard !units.isEmpty else { return Placement(spots: [], height: box.y) }
        if units.count > Self.limit { return rows(width, box) }
        let room = width - box.x - 12, columns = max(1, ((width - 12) / (box.x + 26)).rounded(.down))
        var at = units
        if Self.span(at, \.x) > Self.span(at, \.y), Self.span(at, \.x) + 1 > 1.9 * columns { at = at.map { Spot($0.y, $0.x) } }
        let spanX = Self.span(at, \.x), spanY = Self.span(at, \.y)
        // A cable is as long as there is room, and no longer than is easy to follow.
        let unitX = spanX > 0.01 ? min(230, room / spanX) : 0
        let fits = spanX > spanY ? (limit - box.y - 12) / max(0.3, spanY) : 90
        let unitY = spanY > 0.3 ? max(box.y + 8, min(unitX > 0 ? unitX * 0.8 : 150, 150, fits)) : 0
        let left = at.map(\.x).min() ?? 0, top = at.map(\.y).min() ?? 0
        var spots = at.map { Spot(($0.x - left) * unitX, ($0.y - top) * unitY) }
        Self.separate(&spots, box, room)
        let low = spots.map(\.y).min() ?? 0, from = spots.map(\.x).min() ?? 0, wide = Self.span(spots, \.x)
        // A wide picture is filled as far as that helps.
        let stretch = wide > 1 ? min(room / wide, 1.5) : 1, shift = (width - wide * stretch) / 2
        spots = spots.map { Spot((shift + ($0.x - from) * stretch).rounded(), ($0.y - low + box.y / 2 + 6).rounded()) }
        return Placement(spots: spots, height: (Self.span(spots, \.y) + box.y + 12).rounded(.up))
    }

    /// A crowd, row by row.
    private func rows(_ width: Double, _ box: Spot) -> Placement {
        let columns = max(1, Int((width - 12) / (box.x + 16))), step = width / Double(columns)
        let spots = units.indices.map { Spot(((Double($0 % columns) + 0.5) * step).rounded(), Double($0 / columns) * (box.y + 8) + box.y / 2 + 6) }
        return Placement(spots: spots, height: (Double((units.count - 1) / columns) * (box.y + 8) + box.y + 12).rounded(.up))
    }

    private static func span(_ spots: [Spot], _ axis: KeyPath<Spot, Double>) -> Double {
        let values = spots.map { $0[keyPath: axis] }
        return (values.max() ?? 0) - (values.min() ?? 0)
    }

    /// Moves boxes apart that lie on one another.
    private static func separate(_ spots: inout [Spot], _ box: Spot, _ wide: Double) {
        for round in 0..<300 {
            var isMoved = false
            for a in spots.indices {
                for b in spots.indices where b > a {
                    let dx = spots[b].x - spots[a].x, dy = spots[b].y - spots[a].y, overX = box.x + 16 - abs(dx), overY = box.y + 4 - abs(dy)
                    guard overX > 0.5, overY > 0.5 else { continue }
                    isMoved = true
                    // What has no room side by side goes one below the other.
                    if overX * 0.7 < overY, box.x * 2 < wide, round < 100 {
                        let by = overX / 2 * (dx < 0 ? -1 : 1)
                        spots[a].x -= by
                        spots[b].x += by
                    } else {
                        let by = overY / 2 * (dy < 0 ? -1 : 1)
                        spots[a].y -= by
                        spots[b].y += by
                    }
                }
            }
            for index in spots.indices { spots[index].x = max(0, min(wide, spots[index].x)) }
            if !isMoved { return }
        }
    }
}
