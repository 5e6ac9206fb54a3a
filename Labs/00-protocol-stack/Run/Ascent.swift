import LabKit
import LinkLayer
import NetworkLayer
import PhysicalLayer
import TransportLayer
import Wire

/// The voltages on their way up: each layer checks what is its own, takes its header off and hands on the rest; or drops it,
/// and says why.
struct Ascent {
    private(set) var steps: [Step] = []

    init(levels: [Level]) {
        do { try rise(levels) } catch let error as LineCodeError { refuse(.physical, "not Manchester", "\(error)") } catch let error as DecodeError { refuse(error.layer, "cannot be read", "\(error)") } catch { refuse(.application, "failed", "\(error)") }
    }

    private mutating func rise(_ levels: [Level]) throws {
        let bits = try Manchester().decode(levels)
        guard let frame = Preamble.frame(in: bits) else { return refuse(.physical, "no delimiter", "the frame's beginning was not found") }
        steps.append(Step(layer: .physical, deed: "preamble off", size: frame.count, facts: "\(bits.count) bits by the transition in the middle of each; delimiter found"))
        guard let packet = try link(frame) else { return }
        guard let datagram = try network(packet) else { return }
        try transport(datagram.payload, datagram.header)
    }

    private mutating func refuse(_ layer: Layer, _ deed: String, _ facts: String) {
        steps.append(Step(layer: layer, deed: deed, size: nil, facts: facts, isRefusal: true))
    }

    private mutating func link(_ frame: [UInt8]) throws -> [UInt8]? {
        guard FrameCheckSequence.isValid(frame) else {
            refuse(.link, "frame check WRONG", "the CRC does not fit the bytes: dropped here, and nobody above ever hears of it")
            return nil
        }
        var reader = ByteReader(frame.span.bytes, as: EthernetHeader.context)
        let header = try EthernetHeader(parsing: &reader)
        guard header.destination == Descent.receiverMAC else {
            refuse(.link, "not for us", "it is for \(header.destination)")
            return nil
        }
        steps.append(Step(layer: .link, deed: "check right, header off", size: frame.count - EthernetHeader.length - FrameCheckSequence.length, facts: "for us; type 0x0800: IPv4 gets the rest"))
        return Array(frame[EthernetHeader.length..<frame.count - FrameCheckSequence.length])
    }

    private mutating func network(_ packet: [UInt8]) throws -> (header: IPv4Header, payload: [UInt8])? {
        var reader = ByteReader(packet.span.bytes, as: IPv4Header.context, origin: EthernetHeader.length)
        let header = try IPv4Header(parsing: &reader)
        let length = try header.payloadLength(in: reader)
        guard IPv4Header.verifyChecksum(of: packet.span.bytes) == .good else {
            refuse(.network, "header checksum WRONG", "dropped")
            return nil
        }
        let payload = try reader.bytes(length, "payload")
        let padding = packet.count - header.headerLength - length
        steps.append(Step(layer: .network, deed: "checksum right, header off", size: length, facts: "\(header.source) to \(header.destination)" + (padding > 0 ? "; \(padding) B of padding left behind" : "")))
        return (header, payload)
    }

    private mutating func transport(_ datagram: [UInt8], _ ip: IPv4Header) throws {
        var reader = ByteReader(datagram.span.bytes, as: UDPHeader.context, origin: EthernetHeader.length + ip.headerLength)
        let header = try UDPHeader(parsing: &reader)
        let length = try header.payloadLength(in: reader)
        let pseudoHeader = PseudoHeader(source: ip.source, destination: ip.destination, protocolNumber: UDPHeader.protocolNumber)
        guard UDPHeader.verifyChecksum(of: datagram.span.bytes, pseudoHeader: pseudoHeader) == .good else { return refuse(.transport, "checksum WRONG", "dropped") }
        let message = try reader.bytes(length, "payload")
        steps.append(Step(layer: .transport, deed: "checksum right, header off", size: message.count, facts: "port \(header.destinationPort): the program that listens there gets the rest"))
        steps.append(Step(layer: .application, deed: "the message", size: message.count, facts: Printable.quoted(message, width: 50)))
    }
}
