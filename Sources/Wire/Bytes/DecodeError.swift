/// The five layers of the house, lowest first.
public enum Layer: String, Sendable, CaseIterable, Comparable, Codable {
    case physical, link, network, transport, application

    public static func < (a: Layer, b: Layer) -> Bool { a.depth < b.depth }
    private var depth: Int { Self.allCases.firstIndex(of: self)! }
}

/// What a ``ByteReader`` is reading: the layer and the protocol, as an error names them.
public struct DecodeContext: Sendable {
    public let layer: Layer
    /// The protocol's own name: "IPv4", "TCP", "Ethernet".
    public let name: StaticString

    public init(_ layer: Layer, _ name: StaticString) {
        self.layer = layer
        self.name = name
    }
}

/// Bytes that are not what their protocol says they must be: where, what was needed and what was there.
public struct DecodeError: Error, Sendable {
    /// What is wrong.
    public enum Reason: Sendable, Equatable {
        /// The field needs `needed` bytes and `available` are left.
        case truncated(needed: Int, available: Int)
        /// The field's value cannot be.
        case invalid(found: String, expected: String)
    }

    public let context: DecodeContext
    /// The field's name, as its RFC has it.
    public let field: StaticString
    /// Bytes from the start of the frame (or of the bytes that were given) to the field.
    public let offset: Int
    public let reason: Reason

    public init(_ context: DecodeContext, field: StaticString, offset: Int, _ reason: Reason) {
        self.context = context
        self.field = field
        self.offset = offset
        self.reason = reason
    }

    public var layer: Layer { context.layer }
}

extension DecodeError: Equatable {
    public static func == (a: DecodeError, b: DecodeError) -> Bool {
        a.layer == b.layer && a.context.name.description == b.context.name.description
            && a.field.description == b.field.description && a.offset == b.offset && a.reason == b.reason
    }
}

extension DecodeError: CustomStringConvertible {
    public var description: String {
        let place = "\(context.name) (\(layer.rawValue) layer), \(field) at byte \(offset)"
        return switch reason {
        case .truncated(let needed, let available): "\(place): needs \(needed) byte\(needed == 1 ? "" : "s"), \(available) left"
        case .invalid(let found, let expected): "\(place): found \(found), expected \(expected)"
        }
    }
}
