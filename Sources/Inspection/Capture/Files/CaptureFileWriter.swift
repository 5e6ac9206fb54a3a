import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/*
 The file's header, 24 octets, then for each frame a header of 16 and its bytes. Numbers are written low octet first on
 every machine, so that the same frames give the same file.

     magic 4   major 2   minor 2   reserved 8   snapshot length 4   link type 4
     seconds 4   microseconds or nanoseconds 4   captured length 4   original length 4
*/
extension CaptureFile {
    /// Writes a pcap file.
    ///
    /// libpcap's own writer reports no failed write before the file is closed, and takes the machine's byte order: hence this one.
    /// When the disk is full, a regular file is cut back to its last whole frame, so that it can still be read.
    public final class Writer {
        /// When what was written reaches the file.
        public enum Flushing: Sendable {
            /// When the buffer is full, at ``flush()`` and at ``close()``.
            case whenFull
            /// After every frame: the file is complete at any moment.
            case everyFrame
        }

        public let name: String
        public let linkType: LinkType
        public let precision: Precision
        /// Which file this is; nil for a pipe.
        public let identity: Identity?
        /// Frames handed to the writer so far.
        public private(set) var framesWritten = 0

        private let flushing: Flushing
        private var descriptor: Int32
        private var buffer: [UInt8] = []
        /// Bytes of whole frames that are in the file.
        private var length = 0

        private static let bufferSize = 1 << 16

        /// Creates the file at `path`, or empties the one that is there; "-" is standard output.
        ///
        /// - Parameters:
        ///   - linkTypeExtra: ``Reader/linkTypeExtra`` of the file that the frames are from.
        ///   - inputs: files that are being read, which are not written over.
        public convenience init(path: String, linkType: LinkType = .ethernet, precision: Precision = .nanoseconds, snapLength: Int = 262_144, linkTypeExtra: UInt32 = 0, flushing: Flushing = .whenFull, inputs: [Identity?] = []) throws(CaptureError) {
            if path == "-" {
                try self.init(descriptor: dup(STDOUT_FILENO), name: "standard output", linkType: linkType, precision: precision, snapLength: snapLength, linkTypeExtra: linkTypeExtra, flushing: flushing)
                return
            }
            if path.utf8.contains(0) { throw CaptureError.system(EINVAL, "write", path) }
            // Not emptied yet: it may turn out to be an input.
            let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw CaptureError.system(errno, "write", path) }
            if let identity = Identity(descriptor: descriptor) {
                if inputs.contains(identity) {
                    _ = Self.systemClose(descriptor)
                    throw CaptureError(.wouldOverwriteInput, "write", path, "it is the file that is being read", advice: "give another name")
                }
                if ftruncate(descriptor, 0) != 0 {
                    let number = errno
                    _ = Self.systemClose(descriptor)
                    throw CaptureError.system(number, "write", path)
                }
            }
            try self.init(descriptor: descriptor, name: path, linkType: linkType, precision: precision, snapLength: snapLength, linkTypeExtra: linkTypeExtra, flushing: flushing)
        }

        /// Writes to an open descriptor, which from now on belongs to the writer.
        public init(descriptor: Int32, name: String, linkType: LinkType = .ethernet, precision: Precision = .nanoseconds, snapLength: Int = 262_144, linkTypeExtra: UInt32 = 0, flushing: Flushing = .whenFull) throws(CaptureError) {
            self.descriptor = descriptor
            self.name = name
            self.linkType = linkType
            self.precision = precision
            self.flushing = flushing
            self.identity = Identity(descriptor: descriptor)
            buffer.reserveCapacity(Self.bufferSize + 4096)
            append(precision == .nanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4)
            append(4 << 16 | 2)
            append(0)
            append(0)
            append(UInt32(clamping: snapLength))
            append(linkType.rawValue | linkTypeExtra)
            if flushing == .everyFrame { try flush() }
        }

        deinit { try? close() }

