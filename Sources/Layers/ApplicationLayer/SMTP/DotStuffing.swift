/// A place for the transparency of mail (RFC 5321 section 4.5.2): a message that has a line of one dot must not end there.
///
/// Lab 05's exercise is a type of your own that conforms to this.
public protocol DotStuffing: Sendable {
    /// What is sent behind DATA for `message`, whose lines end in CRLF: with a dot more before each line that begins with one, a CRLF at the end if
    /// the message has none, and the line of one dot that ends it.
    func stuffed(_ message: [UInt8]) throws -> [UInt8]
    /// The message that `data`, all that came behind DATA, was made from: with its last line's CRLF, without the line of one dot.
    func unstuffed(_ data: [UInt8]) throws -> [UInt8]
}
