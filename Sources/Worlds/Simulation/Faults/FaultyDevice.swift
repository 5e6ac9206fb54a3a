public import Sockets
public import Stack
public import Wire

/// A device whose frames pass through faults, both ways, before they arrive: what a simulated wire does to its frames, done to a
/// real device's. A TAP device checks no FCS, so that a bit turned over reaches IP and TCP, whose checksums must find it.
///
/// On the loop's thread only.
public final class FaultyDevice: FrameDevice {
    /// One direction: its faults, and its own random numbers.
    private struct Way {
        var faults: [any LinkFault]
        var random: RandomStream
    }

    private let inner: any FrameDevice
    private let loop: WorldLoop
    private var outward: Way, inward: Way
    /// Frames that have come and wait to be taken: late ones and copies.
    private var arrived: [[UInt8]] = []
    /// Frames that are held up; more are lost, as in a queue that is full.
    private var held = 0
    private static let limit = 4096

    /// Called when a late frame has come, which no descriptor tells.
    public var whenLate: (() -> Void)?
    /// Frames that the faults took away.
    public private(set) var lost = 0

    public init(_ inner: any FrameDevice, faults: [any LinkFault], loop: WorldLoop, seed: UInt64) {
        self.inner = inner
        self.loop = loop
        outward = Way(faults: faults, random: RandomStream(seed: seed, name: "outward"))
        inward = Way(faults: faults, random: RandomStream(seed: seed, name: "inward"))
    }

    public var mtu: Int { inner.mtu }
    public var isGone: Bool { inner.isGone }

    public func transmit(_ frame: [UInt8], id: EventID, cause: EventID) {
        guard let (bytes, delay, copies) = pass(frame, &outward) else { return }
        for _ in 0...copies { after(delay) { [inner] in inner.transmit(bytes, id: id, cause: cause) } }
    }

    public func receive(into frame: inout [UInt8], id: EventID) -> Bool {
        while arrived.isEmpty {
            var buffer: [UInt8] = []
            guard inner.receive(into: &buffer, id: id) else { return false }
            guard let (bytes, delay, copies) = pass(buffer, &inward) else { continue }
            for _ in 0...copies {
                after(delay) { [weak self] in
                    self?.arrived.append(bytes)
                    if delay > .zero { self?.whenLate?() }
                }
            }
        }
        frame.append(contentsOf: arrived.removeFirst())
        return true
    }

    /// What becomes of a frame; nil: it is lost.
    private func pass(_ frame: [UInt8], _ way: inout Way) -> (bytes: [UInt8], delay: Nanoseconds, copies: Int)? {
        var faulty = FaultyFrame(bytes: frame, carriesFCS: false)
        for index in way.faults.indices { way.faults[index].apply(to: &faulty, at: loop.now, random: &way.random) }
        guard faulty.lost == nil else {
            lost += 1
            return nil
        }
        return (faulty.carriesFCS ? faulty.bytes.dropLast(4) : faulty.bytes, faulty.delay, faulty.copies)
    }

    private func after(_ delay: Nanoseconds, _ body: @escaping () -> Void) {
        if delay <= .zero { return body() }
        guard held < Self.limit else { return lost += 1 }
        held += 1
        loop.schedule(at: loop.now + delay) { [weak self] in
            self?.held -= 1
            body()
        }
    }
}