        /// Writes one frame.
        ///
        /// - Throws: ``CaptureError`` of kind `.unfitting` for another link type, or for a time before 1970 or after 2106, which pcap cannot hold;
        ///   `.noSpace` or `.system` when the file does not take it.
        public func write(_ frame: CapturedFrame) throws(CaptureError) {
            try write(frame.header, frame.bytes.span.bytes)
        }

        /// Writes one frame from borrowed bytes.
        public func write(_ header: FrameHeader, _ bytes: RawSpan) throws(CaptureError) {
            guard descriptor >= 0 else { throw CaptureError.system(EBADF, "write", name, frame: framesWritten + 1) }
            guard header.linkType == linkType else { throw unfitting("the frame is \(header.linkType), the file's frames are \(linkType)") }
            let seconds = header.timestamp.nanoseconds / 1_000_000_000, rest = header.timestamp.nanoseconds % 1_000_000_000
            guard header.timestamp.nanoseconds >= 0, let stamp = UInt32(exactly: seconds) else {
                throw unfitting("the time is \(seconds) s after 1970; pcap holds 0 to \(UInt32.max)")
            }
            append(stamp)
            append(UInt32(precision == .nanoseconds ? rest : rest / 1_000))
            append(UInt32(clamping: bytes.byteCount))
            append(UInt32(clamping: header.originalLength))
            bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
            framesWritten += 1
            if flushing == .everyFrame || buffer.count >= Self.bufferSize { try flush() }
        }

        /// Hands all that was written to the operating system: from then on the file is whole, even if the program is killed.
        public func flush() throws(CaptureError) {
            guard descriptor >= 0 else { return }
            var start = 0
            while start < buffer.count {
                let written = buffer.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress! + start, $0.count - start) }
                if written > 0 {
                    start += written
                } else {
                    let number = written == 0 ? EIO : errno
                    if number == EINTR { continue }
                    if number == EAGAIN, waitUntilWritable() { continue }
                    throw giveUp(number, afterWriting: start)
                }
            }
            length += buffer.count
            buffer.removeAll(keepingCapacity: true)
        }

        /// Flushes and closes. A second call does nothing.
        public func close() throws(CaptureError) {
            guard descriptor >= 0 else { return }
            try flush()
            let open = descriptor
            descriptor = -1
            // Network file systems report a full disk here.
            if Self.systemClose(open) != 0 && errno != EINTR { throw CaptureError.system(errno, "write", name) }
        }

        /// Cuts a regular file back to its last whole frame, closes it and says why.
        private func giveUp(_ number: Int32, afterWriting written: Int) -> CaptureError {
            let end = length + wholeFrames(in: written)
            if identity != nil { _ = ftruncate(descriptor, off_t(end)) }
            _ = Self.systemClose(descriptor)
            descriptor = -1
            buffer = []
            return CaptureError.system(number, "write", name, byteOffset: end)
        }

        /// How many of the buffer's first `limit` bytes are whole headers and frames.
        private func wholeFrames(in limit: Int) -> Int {
            var end = length == 0 ? 24 : 0
            if limit < end { return 0 }
            while end + 16 <= limit {
                let captured = (8..<12).reversed().reduce(0) { $0 << 8 | Int(buffer[end + $1]) }
                if end + 16 + captured > limit { break }
                end += 16 + captured
            }
            return end
        }

        private func waitUntilWritable() -> Bool {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            return poll(&wanted, 1, -1) >= 0 || errno == EINTR
        }

        private func unfitting(_ reason: String) -> CaptureError {
            CaptureError(.unfitting, "write", name, frame: framesWritten + 1, reason)
        }

        private func append(_ value: UInt32) {
            withUnsafeBytes(of: value.littleEndian) { buffer.append(contentsOf: $0) }
        }

        private static func systemClose(_ descriptor: Int32) -> Int32 {
            #if canImport(Glibc)
            Glibc.close(descriptor)
            #elseif canImport(Musl)
            Musl.close(descriptor)
            #else
            Darwin.close(descriptor)
            #endif
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
