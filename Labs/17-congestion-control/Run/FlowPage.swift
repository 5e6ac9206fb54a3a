import LabKit
import Simulation
import Wire

/// The page of `--html`: the frames that pass the probe, each interval's sums between them, and the pictures.
final class FlowPage: FrameObserver {
    let page: LabPage
    private var count = 0
    /// Frames that the page keeps.
    private static let limit = 5000
    private var leftOut: Int { max(0, count - Self.limit) }

    init(_ plan: DumbbellPlan, seed: UInt64) {
        let flows = plan.flows.count == 1 ? "one \(plan.flows[0].algorithm.rawValue) flow" : "\(plan.flows.count) flows"
        page = LabPage(.congestionControl, "simulator, seed \(seed): \(flows), bottleneck \(plan.rate)")
    }

    func observe(_ frame: ObservedFrame) {
        count += 1
        guard count <= Self.limit else { return }
        let fate: String? = switch frame.fate {
        case .arrives: nil
        case .lost(let why): "LOST (\(why))"
        case .harmed(let how): how.joined(separator: ", ")
        }
        page.add(FrameRecord(number: count, time: frame.time, bytes: frame.bytes, linkType: .ethernet, from: frame.from, to: frame.to, hasFCS: true, fate: fate), arriving: frame.arrival)
    }

    func write(to path: String) throws {
        try page.write(to: path, notes: leftOut > 0 ? ["The first \(Self.limit) frames at the probe are here, \(leftOut) later ones are not; --write FILE.pcap keeps all of them."] : [])
    }
}
