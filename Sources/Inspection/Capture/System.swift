#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension CaptureError {
    /// The error for a system call that failed with `number`.
    public static func system(_ number: Int32, _ operation: String, _ subject: String, frame: Int? = nil, byteOffset: Int? = nil) -> CaptureError {
        let kind: Kind = switch number {
        case ENOENT, ENODEV: .notFound
        case EACCES, EPERM, EROFS: .notPermitted
        case ENOSPC, EDQUOT, EFBIG: .noSpace
        default: .system
        }
        return CaptureError(kind, operation, subject, frame: frame, byteOffset: byteOffset, String(cString: strerror(number)))
    }
}

/// Runs `body` with room for libpcap's error message; hands back its result and the message.
func withErrorBuffer<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> (Result, message: String) {
    // PCAP_ERRBUF_SIZE is 256.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        buffer.initialize(repeating: 0)
        let result = body(buffer.baseAddress!)
        buffer[255] = 0
        return (result, String(cString: buffer.baseAddress!))
    }
}
