/// Shows what a followed conversation said.
public struct StreamText: Sendable {
    public enum Form: String, Sendable, CaseIterable { case text, hex, raw }
    public enum Side: String, Sendable, CaseIterable { case both, client, server }
    public let form: Form
    public let side: Side
    private var last: Bool?
    private var clientBytes = 0
    private var serverBytes = 0
    private var gaps = 0

    public init(_ form: Form, side: Side = .both) {
        self.form = form
        self.side = side
    }

    /// Two lines before the pieces: who spoke with whom. Nothing where raw bytes are wanted.
    public func writeHeading(_ name: StreamName, client: Endpoint, server: Endpoint, into out: inout OutputBuffer) {
        guard form != .raw else { return }
        out.text("\(name): client \(client.text) and server \(server.text)\n")
    }

    public mutating func write(_ piece: StreamPiece, into out: inout OutputBuffer) {
        switch piece {
        case .gap(let count, let isFromClient):
            guard side == .both || (side == .client) == isFromClient else { return }
            gaps += 1
            if isFromClient { clientBytes += count } else { serverBytes += count }
            guard form != .raw else { return }
            turn(isFromClient, into: &out)
            endLine(&out)
            isAtLineStart = true
            out.text("[\(count) byte\(count == 1 ? "" : "s") missing in the capture]\n")
        case .bytes(let bytes, let isFromClient, let frame):
            guard side == .both || (side == .client) == isFromClient else { return }
            switch form {
            case .raw: out.raw(bytes)
            case .text:
                turn(isFromClient, into: &out)
                writeText(bytes, into: &out)
            case .hex:
                turn(isFromClient, into: &out)
                out.text("frame \(frame)\n")
                bytes.withUnsafeBytes { writeHex($0, from: isFromClient ? clientBytes : serverBytes, into: &out) }
            }
            if isFromClient { clientBytes += bytes.count } else { serverBytes += bytes.count }
        }
    }

    /// The last line: how much each end said.
    public mutating func writeEnd(into out: inout OutputBuffer) {
        guard form != .raw else { return }
        if last != nil { endLine(&out) }
        if side != .server { out.text("client sent \(clientBytes) bytes") }
        if side == .both { out.text(", ") }
        if side != .client { out.text("server sent \(serverBytes) bytes") }
        out.text(gaps == 0 ? ".\n" : "; \(gaps) gap\(gaps == 1 ? "" : "s").\n")
    }

    /// How many gaps there were: where raw bytes are wanted, they are not marked.
    public var gapCount: Int { gaps }

    private mutating func turn(_ isFromClient: Bool, into out: inout OutputBuffer) {
        guard last != isFromClient else { return }
        if last != nil { endLine(&out) }
        last = isFromClient
        isAtLineStart = true
        out.colour(isFromClient ? .cyan : .green)
        out.text(isFromClient ? "── client\n" : "── server\n")
        out.colour(.plain)
    }

    private func endLine(_ out: inout OutputBuffer) {
        if !isAtLineStart { out.text("\n") }
    }
    private var isAtLineStart = true

    /// Text as it stands, with anything a terminal might act on replaced by a dot.
    private mutating func writeText(_ bytes: [UInt8], into out: inout OutputBuffer) {
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x0d: continue
            case 0x0a, 0x09, 0x20...0x7e: out.byte(UInt8(scalar.value))
            case 0..<0x20, 0x7f..<0xa0, 0x200b...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: out.byte(UInt8(ascii: "."))
            default: out.text(String(Character(scalar)))
            }
        }
        if let end = bytes.last { isAtLineStart = end == 0x0a }
    }

    private func writeHex(_ bytes: UnsafeRawBufferPointer, from start: Int, into out: inout OutputBuffer) {
        var at = 0
        while at < bytes.count {
            let row = UnsafeRawBufferPointer(rebasing: bytes[at..<min(at + 16, bytes.count)])
            out.text("  ")
            out.hex(UInt64(start + at), digits: 8)
            out.text(" ")
            for index in 0..<16 {
                if index == 8 { out.text(" ") }
                if index < row.count {
                    out.text(" ")
                    out.hex(UInt64(row[index]), digits: 2)
                } else {
                    out.text("   ")
                }
            }
            out.text("  ")
            for byte in row { out.byte(byte >= 0x20 && byte < 0x7f ? byte : UInt8(ascii: ".")) }
            out.text("\n")
            at += 16
        }
    }
}

extension Endpoint {
    /// The end as people write it: "10.0.0.1:80", "[2001:db8::1]:80", an address alone, "-" for none.
    public var text: String {
        switch self {
        case .none: "-"
        case .mac(let address): "\(address)"
        case .host(let address): "\(address)"
        case .socket(.v4(let address), let port): "\(address):\(port)"
        case .socket(let address, let port): "[\(address)]:\(port)"
        }
    }
}
