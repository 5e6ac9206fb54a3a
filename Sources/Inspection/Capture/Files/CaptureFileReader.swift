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
    /// Reads a capture file through libpcap: pcap and pcapng, either byte order, any precision (given as nanoseconds).
    ///
    /// Memory does not grow with the file. Lengths in it are bounded by libpcap (262,144 bytes for a frame of most link
    /// types); what it refuses comes out as an error that says at which frame.
    public struct Reader: ~Copyable {
        /// The file's name, as errors give it.
        public let name: String
        /// The link type of all frames.
        public let linkType: LinkType
        /// Which file this is, for ``Writer`` not to write over it; nil for a pipe.
        public let identity: Identity?
        /// Frames read so far.
        public private(set) var framesRead = 0

        private let handle: OpaquePointer
        /// Reads the plain records of a plain file, until libpcap has to.
        private var blocks: PcapBlocks?
        private let buffer: UnsafeMutablePointer<CChar>
        /// Whether a read has failed or the file has ended: libpcap is not asked again.
        private var isOver = false

        // The C library reads 4 KiB at a time unless it is given a buffer.
        private static let bufferSize = 1 << 18

        /// Opens the file at `path`, or standard input for "-".
        public init(path: String) throws(CaptureError) {
            if path == "-" {
                try self.init(descriptor: dup(STDIN_FILENO), name: "standard input")
                return
            }
            guard !path.utf8.contains(0), let file = fopen(path, "rbe") else { throw CaptureError.system(path.utf8.contains(0) ? EINVAL : errno, "open", path) }
            try self.init(file: file, name: path)
        }

        /// Reads from an open descriptor, a pipe for instance, which from now on belongs to the reader.
        public init(descriptor: Int32, name: String) throws(CaptureError) {
            guard let file = fdopen(descriptor, "rb") else {
                let number = errno
                close(descriptor)
                throw CaptureError.system(number, "open", name)
            }
            try self.init(file: file, name: name)
        }

        private init(file: UnsafeMutablePointer<FILE>, name: String) throws(CaptureError) {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: Self.bufferSize)
            setvbuf(file, buffer, _IOFBF, Self.bufferSize)
            let (handle, message) = withErrorBuffer { pcap_fopen_offline_with_tstamp_precision(file, UInt32(PCAP_TSTAMP_PRECISION_NANO), $0) }
            guard let handle else {
                let error = Self.refusal(message, file: file, name: name)
                fclose(file)
                buffer.deallocate()
                throw error
            }
            self.handle = handle
            self.buffer = buffer
            self.name = name
            self.linkType = LinkType(dataLink: pcap_datalink(handle))
            self.identity = Identity(descriptor: fileno(file))
            let isPlain = pcap_is_swapped(handle) == 0 && pcap_major_version(handle) == 2 && pcap_minor_version(handle) == 4
            blocks = isPlain ? PcapBlocks(descriptor: fileno(file), position: Int(ftello(file)), linkType: linkType, longest: Int(pcap_snapshot(handle))) : nil
        }

        deinit {
            // Closes the file as well, which until then uses the buffer.
            pcap_close(handle)
            buffer.deallocate()
        }

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

        /// The next frame: the bytes are libpcap's and good until the next call.
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
            if let position = blocks?.position {
                blocks = nil
                guard fseeko(pcap_file(handle), off_t(position), SEEK_SET) == 0 else { throw CaptureError.system(errno, "read", name) }
            }
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var data: UnsafePointer<UInt8>?
            guard pcap_next_ex(handle, &header, &data) == 1, let header, let data else {
                isOver = true
                return try finish()
            }
            framesRead += 1
            let length = Int(header.pointee.caplen)
            return (FrameHeader(timestamp: Instant(pcap: header.pointee.ts), capturedLength: length, originalLength: Int(header.pointee.len), linkType: linkType),
                    UnsafeRawBufferPointer(start: data, count: length))
        }

        /// Tells the end of the file from an error.
        private func finish() throws(CaptureError) -> (FrameHeader, UnsafeRawBufferPointer)? {
            let message = String(cString: pcap_geterr(handle))
            if message.isEmpty { return nil }
            let position = ftello(pcap_file(handle))
            // libpcap's words for a second interface of another link type or snapshot length.
            let mixed = message.contains("different from the type of the first interface")
            throw CaptureError(
                mixed ? .mixedLinkTypes : .damaged, "read", name, frame: framesRead + 1, byteOffset: position < 0 ? nil : Int(position), message,
                advice: mixed ? "libpcap reads one link type a file; split the file by interface first" : "")
        }

        /// The error for a file that libpcap does not open.
        private static func refusal(_ message: String, file: UnsafeMutablePointer<FILE>, name: String) -> CaptureError {
            if message.contains("unknown file format") {
                var start: [UInt8] = [0, 0, 0, 0]
                guard pread(fileno(file), &start, 4, 0) == 4 else { return CaptureError(.notACapture, "open", name, message) }
                if start == [0x0a, 0x0d, 0x0d, 0x0a] { return CaptureError(.damaged, "open", name, "the pcapng file's first block is cut or damaged") }
                let advice = switch (start[0], start[1]) {
                case (0x1f, 0x8b): "it is compressed: gunzip it first"
                case (0x28, 0xb5): "it is compressed: unzstd it first"
                default: "it begins with \(start.map { hexadecimal($0) }.joined(separator: " ")); expected pcap's a1 b2 c3 d4 or a1 b2 3c 4d, in either byte order, or pcapng's 0a 0d 0d 0a"
                }
                return CaptureError(.notACapture, "open", name, message, advice: advice)
            }
            return CaptureError(message.contains("error reading dump file") ? .system : .damaged, "open", name, message)
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
