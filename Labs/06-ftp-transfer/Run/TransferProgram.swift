import ApplicationLayer
import Applications
import LabKit
import Sockets
import Wire

/// Lab 06's two ends: an FTP server, and a client that lists, gets and puts.
struct TransferProgram: TwoEndedProgram {
    static let name = "ftp.example.com"
    static let remoteFile = "remote_file.txt", localFile = "local_file.txt"

    let user: String
    let password: String
    let isActive: Bool
    /// nil: everything in the clear.
    let security: (any StreamSecurity)?
    var errand: Errand?
    var store: any FileStore = Self.shop()
    var authorityPath: String?
    /// The student's, for a client by hand.
    var replies: (any ReplyAssembler.Type)?

    var serverName: String? { Self.name }

    /// What the server has when both ends run here.
    private static func shop() -> MemoryStore {
        let store = MemoryStore()
        store.add(remoteFile, Array("This file was on the server.\n".utf8))
        store.add("notes.txt", Array("FTP is older than TCP: RFC 114 is from 1971.\n".utf8))
        return store
    }

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        let (user, password, console, authorityPath) = (user, password, host.console, authorityPath)
        let server = FTPServer(store: store, security: security, authenticate: { $0 == user && $1 == password })
        try await server.run(on: host, at: address, connections: clients) { place in
            console.print("FTP server is listening on port \(place.port)...")
            if let authorityPath { console.print("Its certificate is signed by \(authorityPath)") }
        }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        if let replies {
            let content = try await HandmadeFetch(assembler: replies, user: user, password: password).fetch(Self.remoteFile, on: host, from: server, port: port)
            host.console.print("Downloaded \(Self.remoteFile), \(content.count) bytes: \(String(decoding: content.prefix(60), as: UTF8.self).trimmingSuffix(while: \.isNewline))")
            return
        }
        let ftp = try await FTPClient(on: host, server: server, port: port, security: security)
        ftp.isActive = isActive
        do {
            if security != nil { try await ftp.secure() }
            try await ftp.logIn(user: user, password: password)
            switch errand {
            case nil: try await tour(ftp, host.console)
            case .list(let folder): try await ftp.lines("LIST", folder).forEach { host.console.print($0) }
            case .get(let name, let local):
                try await LocalFile.whole(local) { sink in try await ftp.retrieve(name, into: sink) }
                host.console.print("Downloaded \(name)")
            case .put(let local, let name):
                try await ftp.store(name, from: try LocalFile.pieces(of: local))
                host.console.print("Uploaded \(local)")
            }
        } catch {
            await ftp.quit()
            throw error
        }
        await ftp.quit()
    }

    private func tour(_ ftp: FTPClient<some Host>, _ console: Console) async throws {
        try await ftp.lines().forEach { console.print($0) }
        let content = try await ftp.retrieve(Self.remoteFile)
        console.print("Downloaded \(Self.remoteFile), \(content.count) bytes: \(String(decoding: content.prefix(60), as: UTF8.self).trimmingSuffix(while: \.isNewline))")
        try await ftp.store(Self.localFile, Array("This file comes from the client.\n".utf8))
        console.print("Uploaded \(Self.localFile)")
    }
}

extension String {
    fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, isUnwanted(last) { rest.removeLast() }
        return rest
    }
}
