import LabKit
import LinkLayer
import NetworkLayer
import PhysicalLayer
import TransportLayer
import Wire

/// A message on its way down: each layer puts its own header before what it is given.
struct Descent {
    static let sender = SocketAddress(.v4(IPv4Address(10, 0, 0, 11)), 49152)
    static let receiver = SocketAddress(.v4(IPv4Address(10, 0, 0, 12)), 12345)
    static let senderMAC = MACAddress(rawValue: 0x0200_0000_000b), receiverMAC = MACAddress(rawValue: 0x0200_0000_000c)

    private(set) var steps: [Step] = []
    /// The frame with padding and frame check sequence.
    let frame: [UInt8]
    /// What each part of the frame is, in the order of its bytes.
    let parts: [(name: String, layer: Layer, length: Int)]
    /// All octets on the wire: preamble and frame.
    var octets: [UInt8] { Preamble.octets + frame }

    /// - Parameter own: a checksum function to compute the UDP header's with, in place of ours.
    init(message: [UInt8], checksum own: (any ChecksumFunction)? = nil) throws {
        let source = IPv4Address(10, 0, 0, 11), destination = IPv4Address(10, 0, 0, 12)
        steps.append(Step(layer: .application, deed: "the message", size: message.count, facts: Printable.quoted(message, width: 50)))

        var datagram = ByteWriter()
        UDPHeader(sourcePort: Self.sender.port, destinationPort: Self.receiver.port)
            .serialize(into: &datagram, payload: message.span.bytes, pseudoHeader: PseudoHeader(source: source, destination: destination, protocolNumber: UDPHeader.protocolNumber))
        if let own {
            let bare = Array(datagram.bytes[..<6]) + [0, 0] + message
            var whole = ByteWriter()
            for address in [source, destination] { whole.uint32(address.rawValue) }
            whole.uint16(UInt16(UDPHeader.protocolNumber))
            whole.uint16(UInt16(bare.count))
            whole.write(bare)
            let sum = try own.checksum(of: whole.bytes)
            var bytes = bare
            // A sum of 0 is sent as ffff: 0 means that there is none (RFC 768).
            (bytes[6], bytes[7]) = sum == 0 ? (255, 255) : (UInt8(sum >> 8), UInt8(sum & 255))
            datagram = ByteWriter()
            datagram.write(bytes)
        }
        let sum = UInt16(datagram.bytes[6]) << 8 | UInt16(datagram.bytes[7])
        steps.append(Step(layer: .transport, deed: "+ UDP header, 8 B", size: datagram.count, facts: "from port \(Self.sender.port) to \(Self.receiver.port), length \(datagram.count), sum 0x\(Self.hex(sum))"))

        var packet = ByteWriter()
        IPv4Header(identification: 1, dontFragment: true, protocol: .udp, source: source, destination: destination).serialize(into: &packet, payloadLength: datagram.count)
        packet.write(datagram.bytes)
        steps.append(Step(layer: .network, deed: "+ IPv4 header, 20 B", size: packet.count, facts: "\(source) to \(destination), time to live 64, protocol 17"))

        var frame = ByteWriter()
        EthernetHeader(destination: Self.receiverMAC, source: Self.senderMAC, etherType: .ipv4).serialize(into: &frame)
        frame.write(packet.bytes)
        let unpadded = frame.count
        FrameCheckSequence.pad(&frame)
        let padding = frame.count - unpadded
        FrameCheckSequence.append(to: &frame)
        self.frame = frame.bytes
        let all: [(name: String, layer: Layer, length: Int)] = [("Ethernet", .link, EthernetHeader.length), ("IPv4", .network, 20), ("UDP", .transport, UDPHeader.length), ("message", .application, message.count), ("padding", .link, padding), ("FCS", .link, FrameCheckSequence.length)]
        parts = all.filter { $0.length > 0 }
        steps.append(Step(layer: .link, deed: "+ Ethernet header, 14 B", size: unpadded, facts: "\(Self.senderMAC) to \(Self.receiverMAC), type 0x0800"))
        if padding > 0 { steps.append(Step(layer: .link, deed: "+ padding, \(padding) B", size: unpadded + padding, facts: "zeros: no frame is shorter than 60 bytes and its check")) }
        steps.append(Step(layer: .link, deed: "+ frame check, 4 B", size: frame.count, facts: "CRC-32 of all before it: \(frame.bytes.suffix(4).map { Self.hex($0) }.joined(separator: " "))"))
        let octets = frame.count + Preamble.octets.count
        steps.append(Step(layer: .physical, deed: "+ preamble, 8 B", size: octets, facts: "\(octets * 8) bits: \(octets * 8 / 10).\(octets * 8 % 10) µs at 10 Mbit/s"))
    }

    /// The frame's bytes, sixteen a line, with what they are.
    func dump(_ paint: Paint) -> [String] {
        var owners: [(name: String, layer: Layer)] = []
        for part in parts { owners += Array(repeating: (part.name, part.layer), count: part.length) }
        return stride(from: 0, to: frame.count, by: 16).map { start in
            let row = start..<min(start + 16, frame.count)
            var bytes = "", text = "", names: [String] = []
            for index in row {
                bytes += (index == start + 8 ? " " : "") + " " + paint.layer(owners[index].layer, Self.hex(frame[index]))
                text += paint.layer(owners[index].layer, (0x20..<0x7f).contains(frame[index]) ? String(UnicodeScalar(frame[index])) : ".")
                if names.last != owners[index].name { names.append(owners[index].name) }
            }
            let missing = 16 - row.count
            let gap = String(repeating: " ", count: missing * 3 + (missing >= 8 ? 1 : 0))
            return " \(Self.hex(UInt16(start))) \(bytes)\(gap)  \(text)\(String(repeating: " ", count: missing))  \(names.joined(separator: " | "))"
        }
    }

    private static func hex(_ octet: UInt8) -> String { (octet < 16 ? "0" : "") + String(octet, radix: 16) }
    private static func hex(_ word: UInt16) -> String { hex(UInt8(word >> 8)) + hex(UInt8(truncatingIfNeeded: word)) }
}
