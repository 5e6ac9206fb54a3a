import ApplicationLayer
import NetworkLayer
import Simulation
import Wire

extension InternetPlan {
    /// The internet in the box: a home behind a router, its provider, a routed core, a data centre with the servers of the document, and the name
    /// servers from the root down.
    public static let small: InternetPlan = {
        let fast = LinkProperties(rate: .gigabits(1), delay: .milliseconds(2)), near = LinkProperties(rate: .gigabits(1), delay: .microseconds(5))
        let topology = Topology {
            Computer("laptop", "")
            Computer("phone", "")
            EthernetSwitch("home-switch")
            Router("home", "192.168.1.1/24", "")
            Router("isp", "192.0.2.1/24", "198.51.100.1/24", "10.0.0.1/30")
            Computer("resolver", "198.51.100.53/24")
            Router("core1", "10.0.0.2/30", "10.0.1.1/30", "10.0.2.1/30")
            Router("core2", "10.0.1.2/30", "10.0.3.1/30", "10.0.5.1/30", "198.41.0.1/24")
            Router("core3", "10.0.2.2/30", "10.0.4.1/30", "10.0.5.2/30", "192.5.6.1/24")
            Router("core4", "10.0.3.2/30", "10.0.4.2/30", "10.0.6.1/30")
            Computer("root", "198.41.0.4/24")
            Computer("tld", "192.5.6.30/24")
            Router("dc", "10.0.6.2/30", "203.0.113.1/24")
            EthernetSwitch("dc-switch")
            for (name, last) in [("ns", 53), ("www", 80), ("mail", 25), ("ftp", 21), ("news", 44), ("api", 99)] { Computer(name, "203.0.113.\(last)/24") }

            Cable("laptop", "home-switch", near)
            Cable("phone", "home-switch", near)
            Cable("home.eth0", "home-switch", near)
            Cable("home.eth1", "isp.eth0", LinkProperties(rate: .megabits(100), delay: .milliseconds(4)))
            Cable("isp.eth1", "resolver", near)
            Cable("isp.eth2", "core1.eth0", fast)
            Cable("core1.eth1", "core2.eth0", fast)
            // The other way is slower: OSPF takes it when the first is cut.
            Cable("core1.eth2", "core3.eth0", LinkProperties(rate: .megabits(500), delay: .milliseconds(5)))
            Cable("core2.eth1", "core4.eth0", fast)
            Cable("core3.eth1", "core4.eth1", LinkProperties(rate: .megabits(500), delay: .milliseconds(5)))
            Cable("core2.eth2", "core3.eth2", LinkProperties(rate: .megabits(100), delay: .milliseconds(8)))
            Cable("core2.eth3", "root", near)
            Cable("core3.eth3", "tld", near)
            Cable("core4.eth2", "dc.eth0", fast)
            Cable("dc.eth1", "dc-switch", near)
            for name in ["ns", "www", "mail", "ftp", "news", "api"] { Cable(name, "dc-switch", near) }
        }
        var plan = InternetPlan(topology: topology, routing: .ospf, start: "laptop")
        plan.landmark = "www.example.com"
        plan.silent = ["home.eth0", "home.eth1"]
        plan.groupQueriers = ["home"]
        plan.translations["home"] = Translation(outside: 1)
        plan.places = [
            ("home", ["laptop", "phone", "home-switch", "home"]), ("provider", ["isp", "resolver"]), ("core", ["core1", "core2", "core3", "core4"]),
            ("names", ["root", "tld"]), ("data centre", ["dc", "dc-switch", "ns", "www", "mail", "ftp", "news", "api"]),
        ]
        for name in ["home-switch", "dc-switch"] {
            var settings = SwitchSettings()
            settings.edgePorts = Set(0..<8)
            plan.switches[name] = settings
        }
        func address(_ text: String) -> IPv4Address { IPv4Address(text) ?? .any }
        plan.services = [
            ("root", .zones(SmallInternetNames.root)), ("tld", .zones(SmallInternetNames.top)), ("ns", .zones(SmallInternetNames.sites)),
            ("resolver", .resolver(roots: [.v4(address("198.41.0.4"))])),
            ("isp", .leases(interface: 0, .init(server: address("192.0.2.1"), prefixLength: 24, first: address("192.0.2.10"), last: address("192.0.2.99"), routers: [address("192.0.2.1")], nameServers: [address("198.51.100.53")], leaseTime: 86_400))),
            ("home", .lease(interface: 1)), ("home", .forwarder(to: [])),
            ("home", .leases(interface: 0, .init(server: address("192.168.1.1"), prefixLength: 24, first: address("192.168.1.100"), last: address("192.168.1.199"), routers: [address("192.168.1.1")], nameServers: [address("192.168.1.1")], domain: "home.arpa", leaseTime: 3600))),
            ("laptop", .lease(interface: 0)), ("phone", .lease(interface: 0)),
            ("www", .web(pages: ["/": "<!doctype html>\n<title>Example Domain</title>\n<h1>Example Domain</h1>\n<p>This page is for use in examples, inside the box.</p>\n"], contentType: "text/html; charset=utf-8")),
            ("news", .web(pages: ["/": SmallInternetNames.news], contentType: "text/html; charset=utf-8")),
            ("api", .web(pages: ["/users/octocat": "{\"login\": \"octocat\", \"id\": 583231, \"name\": \"The Octocat\", \"public_repos\": 8}\n"], contentType: "application/json")),
            ("mail", .mail(domain: "gmail.com")), ("ftp", .files(["welcome.txt": "Hello from inside the box.\n"])),
        ]
        for name in ["ns", "www", "mail", "ftp", "news", "api"] { plan.services.append((name, .nameServers([.v4(address("198.51.100.53"))]))) }
        return plan
    }()
}

