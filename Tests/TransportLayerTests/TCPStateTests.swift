import Foundation
import Testing
import TransportLayer

@Suite("TCP: states")
struct TCPStateTests {
    /// `UPDATE_DOCUMENTATION=1` writes what the test would otherwise miss.
    @Test("The documentation's diagram and table are the code's")
    func documentation() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Layers/TransportLayer/TCP/README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let drawn = replaced(replaced(text, from: "```dot\n", to: "\n```", by: TCPStateDiagram.dot), from: "\n\n| state", to: "|\n\n## Pieces", by: String(("\n\n" + TCPStateDiagram.table).dropLast()), keepingMarks: false)
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] != nil { try drawn.write(to: file, atomically: true, encoding: .utf8) }
        #expect(text == drawn, "the README beside TCP's sources does not show TCPTransition.all: UPDATE_DOCUMENTATION=1 swift test --filter TCPStateTests writes it anew")
    }

    private func replaced(_ text: String, from: String, to: String, by new: String, keepingMarks: Bool = true) -> String {
        guard let start = text.range(of: from), let end = text.range(of: to, range: start.upperBound..<text.endIndex) else { return "no \(from)" }
        return text[..<(keepingMarks ? start.upperBound : start.lowerBound)] + new + text[end.lowerBound...]
    }

    @Test("Each state and event leads to one state")
    func isAFunction() {
        var seen: [String] = []
        for row in TCPTransition.all {
            let key = "\(row.from) \(row.trigger)"
            #expect(!seen.contains(key), "two rows for \(key)")
            seen.append(key)
            #expect(TCPTransition.next(from: row.from, on: row.trigger) == row.to)
        }
        #expect(TCPTransition.next(from: .closed, on: .receiveFIN) == nil)
    }

    @Test("Every state can be reached and left")
    func isConnected() {
        for state in TCPState.allCases {
            #expect(state == .closed || TCPTransition.all.contains { $0.to == state }, "\(state) cannot be reached")
            #expect(TCPTransition.all.contains { $0.from == state }, "\(state) cannot be left")
        }
    }

    @Test("Sequence numbers are compared around the wrap", arguments: [
        (UInt32(0), UInt32(1), true), (1, 0, false), (.max, 0, true), (0, .max, false), (.max - 10, 5, true), (5, 5, false), (0, 0x7fff_ffff, true), (0, 0x8000_0001, false),
    ])
    func sequenceOrder(a: UInt32, b: UInt32, isBefore: Bool) {
        #expect((SequenceNumber(a) < SequenceNumber(b)) == isBefore)
        #expect(SequenceNumber(b) - SequenceNumber(a) == Int(Int32(bitPattern: b &- a)))
    }
}
