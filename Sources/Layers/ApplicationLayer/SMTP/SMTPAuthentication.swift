/// A name and a password, as AUTH brought them.
public struct SMTPCredentials: Hashable, Sendable {
    public var user: String
    public var password: String
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

/// The server's side of AUTH PLAIN (RFC 4616) and AUTH LOGIN (its usual form; never an RFC).
enum SMTPAuthentication: Sendable {
    case plain
    case loginUser
    case loginPassword(user: String)

    enum Step {
        /// Send `334` and the text, in base64.
        case ask(String, SMTPAuthentication)
        case done(SMTPCredentials)
    }

    /// The client's answer to the challenge before, in base64.
    func take(_ response: ArraySlice<UInt8>) throws(SMTPRefusal) -> Step {
        if response.elementsEqual(CollectionOfOne(UInt8(ascii: "*"))) { throw SMTPRefusal(SMTPReply(501, "5.7.0", "Authentication cancelled")) }
        // An empty initial response is written as a single equals sign (RFC 4954 section 4).
        let encoded = response.elementsEqual(CollectionOfOne(UInt8(ascii: "="))) ? [] : response
        guard let decoded = Base64.decode(encoded) else { throw SMTPRefusal(SMTPReply(501, "5.5.2", "That is not base64")) }
        switch self {
        case .plain:
            // [authzid] NUL authcid NUL passwd
            let parts = decoded.split(separator: 0, omittingEmptySubsequences: false)
            guard parts.count == 3, let user = String(validating: parts[1], as: UTF8.self), let password = String(validating: parts[2], as: UTF8.self), !user.isEmpty,
                  parts[0].isEmpty || parts[0] == parts[1] else { throw SMTPRefusal(SMTPReply(501, "5.5.2", "PLAIN needs a user and a password")) }
            return .done(SMTPCredentials(user: user, password: password))
        case .loginUser:
            guard let user = String(validating: decoded, as: UTF8.self), !user.isEmpty else { throw SMTPRefusal(SMTPReply(501, "5.5.2", "LOGIN needs a user")) }
            return .ask("Password:", .loginPassword(user: user))
        case .loginPassword(let user):
            guard let password = String(validating: decoded, as: UTF8.self) else { throw SMTPRefusal(SMTPReply(501, "5.5.2", "A password is UTF-8")) }
            return .done(SMTPCredentials(user: user, password: password))
        }
    }
}
