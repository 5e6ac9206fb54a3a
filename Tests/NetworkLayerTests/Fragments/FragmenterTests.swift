import NetworkLayer
import TestSupport
import Testing
import Wire

@Suite("Fragmentation") struct FragmenterTests {
    let header = IPv4Header(identification: 7, protocol: .udp, source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2))

    func pieces(_ outcome: IPv4Fragmenter.Outcome) -> [IPv4Fragmenter.Piece] { if case .pieces(let pieces) = outcome { pieces } else { [] } }

    @Test("a datagram of 4000 bytes over Ethernet is the textbooks' three pieces")
    func textbook() {
        let pieces = pieces(IPv4Fragmenter.cut(header, payloadLength: 3980, mtu: 1500))
        #expect(pieces.map(\.range) == [0..<1480, 1480..<2960, 2960..<3980])
        #expect(pieces.map(\.header.fragmentOffset) == [0, 1480, 2960])
        #expect(pieces.map(\.header.moreFragments) == [true, true, false])
        #expect(pieces.allSatisfy { $0.header.identification == 7 && $0.header.source == header.source })
    }

    @Test("what fits stays whole; what must not be cut is too big, and so is what leaves no room")
    func limits() {
        #expect(IPv4Fragmenter.cut(header, payloadLength: 1480, mtu: 1500) == .pieces([.init(header: header, range: 0..<1480)]))
        var fixed = header
        fixed.dontFragment = true
        #expect(IPv4Fragmenter.cut(fixed, payloadLength: 1480, mtu: 1500) == .pieces([.init(header: fixed, range: 0..<1480)]))
        #expect(IPv4Fragmenter.cut(fixed, payloadLength: 1481, mtu: 1500) == .tooBig)
        #expect(IPv4Fragmenter.cut(header, payloadLength: 100, mtu: 27) == .tooBig)
        #expect(IPv4Fragmenter.cut(header, payloadLength: 100, mtu: -5) == .tooBig)
        #expect(pieces(IPv4Fragmenter.cut(header, payloadLength: 100, mtu: 28)).count == 13)
    }

    @Test("a router cuts a fragment again; what was not the last stays not the last")
    func again() {
        var middle = header
        middle.fragmentOffset = 1480
        middle.moreFragments = true
        let pieces = pieces(IPv4Fragmenter.cut(middle, payloadLength: 1480, mtu: 600))
        #expect(pieces.map(\.header.fragmentOffset) == [1480, 2056, 2632] && pieces.allSatisfy(\.header.moreFragments))
        middle.fragmentOffset = 65_528
        #expect(IPv4Fragmenter.cut(middle, payloadLength: 100, mtu: 60) == .tooBig, "beyond the last offset there is none")
    }

    @Test("only options that are to be copied are in later pieces")
    func options() {
        var optional = header
        let alert = IPv4Option.routerAlert(0), record = IPv4Option.recordRoute(IPv4Route(addresses: [.any, .any]))
        optional.options = [record, alert]
        let pieces = pieces(IPv4Fragmenter.cut(optional, payloadLength: 200, mtu: 100))
        #expect(pieces[0].header.options == [record, alert] && pieces.dropFirst().allSatisfy { $0.header.options == [alert] })
        #expect(pieces.map { $0.header.headerLength + $0.range.count }.allSatisfy { $0 <= 100 })
    }

    @Test("what is cut comes together again, over links of any MTU, and cut twice", arguments: 1...30 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let payload = generator.bytes(Int.random(in: 1000...5000, using: &generator))
        let first = Int.random(in: 300...900, using: &generator), second = Int.random(in: 68...280, using: &generator)
        var all: [(IPv4Header, [UInt8])] = []
        for piece in pieces(IPv4Fragmenter.cut(header, payloadLength: payload.count, mtu: first)) {
            let part = Array(payload[piece.range])
            all += pieces(IPv4Fragmenter.cut(piece.header, payloadLength: part.count, mtu: second)).map { ($0.header, Array(part[$0.range])) }
        }
        #expect(all.allSatisfy { $0.headerLength + $1.count <= second })
        all.shuffle(using: &generator)
        var reassembler = DatagramReassembler()
        var outcome = ReassemblyOutcome.waiting
        for (header, part) in all {
            // As it goes over the wire.
            var writer = ByteWriter()
            header.serialize(into: &writer, payloadLength: part.count)
            let bytes = writer.bytes
            let parsed = try bytes.decode(as: IPv4Header.context) { reader throws(DecodeError) in try IPv4Header(parsing: &reader) }
            outcome = reassembler.add(Fragment(parsed, headerBytes: bytes, payload: part), at: .zero)
        }
        guard case .complete(let datagram) = outcome else { Issue.record("\(outcome)"); return }
        #expect(datagram.payload == payload)
    }

    @Test("an IPv6 packet is cut by its source, with the headers that routers read in each piece", arguments: [1280, 1300, 4000])
    func ipv6(mtu: Int) throws {
        let payload = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let extensions = IPv6ExtensionChain(
            headers: [.hopByHop([.routerAlert(0), .padN(count: 2)]), .destinationOptions([.unknown(type: 0x1e, data: [1, 2, 3, 4])])], upperLayer: .udp)
        let cut = try #require(IPv6Fragmenter.cut(extensions, payload: payload, mtu: mtu, identification: 0xabcd))
        let header = IPv6Header(nextHeader: extensions.firstHeader, source: documentation(1), destination: documentation(2))
        var reassembler = DatagramReassembler()
        var outcome = ReassemblyOutcome.waiting
        for piece in cut.pieces {
            var writer = ByteWriter()
            header.serialize(into: &writer, payloadLength: piece.extensions.length + piece.range.count)
            piece.extensions.serialize(into: &writer)
            writer.write(cut.fragmentablePart[piece.range])
            #expect(writer.count <= mtu)
            let bytes = writer.bytes
            outcome = try bytes.decode(as: IPv6Header.context) { reader throws(DecodeError) in
                let parsed = try IPv6Header(parsing: &reader)
                let chain = try IPv6ExtensionChain(parsing: &reader, first: parsed.nextHeader)
                guard let fragment = Fragment(parsed, extensions: chain, payload: piece.range.lowerBound == 0 ? Array(bytes[(40 + piece.extensions.length)...]) : reader.rest()) else { return .waiting }
                return reassembler.add(fragment, at: .zero)
            }
        }
        guard case .complete(let datagram) = outcome else { Issue.record("\(outcome)"); return }
        #expect(datagram.payload == cut.fragmentablePart)
        #expect(cut.pieces.first?.extensions.upperLayer == .destinationOptions)
        // Behind the fragment header the packet goes on with the destination options, and then the payload.
        let rest = try datagram.payload.decode(as: IPv6Header.context) { reader throws(DecodeError) -> (IPv6ExtensionChain, [UInt8]) in
            (try IPv6ExtensionChain(parsing: &reader, first: .destinationOptions), reader.rest())
        }
        #expect(rest.0.upperLayer == .udp && rest.0.headers == [.destinationOptions([.unknown(type: 0x1e, data: [1, 2, 3, 4])])] && rest.1 == payload)
    }

    @Test("no room, no fragments")
    func ipv6NoRoom() {
        #expect(IPv6Fragmenter.cut(IPv6ExtensionChain(upperLayer: .udp), payload: [1, 2, 3], mtu: 55, identification: 1) == nil)
        #expect(IPv6Fragmenter.cut(IPv6ExtensionChain(upperLayer: .udp), payload: [1, 2, 3], mtu: 56, identification: 1)?.pieces.count == 1)
        #expect(IPv6Fragmenter.cut(IPv6ExtensionChain(upperLayer: .udp), payload: [], mtu: 1280, identification: 1) == nil)
    }
}
