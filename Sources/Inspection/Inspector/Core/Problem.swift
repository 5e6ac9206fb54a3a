import Wire

/// Something in a frame that is not as its protocol says: what, where, and what was needed.
public struct Problem: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The frame's bytes end before the field does, though the headers before it promise more.
        case malformed
        /// The capture kept only the front of the frame.
        case cutByCapture
        /// A value that cannot be.
        case invalid
    }
    public let kind: Kind
    /// The protocol being read: "DNS".
    public let protocolTitle: String
    public let layer: Layer
    /// The field that ended too early or is wrong, as people call it; empty where no single field is to blame.
    public let field: String
    /// Where in the frame (or in what was put together) the field begins.
    public let offset: Int
    public let needed: Int
    public let available: Int
    /// What is wrong, where it isn't the number of bytes.
    public let reason: String

    /// One sentence: "DNS, Class at byte 63201: needs 2 bytes, 1 left".
    public var text: String {
        let place = field.isEmpty ? "\(protocolTitle) at byte \(offset)" : "\(protocolTitle), \(field) at byte \(offset)"
        if !reason.isEmpty { return "\(place): \(reason)" }
        let counted = "needs \(needed) byte\(needed == 1 ? "" : "s"), \(available) left"
        return kind == .cutByCapture ? "\(place): \(counted), because the capture kept only the front of the frame" : "\(place): \(counted)"
    }
}
