import NetworkLayer
import Wire

extension Stack {
    func reassembleIPv4(_ frame: consuming [UInt8], _ arrival: IPv4Arrival, _ turn: inout Turn) {
        drop(frame, .reassembly, on: arrival.interface, &turn)
    }
    func reassembleIPv6(_ frame: consuming [UInt8], _ arrival: IPv6Arrival, _ fragment: IPv6FragmentHeader, next: IPProtocol, _ turn: inout Turn) {
        drop(frame, .reassembly, on: arrival.interface, &turn)
    }
}
