import LinkLayer
import Simulation
import Wire

/// What switches, hubs and cards did, in plain words. Ports count from 1, as they are printed beside the sockets.
struct LinkWords {
    /// Whose card has an address: "alice", "everyone", or the address itself.
    private let owner: (MACAddress) -> String

    init(owner: @escaping (MACAddress) -> String) { self.owner = owner }

    /// A verb for the narrow column, and the rest.
    func tell(_ kind: LinkEvent.Kind) -> (what: String, words: String) {
        switch kind {
        case .switched(let port, let destination, let learning, let decision):
            let lesson = tell(learning, port)
            let (what, words) = tell(decision, destination)
            return (what, lesson.isEmpty ? words : "\(words)\(words.hasSuffix("?") ? "" : ";") \(lesson)")
        case .refused: return ("drops", "its check sequence is wrong: counted, and nobody is told")
        case .collided(let stations): return ("collision", "\(stations.joined(separator: " and ")) sent at the same time")
        case .backedOff(let attempt, let slots): return ("waits", "\(slots) slot\(slots == 1 ? "" : "s") of 512 bits after collision \(attempt)")
        case .portState(let port, let state, let role): return ("tree", "port \(port + 1) is \(state.rawValue), as \(role) port")
        case .queueFull: return ("drops", "no room in the queue, or it has grown too long: nobody is told")
        case .lost(let what): return ("loses", what)
        case .changed(let change): return tell(change)
        case .gaveUp: return ("gives up", "16 collisions of one frame are enough")
        }
    }

    private func tell(_ change: LinkEvent.Change) -> (String, String) {
        switch change {
        case .cut: ("is cut", "nothing gets through any more")
        case .mended: ("is mended", "")
        case .fault(let name): ("fault", name)
        case .repaired: ("repaired", "its faults are over")
        case .crashed: ("crashes", "without a word: its connections and caches are gone, its programs' sockets fail")
        case .lostCarrier(let interface): ("no signal", "on \(interface): nothing is sent there until there is one")
        case .foundCarrier(let interface): ("signal", "on \(interface) again")
        case .restarted: ("restarts", "with an empty stack; it announces its addresses")
        }
    }

    private func tell(_ decision: ForwardingDecision, _ destination: MACAddress) -> (String, String) {
        switch decision {
        case .forward(let port): ("forwards", "to port \(port + 1) only: \(owner(destination)) is there")
        case .flood where destination.isMulticast: ("floods", "to all others: for \(owner(destination))")
        case .flood: ("floods", "to all others: where is \(owner(destination))?")
        case .filter: ("filters", "\(owner(destination)) has it already")
        }
    }

    private func tell(_ learning: LinkEvent.Learning, _ port: Int) -> String {
        switch learning {
        case .new(let mac): "learns: \(owner(mac)) is on port \(port + 1)"
        case .moved(let mac, _): "learns: \(owner(mac)) is now on port \(port + 1)"
        case .known, .nothing: ""
        }
    }
}
