import CPcap

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

    /// Compiles `text`; an empty one matches every frame.
    ///
    /// - Throws: ``CaptureError`` of kind `.filter` with libpcap's own words and, where it can be worked out, the column.
    public init(_ text: String, linkType: LinkType = .ethernet, snapLength: Int = 262_144) throws(CaptureError) {
        self.text = text
        self.linkType = linkType
        switch Self.compile(text, linkType: linkType, snapLength: snapLength) {
        case .success(let program):
            self.program = program
        case .failure(let refusal):
            let column = FilterFault.column(in: text, refusal: refusal.message) { candidate in
                guard case .success(var program) = Self.compile(candidate, linkType: linkType, snapLength: snapLength) else { return false }
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
        packet.len = UInt32(clamping: max(header.originalLength, bytes.byteCount))
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

    private static func compile(_ text: String, linkType: LinkType, snapLength: Int) -> Result<bpf_program, Refusal> {
        if text.utf8.count > longestText { return .failure(Refusal(message: "the filter has \(text.utf8.count) bytes; at most \(longestText) are taken")) }
        if text.utf8.contains(0) { return .failure(Refusal(message: "the filter contains a zero byte")) }
        guard let handle = pcap_open_dead(linkType.dataLink, Int32(clamping: max(1, snapLength))) else { return .failure(Refusal(message: "no memory")) }
        defer { pcap_close(handle) }
        var program = bpf_program()
        // libpcap's optimizer takes seconds for a few hundred alternatives. An unknown netmask: only "ip broadcast" needs one,
        // and is then refused in libpcap's own words.
        guard pcap_compile(handle, &program, text, text.utf8.count <= 1024 ? 1 : 0, 0xffff_ffff) == 0 else { return .failure(Refusal(message: String(cString: pcap_geterr(handle)))) }
        return .success(program)
    }
}
