/// How many frames and bytes have each protocol, as a tree: `--statistics protocols`.
final class ProtocolStatistic: CaptureStatistic {
    private final class Branch {
        let name: ProtocolName
        var frames = 0
        var bytes = 0
        var branches: [Branch] = []
        init(_ name: ProtocolName) { self.name = name }

        func known(_ name: ProtocolName) -> Branch? {
            for index in branches.indices where branches[index].name == name { return branches[index] }
            return nil
        }
    }
    private let root = Branch(ProtocolName(.frame))
    private static let depthLimit = 64
    /// Kinds of frames that are told apart; whatever is of yet another one is counted as far as it is like those.
    private static let branchLimit = 4_096
    private var branches = 0
    private var cut = 0

    func see(_ d: borrowing Dissection) {
        var branch = root
        root.frames += 1
        root.bytes += d.packet.originalLength
        for index in 1..<max(1, min(d.chain.count, Self.depthLimit)) {
            let name = d.chain[index]
            if name == ProtocolName(.ethertype) { continue }
            guard let next = branch.known(name) ?? grow(branch, name) else {
                cut += 1
                break
            }
            branch = next
            branch.frames += 1
            branch.bytes += d.packet.originalLength
        }
    }

    private func grow(_ branch: Branch, _ name: ProtocolName) -> Branch? {
        guard branches < Self.branchLimit else { return nil }
        branches += 1
        branch.branches.append(Branch(name))
        return branch.branches[branch.branches.count - 1]
    }

    func write(into out: inout OutputBuffer, names: NameTable?) {
        var table = TextTable(["protocol", ">frames", ">of all", ">bytes", ">of all"])
        func share(_ part: Int, _ whole: Int) -> String {
            let tenths = whole == 0 ? 0 : (part * 1000 + whole / 2) / whole
            return "\(tenths / 10).\(tenths % 10) %"
        }
        func add(_ branch: Branch, _ depth: Int) {
            table.add([String(repeating: "  ", count: depth) + Dissection.text(of: branch.name), "\(branch.frames)", share(branch.frames, root.frames), "\(branch.bytes)", share(branch.bytes, root.bytes)])
            for next in branch.branches.sorted(by: { $0.frames != $1.frames ? $0.frames > $1.frames : Dissection.text(of: $0.name) < Dissection.text(of: $1.name) }) { add(next, depth + 1) }
        }
        add(root, 0)
        table.write(into: &out)
        if cut > 0 { out.text("  \(cut) frames have further protocols inside, in more ways than the \(Self.branchLimit) that are told apart\n") }
    }
}
