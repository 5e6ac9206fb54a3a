import Sockets

/// Why a lab could not run to its end: one line that says what happened, and what to do about it where that is known.
public struct LabFailure: Error, CustomStringConvertible {
    public let description: String

    /// - Parameter advice: what to do about it, on a line of its own.
    public init(_ what: String, advice: String = "") { description = advice.isEmpty ? what : "\(what)\n       \(advice)" }

    /// The failure of a program's socket call, told to somebody who runs `lab`.
    init(_ error: SocketError, lab: Lab, port: UInt16) {
        let advice = switch error.code {
        case .refused: "Nobody listens there. Start the other end first: swift run \(lab.name) server --port \(port)"
        case .addressInUse: "Another program listens on that port. Stop it, or take another: --port \(port &+ 1)"
        case .permissionDenied where port < 1024 && error.operation != "connect": "Ports below 1024 belong to the system. Take a higher one: --port 12345"
        case .addressNotAvailable: "--bind takes an address that this computer has: layerlab interfaces lists them"
        case .reset: "The other end gave the connection up. Its own output may say why."
        case .nameNotFound: lab.number.isEmpty ? "Is the name spelt right?" : "Is --host spelt right?"
        case .timedOut: "No answer came. Is the other end running, and at that address?"
        default: ""
        }
        self.init("\(error)", advice: advice)
    }

    init(_ error: any Error, lab: Lab, port: UInt16) {
        switch error {
        case let failure as LabFailure: self = failure
        case let error as SocketError: self.init(error, lab: lab, port: port)
        default: self.init("\(error)")
        }
    }
}
