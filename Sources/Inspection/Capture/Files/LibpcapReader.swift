import CPcap
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads a capture file as libpcap does: whatever form of pcap it is, and however odd.
final class LibpcapReader {
    private let handle: OpaquePointer
    private let stream: CaptureStream
    /// Whether a read has failed or the file has ended: libpcap is not asked again.
    private var isOver = false

    let linkType: LinkType

    /// - Parameter name: the file's, for errors.
    init(_ stream: CaptureStream, name: String) throws(CaptureError) {
        guard let file = stream.file() else { throw CaptureError.system(errno, "open", name) }
        let (handle, message) = withErrorBuffer { pcap_fopen_offline_with_tstamp_precision(file, UInt32(PCAP_TSTAMP_PRECISION_NANO), $0) }
        guard let handle else {
            fclose(file)
            throw Self.refusal(message, stream, name: name)
        }
        self.handle = handle
        self.stream = stream
        linkType = LinkType(dataLink: pcap_datalink(handle))
    }

    // Closes the `FILE` as well, which until then uses the stream.
    deinit { pcap_close(handle) }

    /// The most bytes that the file keeps of a frame.
    var snapLength: Int { Int(pcap_snapshot(handle)) }
    var linkTypeExtra: UInt32 { UInt32(bitPattern: pcap_datalink_ext(handle)) & 0xfc00_0000 }
    /// Whether the file is pcap 2.4 in this machine's byte order.
    var isPlain: Bool { pcap_is_swapped(handle) == 0 && pcap_major_version(handle) == 2 && pcap_minor_version(handle) == 4 }

    /// All that the stream has left is read here from now on.
    func takeOver() { stream.leaveAll(to: pcap_file(handle)) }

    /// The next frame, whose bytes are libpcap's and good until the next call; nil at the file's end.
    ///
    /// - Parameter number: the frame's, for errors.
    func next(number: Int, name: String) throws(CaptureError) -> (FrameHeader, UnsafeRawBufferPointer)? {
        if isOver { return nil }
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var data: UnsafePointer<UInt8>?
        guard pcap_next_ex(handle, &header, &data) == 1, let header, let data else {
            isOver = true
            return try finish(number, name)
        }
        let length = Int(header.pointee.caplen)
        return (FrameHeader(timestamp: instant(header.pointee.ts), capturedLength: length, originalLength: Int(header.pointee.len), linkType: linkType),
                UnsafeRawBufferPointer(start: data, count: length))
    }

    /// pcap's numbers have no sign, so that they last until 2106; libpcap gives them one. (pcapng's may be before 1970 indeed.)
    private func instant(_ time: timeval) -> Instant {
        guard time.tv_sec < 0 || time.tv_usec < 0, pcap_major_version(handle) == 2 else { return Instant(pcap: time) }
        let isNanoseconds = stream.head == [0xa1, 0xb2, 0x3c, 0x4d] || stream.head == [0x4d, 0x3c, 0xb2, 0xa1]
        // On macOS a fraction has 32 bits.
        var seconds = Int64(time.tv_sec), fraction = Int64(time.tv_usec)
        if seconds < 0 { seconds += 1 << 32 }
        if fraction < 0 { fraction += (1 << 32) * (isNanoseconds ? 1 : 1_000) }
        return Instant(seconds: seconds, fraction: fraction)
    }

    /// Tells the end of the file from an error.
    private func finish(_ number: Int, _ name: String) throws(CaptureError) -> (FrameHeader, UnsafeRawBufferPointer)? {
        // As far as libpcap has read, which is less than the stream has given to its buffer.
        let told = ftello(pcap_file(handle)), position = told < 0 ? stream.position : Int(told)
        if let error = stream.error(name, frame: number, byteOffset: position) { throw error }
        let message = String(cString: pcap_geterr(handle))
        if message.isEmpty { return nil }
        throw CaptureError(.damaged, "read", name, frame: number, byteOffset: position, message)
    }

    /// The error for a file that libpcap does not open.
    private static func refusal(_ message: String, _ stream: CaptureStream, name: String) -> CaptureError {
        if let error = stream.error(name) { return error }
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

private func hexadecimal(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16) }

extension Instant {
    /// libpcap's time stamp, asked for in nanoseconds: `tv_usec` holds those. What 64 bits cannot hold is cut to what they can.
    @inline(__always)
    init(pcap time: timeval) { self.init(seconds: Int64(time.tv_sec), fraction: Int64(time.tv_usec)) }

    @inline(__always)
    fileprivate init(seconds: Int64, fraction: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, more) = product.addingReportingOverflow(fraction)
        self.init(nanoseconds: overflow || more ? (seconds < 0 ? .min : .max) : sum)
    }
}
