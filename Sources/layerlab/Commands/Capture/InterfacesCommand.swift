import ArgumentParser
import Capture
import KernelSockets
import LabKit

/// `layerlab interfaces`: where frames can be captured, and what to do where they cannot.
struct InterfacesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interfaces",
        abstract: "List the network interfaces, and whether you may capture on them.",
        discussion: HelpText.laidOut("""
            An interface is where a host meets a network: a card and its cable, a radio, or a piece of software that behaves \
            like one. lo (lo0 on macOS) is the loopback: what is sent there comes back to the same host, without any wire.

            LINK says what a frame begins with there. CAPTURE says whether this user may look at the frames; where the answer \
            is no, the lines below the table say what works all the same.
            """)
    )

    @Flag(help: "List also what can be captured on but is no network interface (Bluetooth, D-Bus, netfilter).")
    var all = false

    func run() throws {
        let found = try Interfaces.list(), interfaces = found.filter { all || $0.isNetwork }
        let dumpcap = DumpcapState.find(for: found)
        InterfaceTable(interfaces, dumpcap: dumpcap).lines.forEach { print($0) }
        if interfaces.count < found.count { print("and \(found.count - interfaces.count) that are no network interfaces: --all") }
        if dumpcap != .notNeeded { CaptureAdvice(dumpcap, privateNetworkObstacle: PrivateNetwork.obstacle()).lines.forEach { print($0) } }
    }
}

extension Interface {
    fileprivate var isNetwork: Bool { isUp || mac != nil || !addresses.isEmpty }
}

/// Whether an installed dumpcap may do what we may not.
enum DumpcapState {
    case notNeeded, none, notPermitted, permitted

    /// Asked of the loopback, where there is no traffic of others.
    static func find(for interfaces: [Interface]) -> DumpcapState {
        guard let loopback = interfaces.first(where: \.isLoopback), loopback.refusal?.kind == .notPermitted else { return .notNeeded }
        guard DumpcapCapture.installed() != nil else { return .none }
        do throws(CaptureError) {
            _ = try DumpcapCapture(interface: loopback.name)
            return .permitted
        } catch {
            return .notPermitted
        }
    }
}

/// The interfaces as a table: those that are up first, as libpcap lists them.
struct InterfaceTable {
    let lines: [String]

    init(_ interfaces: [Interface], dumpcap: DumpcapState) {
        var rows = [["NAME", "STATE", "LINK", "HARDWARE ADDRESS", "CAPTURE", "ADDRESSES"]]
        for interface in interfaces {
            let addresses = interface.addresses.map { address, prefix in prefix.map { "\(address)/\($0)" } ?? "\(address)" }
            let capture = switch interface.refusal?.kind {
            case nil: "yes"
            case .notPermitted: !interface.isUp ? "it is down" : dumpcap == .permitted ? "by dumpcap" : "not permitted"
            case .interfaceDown: "it is down"
            default: "not possible"
            }
            rows.append([
                interface.name, !interface.isUp ? "down" : interface.isRunning ? "up" : "up, no carrier", interface.linkType?.description ?? "?",
                interface.mac.map { "\($0)" } ?? "", capture, addresses.isEmpty ? interface.description : addresses.joined(separator: " "),
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        lines = rows.map { row in
            var line = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

/// What a user can do who may not open interfaces.
struct CaptureAdvice {
    let lines: [String]

    init(_ dumpcap: DumpcapState, privateNetworkObstacle: NamespaceError?) {
        let dumpcapLine = switch dumpcap {
        case .permitted: "yes: it may capture here; LayerLab uses it by itself"
        case .notPermitted: "no: it is installed, but may not capture here either"
        case .none, .notNeeded: "no: it is not installed, or not for this user"
        }
        let privateLine = privateNetworkObstacle.map { "no: \($0)" } ?? "yes: a lab's two ends run in a network of their own, where you may capture"
        lines = [
            "",
            "You may not capture on these interfaces yourself. What works here:",
            "  dumpcap          \(dumpcapLine)",
            "  private network  \(privateLine)",
            "  simulator        yes: it needs no permission",
            "To be allowed: \(CaptureAccess.advice)",
        ]
    }
}
