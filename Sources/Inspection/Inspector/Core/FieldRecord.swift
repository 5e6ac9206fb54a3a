/// One field of one frame, as the arena holds it: 32 bytes, formatted only when somebody prints it.
struct FieldRecord: BitwiseCopyable {
    /// A number, or where the text lies in the text arena (offset in the high half, length in the low one).
    var value: UInt64
    /// The field's bytes in `source`.
    var start: UInt32
    var length: UInt32
    var id: FieldID
    /// Which layer of the frame it belongs to.
    var layer: UInt16
    /// How deep below the layer's heading it stands.
    var depth: UInt8
    var source: UInt8
    var flags: Flags

    struct Flags: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        /// `value` points into the text arena.
        static let text = Flags(rawValue: 1)
        /// Reckoned by the inspector; not in the bytes.
        static let generated = Flags(rawValue: 2)
        /// Left out of what people read.
        static let hidden = Flags(rawValue: 4)
    }
}

/// One layer of one frame.
struct LayerRecord: BitwiseCopyable {
    /// The protocol's number in `frame.protocols`' terms (see `ProtocolName`).
    var name: ProtocolName
    var proto: ProtocolID
    var source: UInt8
    var parent: UInt16
    var start: UInt32
    var length: UInt32
    var firstField: UInt32
}

/// A name in `frame.protocols`: one of ours, or one of those that are known but not dissected.
struct ProtocolName: RawRepresentable, Hashable, BitwiseCopyable {
    let rawValue: UInt16
    init(rawValue: UInt16) { self.rawValue = rawValue }
    @inline(__always) init(_ proto: ProtocolID) { rawValue = UInt16(proto.rawValue) }
    /// The `index`th of `ForeignProtocols.names`.
    init(foreign index: Int) { rawValue = UInt16(256 + index) }
}