/// Who is called what in the small internet.
enum SmallInternetNames {
    private static func zone(_ origin: String, _ text: String) -> [DNSZone] {
        guard let name = DNSName(origin), let zone = try? ZoneFile.parse("$TTL 1h\n" + text, origin: name, file: origin) else { return [] }
        return [zone]
    }

    static let root = zone(".", """
        .                       SOA a.root-servers.net. nstld.example.com. 2026112500 30m 15m 1w 1d
        .                       NS  a.root-servers.net.
        a.root-servers.net.     A   198.41.0.4
        com.                    NS  a.gtld-servers.net.
        net.                    NS  a.gtld-servers.net.
        a.gtld-servers.net.     A   192.5.6.30
        113.0.203.in-addr.arpa. NS  ns1.example.com.

        """)

    static let top = zone("com", """
        @            SOA a.gtld-servers.net. nstld.example.com. 1764000000 30m 15m 1w 1h
        @            NS  a.gtld-servers.net.
        example      NS  ns1.example
        ns1.example  A   203.0.113.53
        gmail        NS  ns1.example
        ycombinator  NS  ns1.example
        github       NS  ns1.example

        """) + zone("net", """
        @               SOA a.gtld-servers.net. nstld.example.com. 1764000000 30m 15m 1w 1h
        @               NS  a.gtld-servers
        a.gtld-servers  A   192.5.6.30
        a.root-servers  A   198.41.0.4

        """)

    static let sites = zone("example.com", """
        @     SOA ns1 admin 2026112501 2h 15m 1w 5m
        @     NS  ns1
        @     MX  10 mail
        @     TXT "v=spf1 mx -all"
        @     A   203.0.113.80
        ns1   A   203.0.113.53
        www   A   203.0.113.80
        web   CNAME www
        mail  A   203.0.113.25
        ftp   A   203.0.113.21
        _http._tcp SRV 0 5 80 www

        """) + zone("gmail.com", """
        @     SOA ns1.example.com. admin.example.com. 1 2h 15m 1w 5m
        @     NS  ns1.example.com.
        @     MX  5 smtp
        smtp  A   203.0.113.25

        """) + zone("ycombinator.com", """
        @     SOA ns1.example.com. admin.example.com. 1 2h 15m 1w 5m
        @     NS  ns1.example.com.
        news  A   203.0.113.44

        """) + zone("github.com", """
        @     SOA ns1.example.com. admin.example.com. 1 2h 15m 1w 5m
        @     NS  ns1.example.com.
        api   A   203.0.113.99

        """) + zone("113.0.203.in-addr.arpa", """
        @     SOA ns1.example.com. admin.example.com. 1 2h 15m 1w 5m
        @     NS  ns1.example.com.
        21    PTR ftp.example.com.
        25    PTR mail.example.com.
        44    PTR news.ycombinator.com.
        53    PTR ns1.example.com.
        80    PTR www.example.com.
        99    PTR api.github.com.

        """)

    static let news: String = {
        let stories = ["A switch learns", "Why a ring of switches needs a tree", "Sixteen is infinity", "The root has thirteen names", "Leases, not gifts", "A packet's own way home"]
        let rows = stories.enumerated().map { "<tr class=\"athing\"><td><span class=\"titleline\"><a href=\"http://www.example.com/\($0.offset + 1)\">\($0.element)</a></span></td></tr>" }
        return "<!doctype html>\n<title>News</title>\n<table>\n" + rows.joined(separator: "\n") + "\n</table>\n"
    }()
}
