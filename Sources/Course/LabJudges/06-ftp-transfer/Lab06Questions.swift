import ApplicationLayer
import Applications
public import GradeKit
import Inspector
import Sockets
import StackSockets
import Wire

extension LabCourse {
    /// Lab 06. Each key is worked out from the conversation with port 21 and the data connections that it speaks of.
    public static let ftpTransfer = LabCourse("06", "ftp-transfer", exercises: [.replies], personal: { random in
        let network = PersonalNetwork(&random)
        let word = PersonalMessage.text(&random, length: 6...10).filter(\.isLetter), password = PersonalMessage.text(&random, length: 8...14).filter(\.isLetter), isActive = random.chance(0.3)
        let size = 200 + Int(random.below(900)), up = 30 + Int(random.below(150)), taken = Int(random.below(20))
        return Evidence(capture: try network.capture("06-ftp-transfer.pcap") { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // Ports that are taken, so that the data connections get others.
                    var others: [any StreamListener] = []
                    for port in 0..<taken { others.append(try await server.listen(on: SocketAddress(.v4(network.server), UInt16(49_152 + port)))) }
                    let store = MemoryStore()
                    let lines = (0..<size).map { (place: Int) -> UInt8 in place % 40 == 39 ? 10 : UInt8(97 + place % 26) }
                    store.add("\(word).txt", lines)
                    try await FTPServer(store: store, authenticate: { $0 == word && $1 == password }).run(on: server, at: SocketAddress(.v4(network.server), 21), connections: 1)
                    for other in others { other.close() }
                }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(1))
                    let ftp = try await FTPClient(on: client, server: "\(network.server)", port: 21)
                    ftp.isActive = isActive
                    try await ftp.logIn(user: word, password: password)
                    _ = try await ftp.lines()
                    _ = try await ftp.retrieve("\(word).txt")
                    try await ftp.store("copy.txt", [UInt8](repeating: 0x2a, count: up))
                    await ftp.quit()
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 21), name = talk.capture.name
        let commands = Line.all(in: talk.bytes(fromClient: true)), replies = Line.all(in: talk.bytes(fromClient: false))
        func command(_ verb: String) throws -> Line {
            guard let found = commands.first(where: { $0.text.uppercased().hasPrefix(verb) }) else { throw EvidenceError("\(name): the client never says \(verb)") }
            return found
        }
        func reply(_ code: String) throws -> Line {
            guard let found = replies.first(where: { $0.text.hasPrefix("\(code) ") }) else { throw EvidenceError("\(name): the server never answers \(code)") }
            return found
        }
        func frame(_ line: Line, fromClient: Bool) throws -> Set<Int> { Set([try talk.segment(ofByte: line.start, fromClient: fromClient).number]) }
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        let password = try command("PASS "), user = try command("USER "), fetch = try command("RETR "), put = try command("STOR ")
        let greeting = replies.first?.text.prefix(3) ?? "", loggedIn = try reply("230"), begun = try reply("150"), done = try reply("226")
        // Each connection but the first begins with a SYN of its own: data.
        let openings = talk.capture.segments.filter { $0.tcp.flags.contains(.syn) && !$0.tcp.flags.contains(.ack) }
        let data = openings.filter { $0.tcp.stream != talk.syn.tcp.stream }
        guard data.count >= 3, let firstReply = replies.first else { throw EvidenceError("\(name): not a list, a file there and a file back") }
        /// Bytes that travel in a data connection.
        func bytes(_ connection: Int) -> Int {
            let segments = talk.capture.segments.filter { $0.tcp.stream == data[connection].tcp.stream && $0.tcp.payloadLength > 0 }
            return Set(segments.map { "\($0.tcp.isFromClient) \($0.tcp.sequence) \($0.tcp.payloadLength)" }).reduce(0) { $0 + (Int($1.split(separator: " ")[2]) ?? 0) }
        }
        let fetched = bytes(1), stored = bytes(2)
        func address(_ end: Endpoint) -> IPAddress? { if case .socket(let address, _) = end { address } else { nil } }
        let server = address(talk.capture.frames[talk.syn.number - 1].destination)
        let opener = address(talk.capture.frames[data[0].number - 1].source) == server ? "server" : "client"
        let dataPort = Int(data[1].tcp.destinationPort), source = Int(data[1].tcp.sourcePort), list = Int(data[0].tcp.destinationPort)
        // Where ports are taken anew they may be the same.
        var others: [Question.Misconception] = []
        if source != dataPort { others.append(.init(n(source), isReally: "the port that it comes from", likely: "a SYN's destination port")) }
        if list != dataPort, list != source { others.append(.init(n(list), isReally: "the port of the list's data connection", likely: "each has its own: the file's is the second")) }
        return [
            Question("Q1", points: 1, wanted: "how many TCP connections the capture holds, all told", section: "worksheet section 5.1", key: n(openings.count), misconceptions: [
                .init(n(1), isReally: "the control connection", likely: "each list and each file has a connection of its own"), .init(n(data.count), isReally: "the data connections", likely: "the one for commands counts, too"),
            ]),
            Question("Q2", points: 1, wanted: "the code with which the server greets", section: "worksheet section 5.2", key: .number(Int64(greeting) ?? 0), evidence: try frame(firstReply, fromClient: false), misconceptions: [
                .init(.number(230), isReally: "the code of a login that succeeded", likely: "look at the server's first line"),
            ]),
            Question("Q3", points: 2, wanted: "the password", section: "worksheet section 5.2", key: .text([String(password.text.dropFirst(5))]), evidence: try frame(password, fromClient: true), misconceptions: [
                .init(.text([String(user.text.dropFirst(5))]), isReally: "the user's name", likely: "PASS says the password, as it is"),
            ]),
            Question("Q4", points: 1, wanted: "the code that says: you are logged in", section: "worksheet section 5.2", key: n(230), evidence: try frame(loggedIn, fromClient: false), misconceptions: [
                .init(.number(331), isReally: "the code that asks for a password", likely: "the first digit is 3: it goes on; a login that succeeded begins with 2"),
            ]),
            Question("Q5", points: 1, wanted: "which end opens the data connections: client or server", section: "worksheet section 5.3", key: .text([opener, "the \(opener)"]), evidence: Set(data.map(\.number)), misconceptions: [
                .init(.text([opener == "server" ? "client" : "server"]), isReally: "the end that listens", likely: "who sends the SYN?"),
            ]),
            Question("Q6", points: 2, wanted: "the port to which the data connection for the fetched file goes", section: "worksheet section 5.3", key: n(dataPort), evidence: Set(talk.capture.segments.filter { $0.tcp.stream == data[1].tcp.stream }.map(\.number)), misconceptions: [
                .init(.number(21), isReally: "the port for commands", likely: "a data connection has a port of its own"),
            ] + others),
            Question("Q7", points: 2, wanted: "how many bytes the fetched file has", section: "worksheet section 5.3", key: n(fetched), misconceptions: [
                .init(n(stored), isReally: "the file that was put there", likely: "RETR fetches, STOR puts"), .init(n(bytes(0)), isReally: "the list", likely: "the second data connection carries the file"),
            ]),
            Question("Q8", points: 1, wanted: "how many bytes the stored file has", section: "worksheet section 5.3", key: n(stored), misconceptions: [.init(n(fetched), isReally: "the file that was fetched", likely: "STOR puts: the third data connection")]),
            Question("Q9", points: 1, wanted: "the code that says: the transfer begins", section: "worksheet section 5.4", key: n(150), evidence: try frame(begun, fromClient: false), misconceptions: [.init(.number(226), isReally: "the code that says that it is over", likely: "the first digit is 1: it has begun and is not done")]),
            Question("Q10", points: 1, wanted: "the code that says: the transfer is over", section: "worksheet section 5.4", key: n(226), evidence: try frame(done, fromClient: false), misconceptions: [
                .init(.number(150), isReally: "the code that says that it begins", likely: "the first digit of what is done is 2"), .init(.number(221), isReally: "the code of goodbye", likely: "that answers QUIT"),
            ]),
            Question("Q11", points: 1, wanted: "the command that fetches a file", section: "worksheet section 5.4", key: .text(["RETR", fetch.text]), evidence: try frame(fetch, fromClient: true), misconceptions: [
                .init(.text(["GET"]), isReally: "HTTP's word, or a client program's", likely: "on the wire it is called otherwise"), .init(.text(["STOR"]), isReally: "the command that puts one there", likely: "in frame \((try? frame(put, fromClient: true).first).flatMap { $0 } ?? 0): which way does the file go?"),
            ]),
        ]
    }
}
