/// A request's content as it comes, for a handler that does not want it whole in memory. What is not asked for is not read: a client sends no faster than
/// the handler takes.
///
///     router.receive(.put, "/files/*") { request, content in
///         while let piece = try await content.next() { … }
///     }
public struct HTTPContentStream: Sendable {
    /// The next piece, never empty; nil at the end. Throws when the client breaks off, takes too long or breaks HTTP.
    public let next: @Sendable () async throws -> [UInt8]?

    public init(_ next: @escaping @Sendable () async throws -> [UInt8]?) { self.next = next }
}

/// Answers a request whose content comes bit by bit.
public typealias HTTPStreamHandler = @Sendable (HTTPServerRequest, HTTPContentStream) async throws -> HTTPServerResponse
