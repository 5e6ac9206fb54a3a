import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension CaptureFile {
    /// Reads a capture file: pcap and pcapng, either byte order, any precision (given as nanoseconds), as they are or compressed with gzip.
    ///
    /// Memory does not grow with the file. Lengths in it are bounded as libpcap bounds them; what is refused comes out as an error that says
    /// at which frame. Of pcap, libpcap judges whatever is not a plain record.
    public struct Reader: ~Copyable {
        /// The file's name, as errors give it.
        public let name: String
        /// The frames' link type: of a pcapng file that has more than one interface, the first one's. Each frame's header has its own.
        public let linkType: LinkType
        /// The most bytes that the file keeps of a frame.
        public let snapLength: Int
        /// Which file this is, for ``Writer`` not to write over it; nil for a pipe.
        public let identity: Identity?
        /// Frames read so far.
        public private(set) var framesRead = 0

        private let descriptor: Int32
        private let stream: CaptureStream
        /// Who reads the file: one of the two.
        private let pcapng: PcapngBlocks?
        private let library: LibpcapReader?
        /// Reads the plain records of a plain file, until libpcap has to.
        private var blocks: PcapBlocks?
        /// A pcapng file has ended, or nothing more can be made of it.
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

        /// - Parameter readsBlocks: whether what is plain is read here; without, libpcap reads all, and nothing that it reads may differ.
        init(descriptor: Int32, name: String, readsBlocks: Bool) throws(CaptureError) {
            guard descriptor >= 0 else { throw CaptureError.system(errno, "open", name) }
            let stream = CaptureStream(descriptor: descriptor)
            let pcapng: PcapngBlocks?, library: LibpcapReader?
            do {
                pcapng = readsBlocks ? try Self.openPcapng(stream, name: name) : nil
                library = pcapng == nil ? try LibpcapReader(stream, name: name) : nil
            } catch {
                stream.stop()
                close(descriptor)
                throw error
            }
            self.descriptor = descriptor
            self.stream = stream
            self.name = name
            self.pcapng = pcapng
            self.library = library
            linkType = library?.linkType ?? pcapng?.linkType ?? .ethernet
            snapLength = library?.snapLength ?? pcapng?.snapLength ?? 0
            identity = Identity(descriptor: descriptor)
            blocks = library?.isPlain == true && readsBlocks ? PcapBlocks(stream, linkType: linkType, longest: snapLength) : nil
            if blocks == nil { library?.takeOver() }
        }

        private static func openPcapng(_ stream: CaptureStream, name: String) throws(CaptureError) -> PcapngBlocks? {
            do throws(PcapngBlocks.Damage) {
                return try PcapngBlocks(stream)
            } catch {
                throw stream.error(name) ?? CaptureError(.damaged, "open", name, byteOffset: stream.position, error.reason)
            }
        }

        deinit {
            stream.stop()
            close(descriptor)
        }

        /// What a pcap file's header says about the frames besides their type: the length of the frame check sequence that each ends with.
        public var linkTypeExtra: UInt32 { library?.linkTypeExtra ?? 0 }

        /// Bytes of the file itself that have been read so far: for telling how far one has come.
        public var fileBytesRead: Int { stream.fileBytesRead }

        /// Whether the next frame would have to be waited for: a pipe's, whose other end has not written it yet.
        public var isWaiting: Bool { stream.isPipe && stream.mustWait(for: pcapng?.nextSize ?? blocks?.nextSize ?? 1) }

        /// The next frame, copied out; nil at the file's end.
        public mutating func next() throws(CaptureError) -> CapturedFrame? {
            guard let (header, bytes) = try advance() else { return nil }
            return CapturedFrame(header, bytes.bytes)
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
            let frame: (FrameHeader, UnsafeRawBufferPointer)?
            if let plain = blocks?.next() { frame = plain } else { frame = try advanceOtherwise() }
            if frame != nil { framesRead += 1 }
            return frame
        }

        @inline(never)
        private mutating func advanceOtherwise() throws(CaptureError) -> (FrameHeader, UnsafeRawBufferPointer)? {
            guard let pcapng else {
                if blocks != nil {
                    blocks = nil
                    library?.takeOver()
                }
                return try library?.next(number: framesRead + 1, name: name)
            }
            if isOver { return nil }
            do throws(PcapngBlocks.Damage) {
                if let frame = try pcapng.next() { return frame }
                isOver = true
            } catch {
                isOver = true
                throw stream.error(name, frame: framesRead + 1, byteOffset: stream.position) ?? CaptureError(.damaged, "read", name, frame: framesRead + 1, byteOffset: stream.position, error.reason)
            }
            if let error = stream.error(name, frame: framesRead + 1, byteOffset: stream.position) { throw error }
            return nil
        }
    }
}
