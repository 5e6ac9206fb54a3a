import NIOCore
import NIOEmbedded
import NIOSSL
import NIOTLS
import Sockets

/// One end of a TLS connection without I/O: bytes of the wire in, bytes for the wire out, the program's bytes on the other side.
///
/// swift-nio-ssl (BoringSSL) does the work, in a channel that has no socket. Belongs to one thread.
final class TLSEngine {
    private let channel = EmbeddedChannel()
    private let wire = WireEnd()
    private let program = ProgramEnd()
    private let handler: NIOSSLHandler
    /// What a certificate's addresses are compared with: of no host, where the server is known by a name.
    private let peer: NIOCore.SocketAddress
    private var isOver = false

    /// A client's end. The server must prove that it is `name`, a name or an address.
    init(client context: NIOSSLContext, name: String) throws {
        let address = try? NIOCore.SocketAddress(ipAddress: name, port: 0)
        handler = try NIOSSLClientHandler(context: context, serverHostname: address == nil ? name : nil)
        // A certificate for the address of whoever answers proves nothing about a name.
        peer = address ?? Self.nowhere
        try assemble()
    }

    /// A server's end.
    init(server context: NIOSSLContext) throws {
        handler = NIOSSLServerHandler(context: context)
        peer = Self.nowhere
        try assemble()
    }

    private func assemble() throws {
        // "close_notify" ends one direction only.
        channel.allowRemoteHalfClosure = true
        try channel.pipeline.syncOperations.addHandlers([wire, handler, program])
    }

    deinit { end() }

    /// Begins: a client has something to say now.
    func start() { channel.connect(to: peer, promise: nil) }

    private static let nowhere = try! NIOCore.SocketAddress(ipAddress: "0.0.0.0", port: 0)

    // MARK: - The wire's side

    func receive(_ ciphertext: [UInt8]) {
        guard !isOver else { return }
        channel.pipeline.syncOperations.fireChannelRead(NIOAny(ByteBuffer(bytes: ciphertext)))
        channel.pipeline.syncOperations.fireChannelReadComplete()
        channel.embeddedEventLoop.run()
    }

    /// The connection below has ended.
    func receiveEnd() {
        guard !isOver else { return }
        channel.pipeline.syncOperations.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        channel.embeddedEventLoop.run()
    }

    /// What is to be sent.
    func takeCiphertext() -> [UInt8] {
        defer { wire.output = [] }
        return wire.output
    }

    // MARK: - The program's side

    var isReady: Bool { program.isReady }
    /// "TLS 1.3", once that is agreed.
    var version: String {
        switch handler.tlsVersion {
        case .tlsv13: "TLS 1.3"
        case .tlsv12: "TLS 1.2"
        default: "TLS"
        }
    }
    /// The peer has said that it will send no more, and all that it sent has been taken.
    var hasEnded: Bool { program.hasEnded && program.plaintext.readableBytes == 0 }
    /// Why nothing more can come of it.
    var failure: (any Error)? { program.failure }

    func takePlaintext(atMost maximum: Int) -> [UInt8] {
        let count = min(maximum, program.plaintext.readableBytes)
        let bytes = program.plaintext.readBytes(length: count) ?? []
        if program.plaintext.readableBytes == 0 { program.plaintext.clear() }
        return bytes
    }

    func send(_ plaintext: ArraySlice<UInt8>) {
        guard !isOver else { return }
        channel.writeAndFlush(ByteBuffer(bytes: plaintext), promise: nil)
        channel.embeddedEventLoop.run()
    }

    /// Says "close_notify": this end will send no more.
    func finishSending() {
        guard !isOver else { return }
        channel.close(mode: .output, promise: nil)
        channel.embeddedEventLoop.run()
    }

    /// Lets everything go. Nothing more is said.
    func end() {
        guard !isOver else { return }
        isOver = true
        wire.isOver = true
        channel.pipeline.syncOperations.removeHandler(handler, promise: nil)
        channel.embeddedEventLoop.run()
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}

/// Where the wire would be: keeps what is to be sent. The channel stays open when TLS is done with it, because half of the
/// connection may go on.
private final class WireEnd: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var output: [UInt8] = []
    var isOver = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        output.append(contentsOf: unwrapOutboundIn(data).readableBytesView)
        promise?.succeed(())
    }

    func flush(context: ChannelHandlerContext) {}

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if isOver { context.close(mode: mode, promise: promise) } else { promise?.succeed(()) }
    }
}

/// Where the program would be: keeps what it is to get.
private final class ProgramEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var plaintext = ByteBuffer()
    var isReady = false
    var hasEnded = false
    var failure: (any Error)?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        plaintext.writeBuffer(&buffer)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted: isReady = true
        // After "close_notify". An end without it is told as an error first.
        case ChannelEvent.inputClosed: hasEnded = true
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if failure == nil { failure = error }
    }
}
