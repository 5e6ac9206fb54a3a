import Simulation
import Yams

extension InternetFileReader {
    mutating func cable(_ node: Node) throws(InternetFileError) {
        guard cables.count < 4 * InternetFile.nodeLimit else { throw fail(node, "too many cables") }
        var ends: [String] = [], properties = LinkProperties()
        switch node {
        case .sequence(let sequence): for item in sequence { ends.append(try text(item, "a cable's end")) }
        default:
            for (key, _, value) in try mapping(node, "a cable", keys: ["between", "rate", "delay", "mtu"]) {
                let word = key == "between" ? "" : try text(value, key)
                switch key {
                case "between": for item in try list(value, "between") { ends.append(try text(item, "a cable's end")) }
                case "rate":
                    let units: [(String, Int64)] = [("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000)]
                    guard let unit = units.first(where: { word.hasSuffix($0.0) }), let number = Int64(word.dropLast()), number > 0, number <= 1000 else { throw fail(value, "rate is 56k, 100M or 1G, not \"\(word)\"") }
                    properties.rate = DataRate(bitsPerSecond: number * unit.1)
                case "delay":
                    guard let span = ShellOptions.span(word), span <= .seconds(10) else { throw fail(value, "delay is 5us, 2ms or 1s, at most 10s, not \"\(word)\"") }
                    properties.delay = span
                default:
                    guard let mtu = Int(word), (68...65_535).contains(mtu) else { throw fail(value, "mtu is from 68 to 65535, not \"\(word)\"") }
                    properties.mtu = mtu
                }
            }
        }
        guard ends.count == 2 else { throw fail(node, "a cable has two ends: [alice, switch] or {between: [alice, switch], rate: 100M, delay: 2ms}") }
        cables.append(Cable(ends[0], ends[1], properties))
        cableLines.append(("\(ends[0])-\(ends[1])", node.mark?.line ?? 1))
    }
}
