/// Topology files to begin with.
enum InternetExample: String, CaseIterable {
    /// Two networks and a router between them.
    case twoNetworks = "two-networks"
    /// A ring of switches with two VLANs.
    case campus
    /// Four routers that find their ways, leases and names.
    case office

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    var text: String {
        switch self {
        case .twoNetworks: """
            # Two networks and a router between them.
            nodes:
              alice:  {address: 10.1.0.2/24}
              bob:    {address: 10.2.0.2/24, echo: true}
              router: {kind: router, addresses: [10.1.0.1/24, 10.2.0.1/24]}
            cables:
              - [alice, router.eth0]
              - {between: [bob, router.eth1], rate: 10M, delay: 5ms, mtu: 576}

            """
        case .campus: """
            # Three switches in a ring, which only the spanning tree keeps from melting, and two VLANs that a router joins.
            start: red1
            nodes:
              red1:   {address: 10.10.0.1/24, gateway: 10.10.0.254}
              red2:   {address: 10.10.0.2/24, gateway: 10.10.0.254}
              blue1:  {address: 10.20.0.1/24, gateway: 10.20.0.254}
              router: {kind: router, addresses: [10.10.0.254/24, 10.20.0.254/24]}
              # Ports are counted in the order of the cables below.
              s1: {kind: switch, priority: 4096, ports: {1: trunk 10 20, 2: trunk 10 20, 3: access 10, 4: access 10, 5: access 20}}
              s2: {kind: switch, priority: 8192, ports: {1: trunk 10 20, 2: trunk 10 20, 3: access 10}}
              s3: {kind: switch, ports: {1: trunk 10 20, 2: trunk 10 20, 3: access 20}}
            cables:
              - [s1, s2]
              - [s1, s3]
              - [s2, s3]
              - [red1, s1]
              - [router.eth0, s1]
              - [router.eth1, s1]
              - [red2, s2]
              - [blue1, s3]

            """
        case .office: """
            # Four routers that find their ways by OSPF; leases through a relay; a name server and a web server.
            routing: ospf
            start: desk
            landmark: www.office.example
            nodes:
              desk:    {address: dhcp}
              floor:   {kind: router, addresses: [10.1.0.1/24, 10.0.1.1/30, 10.0.2.1/30], relay: {on: eth0, to: [10.9.0.2]}}
              north:   {kind: router, addresses: [10.0.1.2/30, 10.0.3.1/30]}
              south:   {kind: router, addresses: [10.0.2.2/30, 10.0.4.1/30]}
              cellar:  {kind: router, addresses: [10.0.3.2/30, 10.0.4.2/30, 10.9.0.1/24]}
              rack:    {kind: switch}
              servant:
                address: 10.9.0.2/24
                leases: {on: eth0, server: 10.9.0.2, from: 10.1.0.100, to: 10.1.0.199, router: 10.1.0.1, names: [10.9.0.3], domain: office.example}
              names:
                address: 10.9.0.3/24
                zones:
                  office.example: |
                    $TTL 1h
                    @    SOA names admin 1 2h 15m 1w 5m
                    @    NS  names
                    names A  10.9.0.3
                    www   A  10.9.0.80
              www:
                address: 10.9.0.80/24
                web: {/: "<h1>The office</h1>\\n"}
            cables:
              - [desk, floor.eth0]
              - {between: [floor.eth1, north.eth0], rate: 1G, delay: 1ms}
              - {between: [floor.eth2, south.eth0], rate: 1G, delay: 1ms}
              - {between: [north.eth1, cellar.eth0], rate: 1G, delay: 1ms}
              - {between: [south.eth1, cellar.eth1], rate: 1G, delay: 1ms}
              - [cellar.eth2, rack]
              - [servant, rack]
              - [names, rack]
              - [www, rack]

            """
        }
    }
}
