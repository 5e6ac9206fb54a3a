import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif
import Pictures
import Testing

@Suite("Networks and ladders: SVG and text")
struct NetworkPictureTests {
    /// Rings, stars, lines, trees, a node alone, two that nothing joins.
    static let shapes: [(name: String, count: Int, cables: [(Int, Int)])] = [
        ("one", 1, []), ("a pair", 2, [(0, 1)]), ("two apart", 2, []), ("a line", 7, (0..<6).map { ($0, $0 + 1) }), ("a ring", 8, (0..<8).map { ($0, ($0 + 1) % 8) }), ("a star", 9, (1..<9).map { (0, $0) }),
        ("a tree", 31, (1..<31).map { (($0 - 1) / 2, $0) }), ("all with all", 6, (0..<6).flatMap { a in (a + 1..<6).map { (a, $0) } }), ("twice the same cable, and a loop", 3, [(0, 1), (0, 1), (1, 1), (1, 2)]), ("a crowd", 600, (1..<600).map { (0, $0) }),
    ]

    @Test("no box lies on another or outside, in wide and narrow pictures, and the same network gives the same picture", arguments: shapes)
    func placed(shape: (name: String, count: Int, cables: [(Int, Int)])) {
        let layout = NetworkLayout(count: shape.count, cables: shape.cables), box = NetworkLayout.Spot(84, 52)
        for width in [1200.0, 860, 430, 300] {
            let placement = layout.place(width: width, box: box, limit: 330)
            #expect(placement.spots.count == shape.count)
            #expect(placement.spots == NetworkLayout(count: shape.count, cables: shape.cables).place(width: width, box: box, limit: 330).spots)
            for spot in placement.spots {
                #expect(spot.x >= box.x / 2 - 1 && spot.x <= width - box.x / 2 + 1 && spot.y >= box.y / 2 && spot.y <= placement.height, "\(spot) of \(width) by \(placement.height)")
            }
            guard shape.count <= 31 else { continue }
            for a in placement.spots.indices { for b in placement.spots.indices where b > a {
                let (one, other) = (placement.spots[a], placement.spots[b])
                #expect(abs(one.x - other.x) >= box.x * 0.9 || abs(one.y - other.y) >= box.y * 0.9, "\(a) and \(b) at \(width): \(one), \(other)")
            } }
        }
    }

    static let hostile = ["<script>", "a&b\"", "\u{0}\u{7}", "]]>", String(repeating: "x", count: 300)]

    @Test("is well-formed XML, whatever the names are", arguments: hostile)
    func wellFormed(name: String) throws {
        let network = NetworkPicture(title: name, nodes: [.init(name, .router, name), .init("b", .bridge, ""), .init("c", .hub, "")], cables: [.init(0, 1, name), .init(1, 2, "1 bit/s")])
        let ladder = Ladder(title: name, lanes: [name, "b"], rows: [.init(time: "0", number: "1", .arrow(from: 0, to: 1, isLost: true), label: name, words: name), .init(time: name, number: "", .mark(at: 1), label: name, words: ""), .init(time: "", number: "", .heading, label: "", words: name)])
        for svg in [network.svg(), ladder.svg()] {
            let parser = XMLParser(data: Data(svg.utf8))
            #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
        }
        #expect(ladder.text().allSatisfy { $0.count <= 400 })
    }

    @Test("a ladder's text has an arrow for each frame, in its direction, and a cross where it is lost")
    func text() {
        let ladder = Ladder(title: "t", lanes: ["client", "server"], rows: [
            .init(time: "0.0 µs", number: "", .mark(at: 0), label: "connect", words: "10.0.0.12:12345"), .init(time: "0.0 µs", number: "1", .arrow(from: 0, to: 1, isLost: false), label: "SYN", words: "hello"),
            .init(time: "6.3 µs", number: "2", .arrow(from: 1, to: 0, isLost: false), label: "SYN, ACK", words: ""), .init(time: "9.0 µs", number: "3", .arrow(from: 0, to: 1, isLost: true), label: "ACK", words: ""),
        ])
        let lines = Array(ladder.text().dropFirst(2))
        #expect(lines[0].contains("client") && lines[0].contains("server"))
        #expect(lines[1].contains("■ connect") && lines[1].hasSuffix("10.0.0.12:12345"))
        #expect(lines[2].contains(" SYN ") && lines[2].contains("▶│  hello"))
        #expect(lines[3].contains("│◀─") && lines[3].contains("SYN, ACK"))
        #expect(lines[4].contains("x ACK") && !lines[4].contains("▶"))
        #expect(lines.allSatisfy { $0.last != " " })
    }
}
