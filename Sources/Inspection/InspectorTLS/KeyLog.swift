#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The secrets of TLS sessions, as programs write them for people who want to look inside (the NSS key log format): one a line, with
/// its label, the client's random and the secret, both in hexadecimal. `SSLKEYLOGFILE` makes browsers and curl write one.
public struct KeyLog: Sendable {
    /// Which secret of a session.
    enum Label: String, Sendable {
        /// TLS 1.2: the master secret.
        case master = "CLIENT_RANDOM"
        case clientEarly = "CLIENT_EARLY_TRAFFIC_SECRET"
        case clientHandshake = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
        case serverHandshake = "SERVER_HANDSHAKE_TRAFFIC_SECRET"
        case clientTraffic = "CLIENT_TRAFFIC_SECRET_0"
        case serverTraffic = "SERVER_TRAFFIC_SECRET_0"
    }

    private var secrets: [[UInt8]: [Label: [UInt8]]] = [:]
    private static let sizeLimit = 256 << 20
    private static let sessionLimit = 1 << 20
    private static let lineLimit = 4_096

    /// Reads the lines; comments, empty lines and labels that mean nothing here are passed over.
    ///
    /// - Parameter name: what errors call it.
    public init(_ text: [UInt8], name: String = "key log") throws(KeyLogReadError) {
        for (index, line) in text.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            guard line.count <= Self.lineLimit else { throw KeyLogReadError("\(name), line \(index + 1): longer than \(Self.lineLimit) bytes: this is no key log") }
            let words = line.split { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }
            guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
            guard first.allSatisfy({ $0 == 0x5f || (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }) else { throw KeyLogReadError("\(name), line \(index + 1): a label such as CLIENT_RANDOM is wanted first") }
            guard let label = Label(rawValue: String(decoding: first, as: UTF8.self)) else { continue }
            guard words.count == 3, let random = Self.hex(words[1]), random.count == 32, let secret = Self.hex(words[2]), label == .master ? secret.count == 48 : [32, 48].contains(secret.count) else {
                throw KeyLogReadError("\(name), line \(index + 1): \(label.rawValue) is followed by a random of 64 digits and a secret of \(label == .master ? "96" : "64 or 96"), in hexadecimal")
            }
            guard secrets.count < Self.sessionLimit || secrets[random] != nil else { throw KeyLogReadError("\(name): more than \(Self.sessionLimit) sessions") }
            secrets[random, default: [:]][label] = secret
        }
    }

    /// Reads the file at `path`.
    public init(path: String) throws(KeyLogReadError) {
        guard !path.utf8.contains(0), let file = fopen(path, "rb") else { throw KeyLogReadError("\(path): \(String(cString: strerror(path.utf8.contains(0) ? EINVAL : errno)))") }
        defer { fclose(file) }
        var bytes: [UInt8] = [], block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { break }
            bytes += block[..<count]
            guard bytes.count <= Self.sizeLimit else { throw KeyLogReadError("\(path): more than \(Self.sizeLimit >> 20) MiB: this is no key log") }
        }
        guard ferror(file) == 0 else { throw KeyLogReadError("\(path): \(String(cString: strerror(errno)))") }
        try self.init(bytes, name: path)
    }

    /// How many sessions' secrets are known.
    public var sessions: Int { secrets.count }

    subscript(_ clientRandom: [UInt8], _ label: Label) -> [UInt8]? { secrets[clientRandom]?[label] }

    private static func hex(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count % 2 == 0, digits.count <= 256 else { return nil }
        var bytes: [UInt8] = [], high: UInt8?
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x41...0x46: value = digit - 0x37
            case 0x61...0x66: value = digit - 0x57
            default: return nil
            }
            if let front = high {
                bytes.append(front << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}

/// What is wrong with a key log, and in which line.
public struct KeyLogReadError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
