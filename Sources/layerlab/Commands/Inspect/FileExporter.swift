import Capture
import Inspector

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Saves what a capture's conversations transferred: `--export DIR`.
///
/// Names come from strangers: only their last component counts, cleaned of everything that a file system, a shell or a
/// terminal could take amiss; nothing that is there is overwritten or followed.
final class FileExporter {
    private struct Open {
        var transfer: Transfer
        var descriptor: Int32
        var name: String
        var bytes = 0
    }
    private let directory: String
    private let directoryDescriptor: Int32
    private let extractor: TransferExtractor
    private var open: [Int: Open] = [:]
    private var lines: [String] = []
    private var saved = 0
    private var total = 0
    private var used: Set<String> = []
    private var refused = 0
    private var crowded = 0

    private static let fileLimit = 10_000
    private static let byteLimit = 16 << 30
    private static let openLimit = 256

    init(directory: String, decryptor: (any TLSDecryptor)?) throws(CaptureError) {
        self.directory = directory
        extractor = TransferExtractor(decryptor: decryptor)
        try Self.make(directory)
        directoryDescriptor = Self.system(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directoryDescriptor >= 0 else { throw CaptureError.system(errno, "write", directory) }
    }

    /// Makes the directory and those it is in.
    private static func make(_ path: String) throws(CaptureError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw CaptureError.system(EINVAL, "write to", path) }
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw CaptureError.system(errno, "write to", path) }
        try make(String(path[..<slash]))
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw CaptureError.system(errno, "write to", path) }
    }

    deinit {
        for file in open.values { close(file.descriptor) }
        close(directoryDescriptor)
    }

    func see(_ dissection: borrowing Dissection) throws(CaptureError) {
        extractor.see(dissection)
        try save(extractor.takeEvents())
    }

    /// The capture has ended: the list of what was saved.
    func finish(into out: inout OutputBuffer) throws(CaptureError) {
        extractor.finish()
        try save(extractor.takeEvents())
        for (id, _) in open.sorted(by: { $0.key < $1.key }) { end(id, fault: "the capture ends before it does") }
        out.write("\(saved) file\(saved == 1 ? "" : "s"), \(total) bytes, saved in \(directory)\n")
        for line in lines { out.write(line) }
        if refused > 0 { out.write("\(refused) more were not saved: the limit is \(Self.fileLimit) files and \(Self.byteLimit >> 30) GiB\n") }
        if crowded > 0 { out.write("\(crowded) more were not saved because \(Self.openLimit) others went on at the same time\n") }
        if extractor.cut > 0 { out.write("\(extractor.cut) times bytes behind a gap, or a mail that was not whole, went on without the rest, because all together held too much memory\n") }
        if extractor.evicted > 0 { out.write("\(extractor.evicted) conversations were given up because too many went on at once\n") }
    }

    private func save(_ events: [TransferEvent]) throws(CaptureError) {
        for event in events {
            switch event {
            case .begin(let transfer):
                guard saved < Self.fileLimit, total < Self.byteLimit else {
                    refused += 1
                    continue
                }
                guard open.count < Self.openLimit else {
                    crowded += 1
                    continue
                }
                let (name, descriptor) = try create(SafeName.of(transfer))
                saved += 1
                open[transfer.id] = Open(transfer: transfer, descriptor: descriptor, name: name)
            case .bytes(let id, let bytes):
                guard let file = open[id] else { continue }
                guard total + bytes.count <= Self.byteLimit else {
                    end(id, fault: "cut at the limit of \(Self.byteLimit >> 30) GiB in all")
                    continue
                }
                try write(bytes, file)
                open[id]?.bytes += bytes.count
                total += bytes.count
            case .end(let id, let fault): end(id, fault: fault)
            }
        }
    }

    /// A new file; another name where there is one of that name.
    private func create(_ wanted: String) throws(CaptureError) -> (String, Int32) {
        let dot = wanted.lastIndex(of: ".").flatMap { $0 == wanted.startIndex ? nil : $0 } ?? wanted.endIndex
        for turn in 1...100_000 {
            let name = turn == 1 ? wanted : "\(wanted[..<dot])-\(turn)\(wanted[dot...])"
            guard !used.contains(name) else { continue }
            let descriptor = openat(directoryDescriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
            if descriptor >= 0 {
                used.insert(name)
                return (name, descriptor)
            }
            guard errno == EEXIST else { throw CaptureError.system(errno, "write", "\(directory)/\(name)") }
            used.insert(name)
        }
        throw CaptureError.system(EEXIST, "write", "\(directory)/\(wanted)")
    }

    private func write(_ bytes: [UInt8], _ file: Open) throws(CaptureError) {
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { Self.systemWrite(file.descriptor, $0.baseAddress! + at, bytes.count - at) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CaptureError.system(errno, "write", "\(directory)/\(file.name)") }
            at += count
        }
    }

    private func end(_ id: Int, fault: String?) {
        guard let file = open.removeValue(forKey: id) else { return }
        close(file.descriptor)
        let transfer = file.transfer
        lines.append("  \(file.name)  \(file.bytes) bytes, \(transfer.kind.rawValue)\(transfer.type.isEmpty ? "" : " \(SafeName.plain(transfer.type, limit: 60))") from \(transfer.from), frame \(transfer.frame)\(fault.map { "; not whole: \($0)" } ?? "")\n")
    }

    private static func system(_ path: String, _ flags: Int32) -> Int32 {
        #if canImport(Darwin)
        Darwin.open(path, flags)
        #elseif canImport(Musl)
        Musl.open(path, flags)
        #else
        Glibc.open(path, flags)
        #endif
    }

    private static func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Darwin)
        Darwin.write(descriptor, start, count)
        #elseif canImport(Musl)
        Musl.write(descriptor, start, count)
        #else
        Glibc.write(descriptor, start, count)
        #endif
    }
}

