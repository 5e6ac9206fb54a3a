import ApplicationLayer
import Applications
import Foundation
import Testing

@Suite struct DiskStoreTests {
    /// A folder with a file, a folder, and links that lead out.
    static func withFolder(_ body: (DiskStore, String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("DiskStoreTests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path + "/root/sub", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("secret".utf8).write(to: URL(fileURLWithPath: path + "/outside"))
        try Data("inside".utf8).write(to: URL(fileURLWithPath: path + "/root/file"))
        try FileManager.default.createSymbolicLink(atPath: path + "/root/link", withDestinationPath: "../outside")
        try FileManager.default.createSymbolicLink(atPath: path + "/root/up", withDestinationPath: "..")
        try body(try DiskStore(path: path + "/root"), path)
    }

    static func path(_ text: String) -> RootedPath { RootedPath.root.resolving(text)! }

    @Test func linksLeadNowhere() throws {
        try Self.withFolder { store, outside throws in
            for name in ["link", "up/outside", "up/root/file"] {
                #expect(throws: FileStoreError.self) { _ = try store.read(Self.path(name)) }
                #expect(throws: FileStoreError.self) { _ = try store.write(Self.path(name), .replace(keeping: 0)) }
                #expect(throws: FileStoreError.self) { _ = try store.write(Self.path(name), .append) }
            }
            #expect(throws: FileStoreError.self) { _ = try store.list(Self.path("up")) }
            #expect(throws: FileStoreError.self) { try store.rename(Self.path("file"), to: Self.path("up/stolen")) }
            #expect(try store.list(.root).map(\.name) == ["file", "link", "sub", "up"])
            #expect(try String(contentsOfFile: outside + "/outside", encoding: .utf8) == "secret")
        }
    }

    @Test func namesOnlyWhenWhole() throws {
        try Self.withFolder { store, folder throws in
            do {
                let writer = try store.write(Self.path("new"), .replace(keeping: 0))
                try writer.write(Array("half".utf8))
                #expect(try store.list(.root).map(\.name) == ["file", "link", "sub", "up"])
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/root").sorted() == ["file", "link", "sub", "up"], "nothing is left behind")
            let writer = try store.write(Self.path("file"), .replace(keeping: 2))
            try writer.write(Array("STEAD".utf8))
            try writer.commit()
            #expect(try String(contentsOfFile: folder + "/root/file", encoding: .utf8) == "inSTEAD")
            do { try store.write(Self.path("file"), .append).write(Array("lost".utf8)) }
            #expect(try String(contentsOfFile: folder + "/root/file", encoding: .utf8) == "inSTEAD")
            let appender = try store.write(Self.path("file"), .append)
            try appender.write(Array("!".utf8))
            try appender.commit()
            #expect(try String(contentsOfFile: folder + "/root/file", encoding: .utf8) == "inSTEAD!")
        }
    }

    @Test func everyOperation() throws {
        try Self.withFolder { store, _ throws in
            try store.makeDirectory(Self.path("d"))
            #expect(throws: FileStoreError(.exists, Self.path("d"))) { try store.makeDirectory(Self.path("d")) }
            try store.rename(Self.path("file"), to: Self.path("d/f"))
            #expect(throws: FileStoreError(.notEmpty, Self.path("d"))) { try store.removeDirectory(Self.path("d")) }
            #expect(try store.entry(Self.path("d/f")).size == 6)
            #expect(try store.read(Self.path("d/f")).read(at: 2, count: 100) == Array("side".utf8))
            try store.delete(Self.path("d/f"))
            try store.removeDirectory(Self.path("d"))
            #expect(throws: FileStoreError(.notFound, Self.path("d"))) { _ = try store.entry(Self.path("d")) }
            #expect(throws: FileStoreError.self) { try store.delete(.root) }
            #expect(throws: FileStoreError(.isDirectory, Self.path("sub"))) { _ = try store.read(Self.path("sub")) }
        }
    }
}
