import ApplicationLayer
import Applications
import ArgumentParser
import Capture
import KernelSockets
import Sockets
import Stack
import StackSockets
import TapDevice
import TapWorld
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One run of `layerlab tap`. Confined to its loop's thread.
final class TapSession: @unchecked Sendable {
    private let command: TapCommand
    private let loop: KernelWorld
    private let device: TapDevice
    private let writer: CaptureFile.Writer?
    private let printer: FramePrinter?
    private var world: TapWorld!
    /// What ended the run before its time.
    private var failure: (any Error)?
    private var wasInterrupted = false

    init(_ command: TapCommand) throws {
        self.command = command
        loop = try KernelWorld()
        device = try TapDevice(opening: command.name)
        if let kernel = command.kernel {
            try device.setKernelAddress(kernel.address.address, prefixLength: kernel.address.prefixLength)
            try device.bringUp()
        }
        writer = try command.write.map { path throws(CaptureError) in try CaptureFile.Writer(path: path, linkType: .ethernet) }
        printer = command.print ? FramePrinter(detail: .summary) : nil
        var chain: any FrameDevice = device
        if writer != nil || printer != nil { chain = TracedDevice(chain) { [unowned self] in tell($0) } }
        world = try TapWorld(chain, watching: device.descriptor, card: command.card(named: device.name), in: loop)
    }

    func run() throws {
        for signal in [SIGINT, SIGTERM] {
            try loop.onSignal(signal) { [self] in
                wasInterrupted = true
                loop.loop.cancelRun()
            }
        }
        world.whenGone = { [unowned self] in end(TapGone(device: device.name)) }
        let host = world.host(named: device.name)
        standardError("\(introduction)\n")
        do {
            try loop.run { [self] in
                if let target = command.connect { try await transfer(on: host, to: target.address) } else { try await serve(on: host) }
            }
        } catch {
            if failure == nil, !(wasInterrupted && isCancellation(error)) { failure = error }
        }
        // What was sent last is acknowledged, and goodbyes are exchanged, before the device is gone.
        if failure == nil { try? loop.run { [self] in await farewell() } }
        try writer?.close()
        if let failure { throw failure }
    }

    private var introduction: String {
        let card = command.card(named: device.name)
        var words = "\(device.name): our stack is"
        if let address = card.ipv4 { words += " \(address.address)/\(address.prefixLength)" }
        for address in card.ipv6 { words += ", \(address.address)/\(address.prefixLength)" }
        words += " at \(card.mac). "
        if let target = command.connect { return words + "Sending \(command.bytes) bytes to \(target.address) and back." }
        return words + "Serving \(command.serve.defaultValueDescription). Ctrl-C ends it."
    }

    // MARK: - Programs

    private func serve(on host: StackHost) async throws {
        let versions: [IPAddress] = command.address6 == nil ? [.v4(.any)] : [.v4(.any), .v6(.any)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in command.serve.services {
                for address in versions {
                    let place = SocketAddress(address, service.port)
                    group.addTask {
                        switch service.kind {
                        case .echo: try await EchoServer(address: place, service: PlainEcho(chunk: 1 << 16), manner: .concurrent, options: ListenOptions(backlog: 1024, accepted: StreamOptions(noDelay: true))).run(on: host)
                        case .udp: try await MessageServer(address: place).run(on: host)
                        case .http: try await self.page.run(on: host, at: place)
                        }
                    }
                }
            }
            if let range = command.leases { group.addTask { try await self.lease(range, on: host) } }
            do { while try await group.next() != nil {} } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    /// Gives addresses to whoever asks on the device's other end, and says so.
    private func lease(_ range: LeaseRange, on host: StackHost) async throws {
        let own = command.address.address
        let server = DHCPServer(.init(server: own.address, prefixLength: own.prefixLength, first: range.first, last: range.last, routers: [own.address], leaseTime: 600))
        server.observer = { message, reply in
            func words(_ message: DHCPMessage) -> String { message.kind.map { "\($0)" } ?? "BOOTP" }
            standardError("DHCP: \(words(message)) from \(message.hardware)\(reply.map { ", answered with \(words($0.message)) \($0.message.yours)" } ?? ", not answered")\n")
        }
        let socket = try await host.bind(to: SocketAddress(.v4(.any), DHCPMessage.serverPort), interface: 0)
        defer { socket.close() }
        try await server.run(on: socket, clock: host.clock)
    }

    /// The page of `--serve http:80`: says what was asked for, and by whom.
    private var page: HTTPServer {
        HTTPServer { request in .text("LayerLab's own TCP/IP stack received \(request.method.rawValue) \(request.rawPath) from \(request.remoteAddress)\n") }
    }

    private func transfer(on host: StackHost, to server: SocketAddress) async throws {
        let start = loop.loop.now
        try await EchoTransfer(server: server, count: command.bytes).run(on: host)
        let seconds = Double((loop.loop.now - start).count) / 1e9
        standardError("\(command.bytes) bytes there and back, unchanged, in \((seconds * 1000).rounded() / 1000) s\n")
    }

    /// Waits, for two seconds at most, until no connection has anything to say any more.
    private func farewell() async {
        let end = loop.loop.now + .seconds(2)
        while world.stack.busyConnections > 0, loop.loop.now < end {
            do { try await loop.loop.clock.sleep(for: .milliseconds(5)) } catch { return }
        }
    }

    private func isCancellation(_ error: any Error) -> Bool { error is CancellationError || (error as? SocketError)?.code == .cancelled }

    // MARK: - Frames

    private func tell(_ frame: TracedFrame) {
        let header = FrameHeader(timestamp: loop.loop.now, capturedLength: frame.bytes.count, originalLength: frame.bytes.count, linkType: .ethernet)
        if let printer {
            printer.print(header, frame.bytes.span.bytes)
            // Nobody reads any more.
            if !printer.flush() { loop.loop.cancelRun() }
        }
        do throws(CaptureError) {
            try writer?.write(header, frame.bytes.span.bytes)
        } catch { end(error) }
    }

    private func end(_ error: any Error) {
        if failure == nil { failure = error }
        loop.loop.cancelRun()
    }
}

/// Somebody has removed the device.
private struct TapGone: Error, CustomStringConvertible {
    let device: String
    var description: String { "\(device): the device has been taken away" }
}
