import Simulation
import TransportLayer
import Wire

/// The network: as many senders on the left as receivers on the right, and one narrow link between two routers.
///
///     sender1 ─┐                          ┌─ receiver1
///              left ═══ bottleneck ═══ right
///     sender2 ─┘                          └─ receiver2
struct DumbbellPlan {
    struct Flow {
        var algorithm: Algorithm
        /// Without a queue.
        var roundTrip = Nanoseconds.milliseconds(40)
        var start = Nanoseconds.zero
    }

    var flows: [Flow]
    var rate = DataRate.megabits(10)
    var queue = QueueKind.droptail
    var queueLength = 100
    var loss = 0.0

    static let bottleneck = "left-right"
    static let port: UInt16 = 5001

    init(algorithms: [Algorithm]) { flows = algorithms.map { Flow(algorithm: $0) } }

    /// Packets of 1500 bytes that fill the longest round trip (the bandwidth-delay product), ten at least.
    var fittingQueue: Int {
        let longest = flows.map(\.roundTrip.count).max() ?? 0
        return min(100_000, max(10, Int(Double(rate.bitsPerSecond) * Double(longest) / 1e9 / 12_000)))
    }

    private var discipline: QueueDiscipline {
        switch queue {
        case .droptail: .dropTail(frames: queueLength)
        // Floyd's advice: the thresholds apart by a factor of three, the upper within the room that there is.
        case .red: .red(REDParameters(minimum: max(2, Double(queueLength) / 6), maximum: max(6, Double(queueLength) / 2), probability: 0.1, limit: queueLength))
        case .codel: .coDel(CoDelParameters(limit: queueLength))
        }
    }

    /// A quarter of the shortest round trip is the bottleneck's share of the way there; the rest is each sender's own cable.
    private var middleDelay: Nanoseconds { Nanoseconds((flows.map(\.roundTrip.count).min() ?? 0) / 8) }

    var topology: Topology {
        let access = DataRate(bitsPerSecond: max(rate.bitsPerSecond * 10, 100_000_000))
        return Topology {
            for number in 1...flows.count {
                Computer("sender\(number)", "10.1.\(number).1/24")
                Computer("receiver\(number)", "10.2.\(number).1/24")
            }
            Node.router("left", side: 1, flows: flows.count)
            Node.router("right", side: 2, flows: flows.count)
            Cable("left", "right", LinkProperties(rate: rate, delay: middleDelay, queue: discipline))
            for (index, flow) in flows.enumerated() {
                Cable("sender\(index + 1)", "left", LinkProperties(rate: access, delay: Nanoseconds(flow.roundTrip.count / 2 - middleDelay.count)))
                Cable("receiver\(index + 1)", "right", LinkProperties(rate: access, delay: .zero))
            }
        }
    }

    /// How both ends of a flow behave: buffers that never hold it back.
    func configuration(of flow: Flow) -> TCPConfiguration {
        var tcp = TCPConfiguration()
        tcp.sendBufferLimit = 8 << 20
        tcp.receiveBufferLimit = 8 << 20
        let algorithm = flow.algorithm
        tcp.congestionControl = { algorithm.make($0) }
        return tcp
    }
}

private enum Node {
    /// A router with an interface to the other one and one to each host of its side.
    static func router(_ name: String, side: Int, flows: Int) -> Router {
        let addresses = ["10.0.0.\(side)/24"] + (1...flows).map { "10.\(side).\($0).254/24" }
        return Router(name, addresses: addresses)
    }
}
