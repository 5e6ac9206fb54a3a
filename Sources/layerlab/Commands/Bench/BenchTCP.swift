import ArgumentParser
import NetworkLayer
import Stack
import TransportLayer
import Wire

/// `layerlab bench tcp`: bytes from one program's buffer to another's, through both ends of the whole stack.
struct BenchTCP: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tcp",
        abstract: "A TCP transfer between two stacks in memory, on one thread: Ethernet, IPv4, TCP, every checksum computed and verified.",
        discussion: "Compare with iperf3 between two network namespaces whose veth pair has its offloads turned off."
    )

    @Option(help: "Mebibytes in one run.") var mebibytes = 512
    @Option(help: "How often it is measured.") var runs = 5
    @Option(help: "The interfaces' MTU.") var mtu = 1500
    @Option(help: "Bytes of each write and read.") var block = 65536

    func validate() throws {
        guard (1...1_000_000).contains(mebibytes) else { throw ValidationError("--mebibytes is from 1 to 1000000") }
        guard (576...65_535).contains(mtu) else { throw ValidationError("--mtu is from 576 to 65535") }
        guard (1...1_048_576).contains(block) else { throw ValidationError("--block is from 1 to 1048576") }
    }

    func run() throws {
        let meter = BenchMeter(runs: runs)
        let goal = mebibytes << 20
        var segments = 0
        var failure: (any Error)?
        meter.measure("tcp.bulk.mtu\(mtu)", Double(goal) * 8 / 1e9, "Gbit/s") {
            do {
                var pair = try StackPair(mtu: mtu, block: block)
                let received = try pair.transfer(goal)
                segments = pair.frames
                return UInt64(received)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        meter.figure("tcp.bulk.frames", Double(segments) / 1e6, "M frames in a run")
    }
}

/// Two hosts on one ideal wire, and a connection between them.
private struct StackPair {
    private let client: Stack, server: Stack
    private var turn = Turn(now: .zero + .seconds(1))
    private let sending: SocketID
    private var receiving: SocketID?
    private let listener: SocketID
    private let bytes: [UInt8]
    /// Frames on the wire, by whom they are for; each list is used again and again.
    private var forServer: [OutgoingFrame] = []
    private var forClient: [OutgoingFrame] = []
    private(set) var frames = 0

    init(mtu: Int, block: Int) throws {
        func host(_ octet: UInt8) -> Stack {
            let stack = Stack(name: "host\(octet)", random: RandomStream(seed: 1, name: "host\(octet)"))
            stack.addInterface("eth0", mac: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(octet)), mtu: mtu)
            stack.addAddress(IPv4Address(10, 0, 0, octet), prefixLength: 24, to: 0)
            var configuration = TCPConfiguration()
            configuration.maximumSegmentSize = mtu - 40
            stack.tcpConfiguration = configuration
            return stack
        }
        client = host(1)
        server = host(2)
        bytes = [UInt8](repeating: 0x5a, count: block)
        listener = try server.listen(on: SocketAddress(.v4(.any), 5001)).socket
        sending = try client.connect(to: SocketAddress(.v4(IPv4Address(10, 0, 0, 2)), 5001), &turn).socket
        swap(&turn.frames, &forServer)
        turn.ready.removeAll(keepingCapacity: true)
    }

    /// Moves `goal` bytes; returns how many came out.
    mutating func transfer(_ goal: Int) throws -> Int {
        var received = 0, sent = 0, mayWrite = false, idle = 0
        while received < goal {
            let before = frames
            // What is on the wire to the server, and what its program does then.
            frames += Self.deliver(&forServer, to: server, &turn)
            if receiving == nil { receiving = try server.accept(listener)?.socket }
            if let receiving {
                while let part = try server.receive(atMost: bytes.count, on: receiving, &turn), !part.isEmpty { received += part.count }
            }
            Self.collect(&turn, into: &forClient)
            // The same at the client.
            frames += Self.deliver(&forClient, to: client, &turn)
            for readiness in turn.ready where readiness.kind == .stream { mayWrite = readiness.socket == sending || mayWrite }
            while mayWrite, sent < goal, client.streamState(sending)?.state == .established {
                let taken = try client.send(bytes, on: sending, &turn)
                sent += taken
                mayWrite = taken == bytes.count
            }
            Self.collect(&turn, into: &forServer)
            turn.now = turn.now + .microseconds(20)
            // Delayed acknowledgments and the like.
            idle = frames == before ? idle + 1 : 0
            if idle > 0, let next = [client.nextDeadline, server.nextDeadline].compactMap({ $0 }).min() {
                turn.now = max(turn.now, next)
                client.advance(&turn)
                Self.collect(&turn, into: &forServer)
                server.advance(&turn)
                Self.collect(&turn, into: &forClient)
            }
            guard idle < 1000 else { throw ValidationError("the transfer stands still after \(received) bytes") }
        }
        return received
    }

    private static func deliver(_ wire: inout [OutgoingFrame], to stack: Stack, _ turn: inout Turn) -> Int {
        turn.ready.removeAll(keepingCapacity: true)
        let count = wire.count
        for index in wire.indices {
            // Taken out, so that the buffer has one owner and can be used again.
            var bytes: [UInt8] = []
            swap(&bytes, &wire[index].bytes)
            stack.receive(consume bytes, on: 0, &turn)
        }
        wire.removeAll(keepingCapacity: true)
        return count
    }

    private static func collect(_ turn: inout Turn, into wire: inout [OutgoingFrame]) {
        for index in turn.frames.indices {
            var frame = OutgoingFrame(bytes: [], interface: 0, id: .none, cause: .none)
            swap(&frame, &turn.frames[index])
            wire.append(frame)
        }
        turn.frames.removeAll(keepingCapacity: true)
    }
}
