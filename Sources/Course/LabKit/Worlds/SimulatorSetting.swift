public import Simulation
public import TransportLayer
import Wire

/// What a lab with two ends wants of the simulator, and, where that is possible, of our own stack on a TAP device.
public struct SimulatorSetting: Sendable {
    /// Something wrong with the wire, in both directions or in that from one end.
    public struct Fault: Sendable {
        public var fault: any LinkFault
        public var sender: String?

        public init(_ fault: any LinkFault, from sender: String? = nil) {
            self.fault = fault
            self.sender = sender
        }
    }

    /// The wire between client and server; `--delay` has the last word about its delay.
    public var link = LinkProperties()
    /// How both ends' connections behave; nil leaves it to the world. And the server's, where they are to differ.
    public var tcp: TCPConfiguration?
    public var serverTCP: TCPConfiguration?
    /// Whether the lab is about a wire that only the simulator has: then `--on auto` takes it.
    public var isPreferred = false
    /// Besides those that the options ask for.
    public var faults: [Fault] = []

    public init() {}
}
