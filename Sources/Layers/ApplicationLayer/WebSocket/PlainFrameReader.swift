/// A frame as a reader of one's own hands it back.
public struct PlainWebSocketFrame: Codable, Hashable, Sendable {
    /// FIN.
    public var isFinal: Bool
    public var opcode: UInt8
    /// Unmasked.
    public var payload: [UInt8]
    /// Bytes that the frame takes, header and payload.
    public var length: Int
    public init(isFinal: Bool, opcode: UInt8, payload: [UInt8], length: Int) { (self.isFinal, self.opcode, self.payload, self.length) = (isFinal, opcode, payload, length) }
}

/// A place for a reader of WebSocket frames (RFC 6455 section 5.2).
///
/// Lab 12's exercise is a type of your own that conforms to this; `websocket-chat --mine` shows every frame as it reads it.
public protocol PlainFrameReader: Sendable {
    /// The frame at the beginning of `bytes`; nil while it is not all there.
    func read(_ bytes: [UInt8]) throws -> PlainWebSocketFrame?
}
