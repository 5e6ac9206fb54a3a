/// The name of something that happened in a world: a program's call, a frame on a wire, a timer that fired.
///
/// Every event carries its own identifier and that of the event which caused it, so that a chain can be
/// walked from any frame back to the program's own call. Identifiers count up from 1 in the order in
/// which things happened.
public struct EventID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let rawValue: UInt64
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
    @inlinable public static func < (a: EventID, b: EventID) -> Bool { a.rawValue < b.rawValue }
    /// No event: what has no cause inside the world (the start of a program).
    public static let none = EventID(rawValue: 0)
}
