import Foundation
import Testing

/// Other people's name and address programs against ours. Each test has a network namespace of its own: the well-known ports are free there.
@Suite("Names and leases with real peers", .timeLimit(.minutes(5)))
struct NamePeerTests {
    static let hasNamespaces = LabProgram.run(quietly: "unshare -n true")
    static let hasTAP = LabProgram.run(quietly: "unshare -n sh -c 'ip tuntap add dev tap0 mode tap'")

    /// Runs a script in a namespace; what it has left running ends with it.
    static func inNamespace(_ script: String) throws -> (outcome: LabProgram.Outcome, scratch: Scratch) {
        let scratch = try Scratch(), file = scratch.path("script")
        let whole = """
            set -eu
            cd '\(scratch.url.path)'
            ip link set lo up
            started=
            trap 'for one in $started; do kill -TERM $one 2>/dev/null || true; done; wait' EXIT
            # Until a file has a word, for twenty seconds at most.
            await() { n=0; until grep -q "$2" "$1" 2>/dev/null; do n=$((n + 1)); [ $n -lt 400 ] || { echo "$1 never said $2:"; cat "$1"; exit 9; }; sleep 0.05; done; }
            \(script)
            """
        try Data(whole.utf8).write(to: URL(fileURLWithPath: file))
        return (try LabProgram.run("timeout -s KILL 100 unshare -n sh \(file)"), scratch)
    }

    static let zone = """
        $TTL 1h
        @     SOA ns admin 1 2h 15m 1w 5m
        @     NS  ns
        @     MX  10 mail
        @     TXT "v=spf1 -all"
        ns    A   127.0.0.1
        www   A   192.0.2.80
        www   AAAA 2001:db8::80
        web   CNAME www
        mail  A   192.0.2.25
        _http._tcp SRV 0 5 80 www
        \((1...100).map { "many A 10.9.8.\($0)" }.joined(separator: "\n"))
        """

    @Test("dig is satisfied with our server: every type, a name that is not there, TCP behind UDP, EDNS, a reverse name",
        .enabled(if: hasNamespaces && LabProgram.has("dig"), "needs dig (bind9-dnsutils) and root for a network namespace"))
    func dig() throws {
        let (outcome, _) = try Self.inNamespace("""
            cat > example.com.zone <<'END'
            $ORIGIN example.com.
            \(Self.zone)
            END
            layerlab dns --port 53 --zone example.com.zone > log & started="$started $!"
            await log listening
            ask() { dig @127.0.0.1 +time=3 +tries=1 "$@"; }
            for type in A AAAA; do ask +short www.example.com $type; done
            ask +short web.example.com; ask +short example.com MX; ask +short example.com TXT; ask +short example.com NS; ask +short example.com SOA; ask +short _http._tcp.example.com SRV
            ask nobody.example.com | grep -E 'status|SOA'
            ask example.org | grep status
            echo "many: $(ask +short many.example.com | wc -l) $(ask many.example.com | grep -c 'Truncated, retrying in TCP') $(ask +tcp +short many.example.com | wc -l)"
            echo "ignored: $(ask +ignore +noedns many.example.com | grep -E 'flags: [a-z ]*tc' | wc -l)"
            ask +norecurse www.example.com | grep -E 'EDNS: version: 0|WARNING|malformed|FORMERR' || true
            """)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.prefix(8) == ["192.0.2.80", "2001:db8::80", "www.example.com.", "192.0.2.80", "10 mail.example.com.", "\"v=spf1 -all\"", "ns.example.com.", "ns.example.com. admin.example.com. 1 7200 900 604800 300"], "\(outcome.output)")
        for words in ["0 5 80 www.example.com.", "status: NXDOMAIN", "SOA\tns.example.com.", "status: REFUSED", "many: 100 1 100", "ignored: 1", "EDNS: version: 0"] { #expect(outcome.output.contains(words), "\(words): \(outcome.output)") }
        #expect(!outcome.output.contains("WARNING") && !outcome.output.contains("malformed"), "\(outcome.output)")
    }

