import ApplicationLayer
import Wire

/// Which data connections FTP's control connections have announced, and what for.
final class FTPTransfers {
    /// What a control connection has asked for last: "RETR" and the name.
    final class Request {
        var command = ""
        var name = ""
        var frame = 0
    }
    private var expected: [Endpoint: Request] = [:]
    private var order: [Endpoint] = []
    private static let limit = 4_096

    func expect(_ endpoint: Endpoint, _ request: Request) {
        if expected[endpoint] == nil { order.append(endpoint) }
        expected[endpoint] = request
        if order.count > Self.limit { expected[order.removeFirst()] = nil }
    }

    /// nil: no data connection. Some nil: one that carries no file.
    func file(client: Endpoint, server: Endpoint) -> Request?? {
        guard let request = expected[server] ?? expected[client] else { return nil }
        return ["RETR", "STOR", "APPE", "STOU"].contains(request.command) ? request : .some(nil)
    }
}

/// An FTP control connection: tells what the data connections carry.
final class FTPControl: TransferReader {
    private let data: FTPTransfers
    private let isUserClient: Bool
    private let user: Endpoint
    private let host: Endpoint
    private let request = FTPTransfers.Request()
    private var userLines = TransferLines()
    private var hostLines = TransferLines()
    private(set) var hasBegunTLS = false

    init(_ data: FTPTransfers, isUserClient: Bool, client: Endpoint, server: Endpoint) {
        self.data = data
        self.isUserClient = isUserClient
        user = isUserClient ? client : server
        host = isUserClient ? server : client
    }

    func take(_ piece: StreamPiece, _ log: TransferLog) {
        switch piece {
        case .gap(_, let isFromClient):
            if isFromClient == isUserClient { userLines.forget() } else { hostLines.forget() }
        case .bytes(let bytes, let isFromClient, let frame):
            if isFromClient == isUserClient {
                for line in userLines.take(bytes[...]) { command(String(decoding: line, as: UTF8.self), frame) }
            } else {
                for line in hostLines.take(bytes[...]) { reply(String(decoding: line, as: UTF8.self)) }
            }
        }
    }

    func finish(_ log: TransferLog) {}

    private func command(_ line: String, _ frame: Int) {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard let word = words.first?.uppercased() else { return }
        let argument = words.count > 1 ? words[1] : ""
        switch word {
        case "RETR", "STOR", "APPE", "STOU", "LIST", "NLST", "MLSD", "MLST":
            request.command = word
            request.name = argument
            request.frame = frame
        case "PORT": if let address = Self.sixNumbers(argument) { data.expect(address, request) }
        case "EPRT":
            let parts = argument.dropFirst().dropLast().split(separator: argument.first ?? "|", omittingEmptySubsequences: false)
            if parts.count == 3, let port = UInt16(parts[2]), case .socket(let address, _) = user { data.expect(.socket(address, port: port), request) }
        default: break
        }
    }

    private func reply(_ line: String) {
        switch line.prefix(3) {
        case "227":
            if let start = line.dropFirst(3).firstIndex(where: { $0.isNumber }), let address = Self.sixNumbers(String(line[start...])) { data.expect(address, request) }
        case "229":
            let digits = line.drop { $0 != "(" }.dropFirst(4).prefix { $0.isNumber }
            if let port = UInt16(digits), case .socket(let address, _) = host { data.expect(.socket(address, port: port), request) }
        case "234": hasBegunTLS = true
        default: break
        }
    }

    /// "h1,h2,h3,h4,p1,p2" as an end.
    private static func sixNumbers(_ text: String) -> Endpoint? {
        let numbers = text.prefix { $0.isNumber || $0 == "," }.split(separator: ",").map { UInt8($0) }
        guard numbers.count == 6, numbers.allSatisfy({ $0 != nil }) else { return nil }
        let address = numbers[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1 ?? 0) }
        return .socket(.v4(IPv4Address(rawValue: address)), port: UInt16(numbers[4] ?? 0) << 8 | UInt16(numbers[5] ?? 0))
    }
}

/// An FTP data connection: all of it is the file.
final class FTPDataReader: TransferReader {
    private let request: FTPTransfers.Request
    private let client: Endpoint
    private let server: Endpoint
    private var id: Int?
    private var fault: String?

    init(_ request: FTPTransfers.Request, client: Endpoint, server: Endpoint) {
        self.request = request
        self.client = client
        self.server = server
    }

    func take(_ piece: StreamPiece, _ log: TransferLog) {
        switch piece {
        case .gap(let count, _):
            fault = "\(count) bytes are missing in the capture"
            if let id { log.bytes(id, [UInt8](repeating: 0, count: min(count, 1 << 20))) }
        case .bytes(let bytes, let isFromClient, let frame):
            let id = self.id ?? log.begin(.ftp, name: request.name, type: "", frame: frame, from: isFromClient ? client : server)
            self.id = id
            log.bytes(id, bytes)
        }
    }

    func finish(_ log: TransferLog) {
        if let id { log.end(id, fault: fault) }
        id = nil
    }
}
