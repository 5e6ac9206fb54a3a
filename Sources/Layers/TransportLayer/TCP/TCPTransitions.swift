/// What moves a connection from state to state: the labels on the arrows of RFC 9293's Figure 5.
public enum TCPTrigger: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    case passiveOpen, activeOpen, close, abort
    case receiveSYN, receiveSYNACK, receiveACKofSYN, receiveFIN, receiveACKofFIN, receiveRST
    case timeWaitOver, givenUp

    /// The label on the arrow.
    public var label: String {
        switch self {
        case .passiveOpen: "passive OPEN"
        case .activeOpen: "active OPEN"
        case .close: "CLOSE"
        case .abort: "ABORT"
        case .receiveSYN: "rcv SYN"
        case .receiveSYNACK: "rcv SYN,ACK"
        case .receiveACKofSYN: "rcv ACK of SYN"
        case .receiveFIN: "rcv FIN"
        case .receiveACKofFIN: "rcv ACK of FIN"
        case .receiveRST: "rcv RST"
        case .timeWaitOver: "2 MSL over"
        case .givenUp: "given up"
        }
    }
}

/// One arrow of the state diagram.
public struct TCPTransition: Hashable, Sendable {
    public let from: TCPState
    public let trigger: TCPTrigger
    public let to: TCPState
    /// What is sent because of it: "SYN", "ACK", "FIN", "RST"; empty where nothing is.
    public let sends: String
    /// The section of RFC 9293 that says so.
    public let section: String

    /// Every transition that a connection makes: the one source of its behaviour, of the diagram in the documentation and of
    /// what tests hold to be legal.
    public static let all: [TCPTransition] = {
        var table: [TCPTransition] = []
        func row(_ from: TCPState, _ trigger: TCPTrigger, _ to: TCPState, sends: String = "", _ section: String) {
            table.append(TCPTransition(from: from, trigger: trigger, to: to, sends: sends, section: section))
        }
        row(.closed, .passiveOpen, .listen, "3.10.1")
        row(.closed, .activeOpen, .synSent, sends: "SYN", "3.10.1")
        row(.listen, .receiveSYN, .synReceived, sends: "SYN,ACK", "3.10.7.2")
        row(.listen, .close, .closed, "3.10.4")
        row(.synSent, .receiveSYN, .synReceived, sends: "SYN,ACK", "3.10.7.3")
        row(.synSent, .receiveSYNACK, .established, sends: "ACK", "3.10.7.3")
        row(.synSent, .close, .closed, "3.10.4")
        row(.synReceived, .receiveACKofSYN, .established, "3.10.7.4")
        row(.synReceived, .close, .finWait1, sends: "FIN", "3.10.4")
        row(.established, .close, .finWait1, sends: "FIN", "3.10.4")
        row(.established, .receiveFIN, .closeWait, sends: "ACK", "3.10.7.4")
        row(.finWait1, .receiveACKofFIN, .finWait2, "3.10.7.4")
        row(.finWait1, .receiveFIN, .closing, sends: "ACK", "3.10.7.4")
        row(.finWait2, .receiveFIN, .timeWait, sends: "ACK", "3.10.7.4")
        row(.finWait2, .givenUp, .closed, "3.9.1")
        row(.closeWait, .close, .lastAck, sends: "FIN", "3.10.4")
        row(.closing, .receiveACKofFIN, .timeWait, "3.10.7.4")
        row(.lastAck, .receiveACKofFIN, .closed, "3.10.7.4")
        row(.timeWait, .timeWaitOver, .closed, "3.10.8")
        for state in TCPState.allCases where state != .closed && state != .listen {
            row(state, .receiveRST, .closed, state == .synSent ? "3.10.7.3" : "3.10.7.4")
            let tells = state != .synSent && state != .closing && state != .lastAck && state != .timeWait
            row(state, .abort, .closed, sends: tells ? "RST" : "", "3.10.5")
            if state != .timeWait && state != .finWait2 { row(state, .givenUp, .closed, "3.8.3") }
        }
        return table
    }()

    /// `all` by state and trigger; 0xff where there is no such arrow.
    private static let index: [UInt8] = {
        var index = [UInt8](repeating: 0xff, count: TCPState.allCases.count * TCPTrigger.allCases.count)
        for row in all { index[Int(row.from.rawValue) * TCPTrigger.allCases.count + Int(row.trigger.rawValue)] = row.to.rawValue }
        return index
    }()

    /// Where `trigger` leads from `state`; nil where it leads nowhere.
    public static func next(from state: TCPState, on trigger: TCPTrigger) -> TCPState? {
        TCPState(rawValue: index[Int(state.rawValue) * TCPTrigger.allCases.count + Int(trigger.rawValue)])
    }
}
