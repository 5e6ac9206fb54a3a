/// Something that knows keys of TLS sessions. The ciphers are in a module of their own (`InspectorTLS`), so that who doesn't need
/// them doesn't build them.
public protocol TLSDecryptor: AnyObject {
    /// A session as it begins, by what its hellos say; nil when its keys aren't known or its cipher suite can't be read.
    func session(_ hello: TLSHello) -> (any TLSSession)?
}

/// What both hellos of a TLS session agree on (RFC 8446 section 4.1, RFC 5246 section 7.4.1).
public struct TLSHello: Sendable, Equatable {
    /// 32 bytes each.
    public var clientRandom: [UInt8]
    public var serverRandom: [UInt8]
    /// 0x0303 for TLS 1.2, 0x0304 for 1.3.
    public var version: Int
    public var cipherSuite: Int

    public init(clientRandom: [UInt8], serverRandom: [UInt8], version: Int, cipherSuite: Int) {
        self.clientRandom = clientRandom
        self.serverRandom = serverRandom
        self.version = version
        self.cipherSuite = cipherSuite
    }
}

/// Opens one session's records, in order, either direction.
public protocol TLSSession: AnyObject {
    /// The record's true content type and its content; nil when it doesn't open with the keys that are known.
    ///
    /// - Parameter record: the whole record, its five bytes of header included.
    func open(_ record: UnsafeRawBufferPointer, fromClient: Bool) -> (type: UInt8, content: [UInt8])?
}
