import Testing
import Wire

@Suite("ByteReader") struct ByteReaderTests {
    static let context = DecodeContext(.network, "Test")

    @Test("numbers are read in network byte order")
    func order() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7]
        try bytes.decode(as: Self.context) { reader throws(DecodeError) in
            #expect(try reader.uint8("a") == 1)
            #expect(try reader.uint16("b") == 0x0203)
            #expect(try reader.uint32("c") == 0x0405_0607)
            let isAtEnd = reader.isAtEnd
            #expect(isAtEnd)
        }
    }

    @Test("a field that is cut says which, where, what it needed and what was there")
    func truncated() {
        let bytes: [UInt8] = [1, 2, 3]
        #expect(throws: DecodeError(Self.context, field: "identification", offset: 16, .truncated(needed: 2, available: 1))) {
            try bytes.decode(as: Self.context, origin: 14) { reader throws(DecodeError) in
                _ = try reader.uint16("version")
                _ = try reader.uint16("identification")
            }
        }
    }
}
