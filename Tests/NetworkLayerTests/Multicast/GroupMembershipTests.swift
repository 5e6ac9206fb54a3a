import NetworkLayer
import Testing
import Wire

/// Hosts and a router on one link, by hand.
@Suite struct GroupMembershipTests {
    static let group = IPv4Address(239, 1, 2, 3), router = IPv4Address(10, 0, 0, 1)

    @Test func aRouterLearnsOfAGroupAndForgetsItWhenTheLastHasLeft() {
        var host = GroupListener<IPv4Address>(random: RandomStream(seed: 1)), querier = GroupQuerier(address: Self.router)
        #expect(querier.start(at: .zero) == [.query(group: nil, within: .seconds(10))])
        let (isJoined, messages) = host.join(Self.group, at: .zero)
        #expect(isJoined && messages == [.report(group: Self.group)])
        for message in messages { #expect(querier.receive(message, from: IPv4Address(10, 0, 0, 2), at: .zero).isEmpty) }
        #expect(querier.groups(at: .zero) == [Self.group])
        // It leaves: the router asks twice whether anybody is left, and nobody answers.
        let left = host.leave(Self.group)
        #expect(left == [.leave(group: Self.group)])
        #expect(querier.receive(left[0], from: IPv4Address(10, 0, 0, 2), at: .zero) == [.query(group: Self.group, within: .seconds(1))])
        #expect(querier.tick(at: .zero + .seconds(1)) == [.query(group: Self.group, within: .seconds(1))])
        _ = querier.tick(at: .zero + .seconds(2))
        #expect(querier.groups(at: .zero + .seconds(2)).isEmpty)
    }

    @Test func oneAnswerIsEnough() {
        var hosts = (0..<10).map { GroupListener<IPv4Address>(random: RandomStream(seed: UInt64($0))) }
        for index in hosts.indices {
            _ = hosts[index].join(Self.group, at: .zero)
            while let due = hosts[index].nextDeadline { _ = hosts[index].tick(at: due) }
        }
        let now = Instant.zero + .seconds(100)
        for index in hosts.indices { hosts[index].receive(.query(group: nil, within: .seconds(10)), at: now) }
        var answers = 0
        while let first = hosts.indices.filter({ hosts[$0].nextDeadline != nil }).min(by: { hosts[$0].nextDeadline! < hosts[$1].nextDeadline! }) {
            let due = hosts[first].nextDeadline!
            for message in hosts[first].tick(at: due) {
                answers += 1
                for other in hosts.indices where other != first { hosts[other].receive(message, at: due) }
            }
        }
        #expect(answers == 1)
        #expect(hosts.filter { var host = $0; return !host.leave(Self.group).isEmpty }.count == 1, "only who spoke last says goodbye")
    }

    @Test func theLowestAddressAsks() {
        var querier = GroupQuerier(address: Self.router)
        _ = querier.start(at: .zero)
        _ = querier.receive(.query(group: nil, within: .seconds(10)), from: IPv4Address(10, 0, 0, 9), at: .zero)
        #expect(querier.isQuerier)
        _ = querier.receive(.query(group: nil, within: .seconds(10)), from: IPv4Address(10, 0, 0, 0), at: .zero)
        #expect(!querier.isQuerier)
        _ = querier.tick(at: .zero + .seconds(256))
        #expect(querier.isQuerier, "the other has fallen silent")
    }

    @Test func aFloodOfReportsIsBounded() {
        var querier = GroupQuerier(address: Self.router)
        for number in 0..<5000 { _ = querier.receive(.report(group: IPv4Address(rawValue: 0xef00_0000 | UInt32(number))), from: Self.router, at: .zero) }
        #expect(querier.groups(at: .zero).count == GroupQuerier<IPv4Address>.limit && querier.refused == 5000 - GroupQuerier<IPv4Address>.limit)
    }

    @Test func bothVersionsOfIPSayTheSame() {
        let six = IPv6Address("ff15::1")!
        #expect(GroupMessage<IPv6Address>.reading(GroupMessage.report(group: six).mld) == [.report(group: six)])
        #expect(GroupMessage<IPv6Address>.reading(GroupMessage.query(group: nil, within: .seconds(10)).mld) == [.query(group: nil, within: .seconds(10))])
        #expect(GroupMessage<IPv4Address>.reading(GroupMessage.query(group: nil, within: .seconds(10)).igmp.message) == [.query(group: nil, within: .seconds(10))])
    }
}
