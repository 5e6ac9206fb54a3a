#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Capture files: ``Reader`` takes whatever libpcap reads, and pcapng whose interfaces differ; ``Writer`` writes pcap.
public enum CaptureFile {
    /// How fine a file's time stamps are.
    public enum Precision: Sendable, CaseIterable {
        case microseconds, nanoseconds
    }

    /// Which file it is, whatever path leads to it.
    public struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64

        /// The regular file behind a descriptor; nil for pipes, terminals and devices, over which nothing can be written.
        init?(descriptor: Int32) {
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }
}
