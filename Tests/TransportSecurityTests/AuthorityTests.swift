import Foundation
@testable import TransportSecurity
import Testing

@Suite("The box's own authority")
struct AuthorityTests {
    private func withFolder(_ body: (AuthorityFolder) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "layerlab-authority-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(AuthorityFolder(path))
    }

    @Test("is made on first use and is the same one afterwards; its secret is the owner's alone") func kept() throws {
        try withFolder { folder in
            let first = try folder.authority(), second = try folder.authority()
            #expect(first.certificatePEM == second.certificatePEM)
            #expect(try String(contentsOfFile: folder.certificatePath, encoding: .utf8) == first.certificatePEM)
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/authority-secret.pem")[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["authority-secret.pem", "authority.pem"])
        }
    }

    @Test("a lost certificate file is written again") func lostCertificate() throws {
        try withFolder { folder in
            let first = try folder.authority()
            try FileManager.default.removeItem(atPath: folder.certificatePath)
            _ = try folder.authority()
            #expect(try String(contentsOfFile: folder.certificatePath, encoding: .utf8) == first.certificatePEM)
        }
    }

    @Test("a broken file is named, not replaced", arguments: ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]) func broken(content: String) throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
            try content.write(toFile: folder.path + "/authority-secret.pem", atomically: true, encoding: .utf8)
            let error = #expect(throws: AuthorityFolderError.self) { try folder.authority() }
            #expect("\(error!)".contains("authority-secret.pem"))
            #expect(try String(contentsOfFile: folder.path + "/authority-secret.pem", encoding: .utf8) == content)
        }
    }

    @Test("two that begin at once have the same one") func race() async throws {
        let path = NSTemporaryDirectory() + "layerlab-authority-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let all = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try AuthorityFolder(path).authority().certificatePEM } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(all.count == 1)
    }

    @Test("certificates have one length") func lengths() throws {
        let lengths = try Set((0..<20).map { _ in try BoxAuthority().identity(for: ["www.example.com", "::1"]).chainPEM[0].utf8.count })
        #expect(lengths.count == 1)
    }

    @Test("both kinds of keys are read again as they were kept", arguments: [BoxAuthority.Keys.ofOneLength, .forEveryClient]) func kinds(keys: BoxAuthority.Keys) throws {
        let made = try BoxAuthority(keys: keys), again = try BoxAuthority(pem: made.pem)
        #expect(again.keys == keys && again.certificatePEM == made.certificatePEM)
    }

    @Test("one that is kept is for browsers too") func keptForBrowsers() throws {
        try withFolder { folder in
            let keys = try folder.authority().keys
            #expect(keys == .forEveryClient)
        }
    }
}
