/// A fragment whose datagram is not whole yet: "bytes 1480 to 2959 of datagram 0x1a2b, more follow".
enum FragmentWords {
    /// `offset` and `length` in bytes.
    static func write(identification: UInt32, digits: Int, offset: Int, length: Int, more: Bool, into out: inout OutputBuffer) {
        out.text("bytes ")
        out.decimal(offset)
        out.text(" to ")
        out.decimal(offset + max(0, length - 1))
        out.text(" of datagram 0x")
        out.hex(UInt64(identification), digits: digits)
        out.text(more ? ", more follow" : ", its last")
    }
}
