import ApplicationLayer
import Sockets
import Wire

extension FTPClient {
    /// A data connection that is there, or that the server is to make.
    enum Opening: Sendable {
        case connected(any ByteStream)
        case listening(H.Listener)

        func stream() async throws -> any ByteStream {
            switch self {
            case .connected(let stream): return stream
            case .listening(let listener):
                defer { listener.close() }
                return try await listener.accept()
            }
        }
        func abandon() async {
            switch self {
            case .connected(let stream): await stream.close()
            case .listening(let listener): listener.close()
            }
        }
    }

    /// The address in a 227 is not believed: data goes to the host that the control connection goes to, whatever a server (or somebody
    /// between) says.
    func passive() async throws -> Opening {
        let remote = control.remoteAddress
        var port: UInt16?
        if !usesPASV {
            let reply = try await ask("EPSV")
            if reply.code == 229 { port = FTPDataAddress.parse(extendedPassiveReply: reply.lines.joined()) } else if remote.address.version == 4 { usesPASV = true } else { throw FTPClientError.refused(.init("EPSV"), reply) }
        }
        if usesPASV { port = FTPDataAddress.parse(passiveReply: try await expect("PASV").lines.joined())?.port }
        guard let port else { throw RemoteProtocolError("FTP", "named no port for the data connection", replyCode: 500) }
        return .connected(try await host.connect(to: SocketAddress(remote.address, port, scope: remote.scope), options: StreamOptions(connectTimeout: timeout)))
    }

    func active() async throws -> Opening {
        let local = control.localAddress
        let listener = try await host.listen(on: SocketAddress(local.address, 0, scope: local.scope))
        let address = SocketAddress(local.address, listener.localAddress.port)
        if case .v4(let v4) = address.address { try await expect("PORT", FTPDataAddress.formatPort(v4, address.port)) } else { try await expect("EPRT", FTPDataAddress.formatExtendedPort(address)) }
        return .listening(listener)
    }
}
