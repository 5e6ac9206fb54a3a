/// What LabKit and the tools know of a lab.
public struct Lab: Sendable {
    /// "01".
    public let number: String
    /// The executable's name.
    public let name: String
    /// What it is about, in a line.
    public let title: String
    public let transport: Transport
    /// The port that the document's example uses; 0 where a lab has none.
    public let port: UInt16
    /// Whether its ends open connections on ports that nobody knows before (FTP's files).
    public var hasDataConnections = false
    /// What its ends speak above TCP, where the timeline can tell their messages.
    public var spoken: ApplicationProtocol?

    public enum Transport: String, Sendable { case tcp, udp, ping, traceroute, none }

    /// The lab's folder, from the package's top.
    public var folder: String { "Labs/\(number)-\(name)" }
    public var worksheet: String { "\(folder)/WORKSHEET.md" }
    /// "01 tcp-echo": what a page about it is called.
    var heading: String { number.isEmpty ? name : "\(number) \(name)" }
}

extension Lab {
    public static let protocolStack = Lab(number: "00", name: "protocol-stack", title: "one message down and up the five layers, to bits and a waveform", transport: .none, port: 0)
    public static let tcpEcho = Lab(number: "01", name: "tcp-echo", title: "TCP: a server, a client, and what it takes to say hello", transport: .tcp, port: 12345)
    public static let udpMessage = Lab(number: "02", name: "udp-message", title: "UDP: one datagram there, one back", transport: .udp, port: 12345)
    public static let httpClient = Lab(number: "03", name: "http-client", title: "HTTP: asking for a page", transport: .tcp, port: 8080, spoken: .http)
    public static let httpServer = Lab(number: "04", name: "http-server", title: "HTTP: answering", transport: .tcp, port: 8000, spoken: .http)
    public static let smtpMail = Lab(number: "05", name: "smtp-mail", title: "SMTP: a message, from its envelope to somebody's mailbox", transport: .tcp, port: 587, spoken: .smtp)
    public static let ftpTransfer = Lab(number: "06", name: "ftp-transfer", title: "FTP: files, and a connection for each", transport: .tcp, port: 21, hasDataConnections: true, spoken: .ftp)
    public static let ipAddresses = Lab(number: "07", name: "ip-addresses", title: "addresses and networks", transport: .none, port: 0)
    public static let asyncEcho = Lab(number: "08", name: "async-echo", title: "one server, many clients at once, one thread", transport: .tcp, port: 8888)
    public static let webScrape = Lab(number: "09", name: "web-scrape", title: "HTML: what a program finds in a page", transport: .tcp, port: 8090, spoken: .http)
    public static let jsonAPI = Lab(number: "10", name: "json-api", title: "JSON: a program asks a program", transport: .tcp, port: 8091, spoken: .http)
    public static let restAPI = Lab(number: "11", name: "rest-api", title: "REST: books, over a database", transport: .tcp, port: 5000, spoken: .http)
    public static let webSocketChat = Lab(number: "12", name: "websocket-chat", title: "WebSocket: everyone hears everyone", transport: .tcp, port: 8765, spoken: .http)
    public static let lineCodes = Lab(number: "13", name: "line-codes", title: "how bits become voltages, and what noise does to them", transport: .none, port: 0)
    public static let ethernetSwitch = Lab(number: "14", name: "ethernet-switch", title: "switches, hubs, ARP, and frames that arrive damaged", transport: .none, port: 0)
    public static let ipRouting = Lab(number: "15", name: "ip-routing", title: "forwarding, fragments, routing protocols, address translation", transport: .none, port: 0)
    public static let tcpReliability = Lab(number: "16", name: "tcp-reliability", title: "TCP: a transfer over a wire that loses, doubles, reorders and spoils", transport: .tcp, port: 12345)
    public static let congestionControl = Lab(number: "17", name: "congestion-control", title: "flows that share one narrow link", transport: .none, port: 0)
    public static let namesAndLeases = Lab(number: "18", name: "names-and-leases", title: "DNS and DHCP: names and addresses", transport: .none, port: 0)

    /// Tools that run as a lab does, but are none.
    public static let ping = Lab(number: "", name: "layerlab ping", title: "is a host there?", transport: .ping, port: 0)
    public static let traceroute = Lab(number: "", name: "layerlab traceroute", title: "which routers lie on the way to a host?", transport: .traceroute, port: 0)

    public static let internet = Lab(number: "", name: "layerlab internet", title: "an internet to walk around in", transport: .none, port: 0)

    /// Every lab that there is, in the order of their numbers.
    public static let all: [Lab] = [
        protocolStack, tcpEcho, udpMessage, httpClient, httpServer, smtpMail, ftpTransfer, ipAddresses, asyncEcho,
        webScrape, jsonAPI, restAPI, webSocketChat,
        lineCodes, ethernetSwitch,
        ipRouting, tcpReliability, congestionControl,
        namesAndLeases,
    ]
}
