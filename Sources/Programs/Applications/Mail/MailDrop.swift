public import ApplicationLayer
import Sockets
import Wire

/// Where an SMTP server puts messages: one `.eml` file each. A file has its name only once it is whole.
public final class MailDrop: @unchecked Sendable {
    private let store: any FileStore
    private let folder: RootedPath
    private var number = 0

    public init(_ store: any FileStore, folder: RootedPath = .root) {
        self.store = store
        self.folder = folder
    }

    /// A new message's file.
    ///
    /// - Parameter unixSeconds: now; part of the name, so that names sort by time.
    func begin(unixSeconds: Int64) throws(FileStoreError) -> (writer: any FileWriter, name: String) {
        while true {
            number += 1
            let digits = String(number)
            let name = "\(unixSeconds)-\(String(repeating: "0", count: max(0, 6 - digits.utf8.count)))\(digits).eml"
            guard let path = folder.appending(name) else { throw FileStoreError(.failed, folder) }
            // A run before this one may have used the name.
            if (try? store.entry(path)) != nil { continue }
            return (try store.write(path, .replace(keeping: 0)), name)
        }
    }
}
