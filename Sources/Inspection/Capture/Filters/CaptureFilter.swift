import CPcap

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A compiled capture filter in libpcap's language (pcap-filter(7)): `tcp port 12345 and host 127.0.0.1`.
public final class CaptureFilter: @unchecked Sendable {
    // Sendable: the program is not changed after `init`.

    /// The filter's text.
    public let text: String
    /// The link type of the frames that it can judge.
    public let linkType: LinkType
    private var program: bpf_program

    /// The longest text that is compiled, in bytes: libpcap's optimizer is not made for more.
    public static let longestText = 4096

    /// Compiles `text` for frames that were captured before, as `tcpdump -r` does; an empty one matches every frame.
    ///
    /// - Throws: ``CaptureError`` of kind `.filter` with libpcap's own words and, where it can be worked out, the column.
    public convenience init(_ text: String, linkType: LinkType = .ethernet, snapLength: Int = 262_144) throws(CaptureError) {
        // Of a file libpcap knows that nobody can be asked about an interface or a direction any more; a handle that was opened for nothing it takes for a live one.
        guard let handle = Self.file(of: linkType, snapLength: max(1, snapLength)) else { throw CaptureError(.system, "filter", text, "no memory") }
        defer { pcap_close(handle) }
        // What tcpdump says where no interface is there to ask: no bit of an address is the network's, and `ip broadcast` is 255.255.255.255.
        try self.init(text, on: handle, linkType: linkType, netmask: 0)
    }

    /// Compiles `text` for a live capture: the kernel will be asked what only it knows, a tag that the card has taken off, for instance.
    convenience init(_ text: String, live handle: OpaquePointer, interface: String, linkType: LinkType) throws(CaptureError) {
        var network: UInt32 = 0, mask: UInt32 = 0
        // Without an address there is no broadcast address: "ip broadcast" is then refused in libpcap's own words.
        if withErrorBuffer({ pcap_lookupnet(interface, &network, &mask, $0) }).0 != 0 { mask = 0xffff_ffff }
        try self.init(text, on: handle, linkType: linkType, netmask: mask)
    }

    private init(_ text: String, on handle: OpaquePointer, linkType: LinkType, netmask: UInt32) throws(CaptureError) {
        self.text = text
        self.linkType = linkType
        switch Self.compile(text, on: handle, netmask: netmask) {
        case .success(let program):
            self.program = program
        case .failure(let refusal):
            let column = FilterFault.column(in: text, refusal: refusal.message) { candidate in
                guard case .success(var program) = Self.compile(candidate, on: handle, netmask: netmask) else { return false }
                pcap_freecode(&program)
                return true
            }
            throw CaptureError(.filter(column: column), "filter", text, refusal.message, advice: column == text.count && !text.isEmpty ? "it ends too early" : "")
        }
    }

    deinit { pcap_freecode(&program) }

    /// The number of BPF instructions.
    public var instructionCount: Int { Int(program.bf_len) }

    /// Whether a frame matches.
    public func matches(_ frame: CapturedFrame) -> Bool { matches(frame.header, frame.bytes.span.bytes) }

    /// Whether a frame matches, from borrowed bytes. False for a frame of another link type.
    public func matches(_ header: FrameHeader, _ bytes: RawSpan) -> Bool {
        guard header.linkType == linkType else { return false }
        var packet = pcap_pkthdr()
        packet.caplen = UInt32(clamping: bytes.byteCount)
        packet.len = UInt32(clamping: header.originalLength)
        return bytes.withUnsafeBytes { buffer in
            // libpcap wants an address even for no bytes.
            var none: UInt8 = 0
            return withUnsafePointer(to: &none) { empty in
                pcap_offline_filter(&program, &packet, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? empty) != 0
            }
        }
    }

    /// Sets the filter in the kernel, for a live capture.
    func install(on handle: OpaquePointer) -> Bool { pcap_setfilter(handle, &program) == 0 }

    private struct Refusal: Error { let message: String }

    private static func compile(_ text: String, on handle: OpaquePointer, netmask: UInt32) -> Result<bpf_program, Refusal> {
        if text.utf8.count > longestText { return .failure(Refusal(message: "the filter has \(text.utf8.count) bytes; at most \(longestText) are taken")) }
        if text.utf8.contains(0) { return .failure(Refusal(message: "the filter contains a zero byte")) }
        var program = bpf_program()
        // libpcap's optimizer takes seconds for a few hundred alternatives.
        guard pcap_compile(handle, &program, text, text.utf8.count <= 1024 ? 1 : 0, netmask) == 0 else { return .failure(Refusal(message: String(cString: pcap_geterr(handle)))) }
        return .success(program)
    }

    /// A capture file without frames, which is in no file.
    private static func file(of linkType: LinkType, snapLength: Int) -> OpaquePointer? {
        let header = [0xa1b2_c3d4, 2 | 4 << 16, 0, 0, UInt32(clamping: snapLength), linkType.rawValue].map(\.littleEndian)
        guard let file = fmemopen(nil, 24, "w+") else { return nil }
        fwrite(header, 4, header.count, file)
        rewind(file)
        let (handle, _) = withErrorBuffer { pcap_fopen_offline(file, $0) }
        if handle == nil { fclose(file) }
        return handle
    }
}
