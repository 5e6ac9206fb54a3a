import ApplicationLayer
public import Applications

extension MemoryStore {
    /// What a folder has at this moment, in memory: for runs that are to be run again and again, and leave the folder as it is.
    ///
    /// - Throws: ``LabFailure`` where there is more than `limit` bytes, `FileStoreError` for a file that cannot be read.
    public convenience init(copying store: any FileStore, limit: Int64 = 64 << 20) throws {
        self.init()
        var folders = [RootedPath.root], left = limit
        while let folder = folders.popLast() {
            for entry in try store.list(folder) {
                guard let path = folder.resolving(entry.name) else { continue }
                if entry.kind == .other { continue }
                if entry.kind == .directory {
                    folders.append(path)
                    continue
                }
                left -= max(0, entry.size)
                guard left >= 0 else { throw LabFailure("the folder has more than \(limit >> 20) MB: too much to be copied for each run of a live view", advice: "Name a smaller folder") }
                add("\(path)", try store.read(path).read(at: 0, count: Int(clamping: entry.size)))
            }
        }
    }
}
