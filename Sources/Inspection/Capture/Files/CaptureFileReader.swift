import Wire
import CPcap

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension CaptureFile {
    /// Reads a capture file through libpcap: pcap and pcapng, either byte order, any precision (given as nanoseconds), as they are or
    /// compressed with gzip.
    ///
    /// Memory does not grow with the file. Lengths in it are bounded by libpcap (262,144 bytes for a frame of most link
    /// types); what it refuses comes out as an error that says at which frame.
    public struct Reader: ~Copyable {
        /// The file's name, as errors give it.
        public let name: String
        /// The link type of all frames.
        public let linkType: LinkType
        /// What a pcap file's header says about the frames besides their type: the length of the frame check sequence that each ends with.
        public var linkTypeExtra: UInt32 { UInt32(bitPattern: pcap_datalink_ext(handle)) & 0xfc00_0000 }
        /// Which file this is, for ``Writer`` not to write over it; nil for a pipe.
        public let identity: Identity?
        /// Frames read so far.
        public private(set) var framesRead = 0

        private let handle: OpaquePointer
        private let descriptor: Int32
        private let stream: CaptureStream
        /// Reads the plain records of a plain file, until libpcap has to.
        private var blocks: PcapBlocks?
        /// Whether a read has failed or the file has ended: libpcap is not asked again.
        private var isOver = false

        /// Opens the file at `path`, or standard input for "-".
        public init(path: String) throws(CaptureError) {
            if path == "-" {
                try self.init(descriptor: dup(STDIN_FILENO), name: "standard input")
                return
            }
            let descriptor = path.utf8.contains(0) ? -1 : open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw CaptureError.system(path.utf8.contains(0) ? EINVAL : errno, "open", path) }
            try self.init(descriptor: descriptor, name: path)
        }

        /// Reads from an open descriptor, a pipe for instance, which from now on belongs to the reader.
        public init(descriptor: Int32, name: String) throws(CaptureError) { try self.init(descriptor: descriptor, name: name, readsBlocks: true) }

        /// - Parameter readsBlocks: whether plain records are read here; without, libpcap reads all, and nothing may differ.
        init(descriptor: Int32, name: String, readsBlocks: Bool) throws(CaptureError) {
            guard descriptor >= 0 else { throw CaptureError.system(errno, "open", name) }
            let stream = CaptureStream(descriptor: descriptor)
            guard let file = stream.file() else {
                let number = errno
                close(descriptor)
                throw CaptureError.system(number, "open", name)
            }
            let (handle, message) = withErrorBuffer { pcap_fopen_offline_with_tstamp_precision(file, UInt32(PCAP_TSTAMP_PRECISION_NANO), $0) }
            guard let handle else {
                let error = Self.refusal(message, stream, name: name)
                fclose(file)
                close(descriptor)
                throw error
            }
            self.handle = handle
            self.descriptor = descriptor
            self.stream = stream
            self.name = name
            self.linkType = LinkType(dataLink: pcap_datalink(handle))
            self.identity = Identity(descriptor: descriptor)
            let isPlain = pcap_is_swapped(handle) == 0 && pcap_major_version(handle) == 2 && pcap_minor_version(handle) == 4
            blocks = isPlain && readsBlocks ? PcapBlocks(stream, linkType: linkType, longest: Int(pcap_snapshot(handle))) : nil
            if blocks == nil { stream.leaveAll(to: pcap_file(handle)) }
        }

        deinit {
            // Closes the `FILE` as well, which until then uses the stream.
            pcap_close(handle)
            stream.stop()
            close(descriptor)
        }

        /// Bytes of the file itself that have been read so far: for telling how far one has come.
        public var fileBytesRead: Int { stream.fileBytesRead }

        /// Whether the next frame would have to be waited for: a pipe's, whose other end has not written it yet.
        public var isWaiting: Bool { stream.isPipe && stream.mustWait(for: blocks?.nextSize ?? 1) }

        /// The most bytes that the file keeps of a frame.
        public var snapLength: Int { Int(pcap_snapshot(handle)) }

        /// The next frame, copied out; nil at the file's end.
        public mutating func next() throws(CaptureError) -> CapturedFrame? {
            guard let (header, bytes) = try advance() else { return nil }
            return CapturedFrame(timestamp: header.timestamp, bytes: Array(bytes), originalLength: header.originalLength, linkType: linkType)
        }

        /// Calls `body` with each frame that is left, its bytes lent and not copied, for as long as it returns true.
        public mutating func forEach(_ body: (FrameHeader, RawSpan) throws(CaptureError) -> Bool) throws(CaptureError) {
            while let (header, bytes) = try advance() {
                guard try body(header, bytes.bytes) else { return }
            }
        }

        /// Calls `body` with the next frame, its bytes lent and not copied; false when there is none, or when `body` says so.
        public mutating func lendNext(_ body: (FrameHeader, RawSpan) throws(CaptureError) -> Bool) throws(CaptureError) -> Bool {
            guard let (header, bytes) = try advance() else { return false }
            return try body(header, bytes.bytes)
        }

        /// The next frame: the bytes are the stream's or libpcap's and good until the next call.
        @inline(__always)
        private mutating func advance() throws(CaptureError) -> (FrameHeader, UnsafeRawBufferPointer)? {
            if let frame = blocks?.next() {
                framesRead += 1
                return frame
            }
            return try advanceByLibrary()
        }

        @inline(never)
        private mutating func advanceByLibrary() throws(CaptureError) -> (FrameHeader, UnsafeRawBufferPointer)? {
            if isOver { return nil }
            if blocks != nil {
                blocks = nil
                stream.leaveAll(to: pcap_file(handle))
            }
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var data: UnsafePointer<UInt8>?
            guard pcap_next_ex(handle, &header, &data) == 1, let header, let data else {
                isOver = true
                return try finish()
            }
            framesRead += 1
            let length = Int(header.pointee.caplen)
            return (FrameHeader(timestamp: Instant(pcap: time(header.pointee.ts)), capturedLength: length, originalLength: Int(header.pointee.len), linkType: linkType),
                    UnsafeRawBufferPointer(start: data, count: length))
        }

        /// pcap's numbers have no sign, so that they last until 2106; libpcap gives them one. (pcapng's may be before 1970 indeed.)
        private func time(_ time: timeval) -> timeval {
            guard time.tv_sec < 0 || time.tv_usec < 0, pcap_major_version(handle) == 2 else { return time }
            let isNanoseconds = stream.head == [0xa1, 0xb2, 0x3c, 0x4d] || stream.head == [0x4d, 0x3c, 0xb2, 0xa1]
            var time = time
            if time.tv_sec < 0 { time.tv_sec += 1 << 32 }
            if time.tv_usec < 0 { time.tv_usec += (1 << 32) * (isNanoseconds ? 1 : 1_000) }
            return time
        }

        /// Tells the end of the file from an error.
        private func finish() throws(CaptureError) -> (FrameHeader, UnsafeRawBufferPointer)? {
            // As far as libpcap has read, which is less than the stream has given to its buffer.
            let told = ftello(pcap_file(handle)), position = told < 0 ? stream.position : Int(told)
            switch stream.failure {
            case .system(let number): throw CaptureError.system(number, "read", name, frame: framesRead + 1, byteOffset: position)
            case .compression(let reason): throw CaptureError(.damaged, "read", name, frame: framesRead + 1, byteOffset: stream.fileBytesRead, reason)
            case nil: break
            }
            let message = String(cString: pcap_geterr(handle))
            if message.isEmpty { return nil }
            // libpcap's words for a second interface of another link type or snapshot length.
            let mixed = message.contains("different from the type of the first interface")
            throw CaptureError(
                mixed ? .mixedLinkTypes : .damaged, "read", name, frame: framesRead + 1, byteOffset: position, message,
                advice: mixed ? "libpcap reads one link type a file; split the file by interface first" : "")
        }

        /// The error for a file that libpcap does not open.
        private static func refusal(_ message: String, _ stream: CaptureStream, name: String) -> CaptureError {
            switch stream.failure {
            case .system(let number): return .system(number, "open", name)
            case .compression(let reason): return CaptureError(.damaged, "open", name, reason)
            case nil: break
            }
            let start = stream.head
            guard message.contains("unknown file format"), start.count == 4 else {
                return CaptureError(message.contains("error reading dump file") ? .system : message.contains("unknown file format") ? .notACapture : .damaged, "open", name, message)
            }
            if start == [0x0a, 0x0d, 0x0d, 0x0a] { return CaptureError(.damaged, "open", name, "the pcapng file's first block is cut or damaged") }
            let advice = switch (start[0], start[1], start[2], start[3]) {
            case (0x28, 0xb5, 0x2f, 0xfd): "it is compressed: unzstd it first"
            case (0x04, 0x22, 0x4d, 0x18): "it is compressed: unlz4 it first"
            case (0xfd, 0x37, 0x7a, 0x58): "it is compressed: unxz it first"
            case (0x42, 0x5a, 0x68, _): "it is compressed: bunzip2 it first"
            default: "\(stream.isCompressed ? "decompressed, it" : "it") begins with \(start.map { hexadecimal($0) }.joined(separator: " ")); expected pcap's a1 b2 c3 d4 or a1 b2 3c 4d, in either byte order, or pcapng's 0a 0d 0d 0a"
            }
            return CaptureError(.notACapture, "open", name, message, advice: advice)
        }
    }
}

private func hexadecimal(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16) }

extension Instant {
    /// libpcap's time stamp, asked for in nanoseconds: `tv_usec` holds those. What 64 bits cannot hold is cut to what they can.
    @inline(__always)
    init(pcap time: timeval) {
        let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, more) = seconds.addingReportingOverflow(Int64(time.tv_usec))
        self.init(nanoseconds: overflow || more ? (time.tv_sec < 0 ? .min : .max) : sum)
    }
}
