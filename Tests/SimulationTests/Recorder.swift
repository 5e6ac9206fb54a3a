import Sockets
import Wire
@testable import Simulation

/// Keeps every frame and every call that it is shown.
final class Recorder: FrameObserver, SocketObserver, @unchecked Sendable {
    private(set) var frames: [ObservedFrame] = []
    private(set) var events: [SocketEvent] = []

    func observe(_ frame: ObservedFrame) { frames.append(frame) }
    func observe(_ event: SocketEvent) { events.append(event) }

    /// A line a frame: time in microseconds, from, to, type, length with FCS.
    var lines: [String] {
        frames.map { frame in
            let type = UInt16(frame.bytes[12]) << 8 | UInt16(frame.bytes[13])
            let number = frame.bytes.count > 23 ? frame.bytes[23] : 0
            let what = switch (type, number) {
            case (0x0806, _): "ARP"
            case (0x0800, 1): "ICMP \(frame.bytes[34])"
            case (0x0800, 6): "TCP \(String(frame.bytes[47], radix: 2))"
            case (0x0800, 17): "UDP"
            case (0x86dd, _): "IPv6 \(frame.bytes[20])"
            default: "\(type)"
            }
            let time = Double((frame.time.nanoseconds + 50) / 100) / 10
            return "\(time) \(frame.from) \(frame.to) \(what) \(frame.bytes.count)"
        }
    }

    /// The frames with their times, hashed: equal when the captures are. (Not by a CRC, for which a frame with its FCS is nothing.)
    var digest: UInt64 {
        var hash = SipHash(key: SipHash.Key(1, 2))
        for frame in frames {
            hash.add(frame.bytes.span.bytes)
            hash.add(UInt64(bitPattern: frame.time.nanoseconds))
        }
        return hash.value
    }
}

extension Topology {
    /// The network, with a recorder on every wire and every host.
    func recorded(seed: UInt64 = 1, keepsStory: Bool = false) throws -> (Simulation, Recorder) {
        let simulation = try simulation(seed: seed, keepsStory: keepsStory)
        let recorder = Recorder()
        simulation.observe(with: recorder)
        simulation.socketObserver = recorder
        return (simulation, recorder)
    }
}
