import NIOSSL
import Sockets

/// BoringSSL's errors in words for people.
enum TLSFailure {
    static func error(_ error: any Error, during operation: String, with peer: String) -> SocketError {
        // What came is all that will come, and nobody can say whether it is all that was sent.
        if case NIOSSLError.uncleanShutdown = error { return SocketError(.aborted, during: operation, of: "\(peer): the connection ended without TLS's close_notify,") }
        return SocketError(.aborted, during: operation, of: "\(peer): \(reason(error)),")
    }

    static func reason(_ error: any Error) -> String {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname { return "its certificate is for other names" }
        let text = "\(error)"
        let known = [
            ("CERTIFICATE_VERIFY_FAILED", "its certificate is signed by nobody whom we trust, or has expired"),
            ("eofDuringHandshake", "the connection ended in the middle of the handshake"),
            ("EOF during handshake", "the connection ended in the middle of the handshake"),
            ("WRONG_VERSION_NUMBER", "what came is not TLS"),
            ("HTTP_REQUEST", "what came is HTTP, not TLS"),
            ("HTTPS_PROXY_REQUEST", "what came is HTTP, not TLS"),
            ("UNSUPPORTED_PROTOCOL", "no version of TLS in common (1.2 or 1.3 is needed)"),
            ("NO_SHARED_CIPHER", "no cipher in common"),
            ("NO_COMMON_SIGNATURE_ALGORITHMS", "no kind of signature in common"),
            ("UNKNOWN_CA", "the other end does not trust our certificate"),
            ("BAD_CERTIFICATE", "the other end does not take our certificate"),
            ("CERTIFICATE_UNKNOWN", "the other end does not take our certificate"),
            ("BAD_DECRYPT", "a record was changed on the way"),
            ("DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "a record was changed on the way"),
            ("DATA_LENGTH_TOO_LONG", "a record is longer than TLS allows"),
        ]
        return known.first { text.contains($0.0) }?.1 ?? String(text.prefix(200))
    }
}