    @Test("our resolver asks dnsmasq, remembers what it said, and tells names that are not there",
        .enabled(if: hasNamespaces && LabProgram.has("dnsmasq") && LabProgram.has("dig"), "needs dnsmasq, dig and root for a network namespace"))
    func dnsmasq() throws {
        let (outcome, _) = try Self.inNamespace("""
            dnsmasq --keep-in-foreground --user=root --conf-file=/dev/null --pid-file= --no-resolv --no-hosts --port=53 --listen-address=127.0.0.1 --bind-interfaces --log-facility=- --log-queries --local=/test/ \\
              --host-record=www.example.test,192.0.2.80,2001:db8::80,600 --cname=web.example.test,www.example.test,600 --mx-host=example.test,mail.example.test,10 \\
              '--txt-record=example.test,hello there' --srv-host=_http._tcp.example.test,www.example.test,80 2> peer & started="$started $!"
            await peer 'started, version'
            layerlab dns --port 5353 --forward 127.0.0.1 > log & started="$started $!"
            await log listening
            ask() { dig @127.0.0.1 -p 5353 +time=3 +tries=1 "$@"; }
            ask +short www.example.test; ask +short www.example.test AAAA; ask +short web.example.test; ask +short example.test MX; ask +short example.test TXT; ask +short _http._tcp.example.test SRV
            ask nobody.example.test | grep status
            ask +short www.example.test; ask +short www.example.test
            echo "asked dnsmasq $(grep -c 'query\\[A\\] www.example.test' peer) time"
            """)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.prefix(6) == ["192.0.2.80", "2001:db8::80", "www.example.test.", "192.0.2.80", "10 mail.example.test.", "\"hello there\""], "\(outcome.output)")
        #expect(outcome.output.contains("0 0 80 www.example.test.") && outcome.output.contains("status: NXDOMAIN") && lines.last == "asked dnsmasq 1 time", "\(outcome.output)")
    }

    @Test("udhcpc gets a lease from our server on a TAP device, uses it, renews it, and gives it back",
        .enabled(if: hasTAP && LabProgram.has("udhcpc") && LabProgram.has("ping"), "needs udhcpc, ping, root, and /dev/net/tun"))
    func udhcpc() throws {
        let (outcome, _) = try Self.inNamespace("""
            cat > configure <<'END'
            #!/bin/sh
            case $1 in
            bound|renew) echo "$1 $ip/$mask via $router for $lease s"; ip addr replace $ip/$mask dev $interface;;
            deconfig) ip addr flush dev $interface; ip link set $interface up;;
            esac
            END
            chmod +x configure
            layerlab tap --leases 10.99.0.100-10.99.0.199 --write frames.pcap tap0 2> log & server=$!; started="$started $!"
            await log 'our stack is'
            ip link set tap0 up
            udhcpc -f -i tap0 -s ./configure -R > client 2>&1 & client=$!; started="$started $!"
            await client '^bound'
            ping -c 2 -W 2 10.99.0.2 | grep received
            kill -USR1 $client
            await client '^renew'
            kill -USR2 $client
            await log RELEASE
            kill -TERM $client; wait $client || true
            kill -INT $server; wait $server || true
            grep -E '^(bound|renew)' client
            grep -o 'DHCP: .*' log
            layerlab inspect frames.pcap | grep -c DHCP
            """)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        for words in ["2 received", "bound 10.99.0.100/24 via 10.99.0.2 for 600 s", "renew 10.99.0.100/24", "DISCOVER", "OFFER", "REQUEST", "ACK", "RELEASE"] { #expect(outcome.output.contains(words), "\(words): \(outcome.output)") }
    }
}

extension LabProgram {
    /// Whether a command succeeds.
    static func run(quietly command: String) -> Bool { (try? run("\(command) > /dev/null 2>&1"))?.status == 0 }
}
