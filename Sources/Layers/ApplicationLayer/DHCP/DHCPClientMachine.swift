public import Wire

/// What a client was given.
public struct DHCPLease: Hashable, Sendable {
    public var address: IPv4Address
    public var prefixLength: Int
    public var routers: [IPv4Address]
    public var nameServers: [IPv4Address]
    public var domain: String?
    public var server: IPv4Address
    /// Seconds.
    public var leaseTime: UInt32
    public var obtained: Instant
    public var renews: Instant, rebinds: Instant, expires: Instant
}

/// A DHCP client's part (RFC 2131 section 4.4), without I/O: from nothing to an address, and keeping it.
///
///      INIT ─DISCOVER→ SELECTING ─OFFER→ REQUESTING ─ACK→ CHECKING ─free→ BOUND ─T1→ RENEWING ─T2→ REBINDING ─end→ INIT
///                                   └──────NAK→ INIT        └─in use: DECLINE→ INIT
public struct DHCPClientMachine: Sendable {
    public enum State: Hashable, Sendable { case initial, selecting, requesting, checking, bound, renewing, rebinding, released }

    public enum Action: Hashable, Sendable {
        /// To everybody (from 0.0.0.0), or to the server (from our address).
        case send(DHCPMessage, to: IPv4Address)
        /// Ask the link whether anybody uses the address, and tell with ``answered(isFree:at:)``.
        case check(IPv4Address)
        /// Use the lease from now on.
        case configure(DHCPLease)
        /// The lease is over.
        case remove(DHCPLease)
    }

    public private(set) var state = State.initial
    public private(set) var lease: DHCPLease?
    /// Messages that were not for us, not asked for, or made no sense.
    public private(set) var ignored = 0
    public private(set) var nextDeadline: Instant?
    private let hardware: MACAddress
    private let hostName: String?
    private var random: RandomStream
    private var transaction: UInt32 = 0
    private var attempt = 0
    private var began = Instant.zero
    private var offered: DHCPMessage?

    public init(hardware: MACAddress, hostName: String? = nil, random: RandomStream) { (self.hardware, self.hostName, self.random) = (hardware, hostName, random) }

    // MARK: - Events

    public mutating func start(at now: Instant) -> [Action] { discover(now) }

    private mutating func discover(_ now: Instant) -> [Action] {
        state = .selecting
        transaction = UInt32(truncatingIfNeeded: random.next() >> 16)
        attempt = 0
        began = now
        offered = nil
        return again(now)
    }

    /// Gives the address back.
    public mutating func release(at now: Instant) -> [Action] {
        defer {
            state = .released
            lease = nil
            nextDeadline = nil
        }
        guard let lease, state == .bound || state == .renewing || state == .rebinding else { return [] }
        var message = self.message(.release, now)
        message.client = lease.address
        message.set(DHCPMessage.Code.server, [lease.server])
        return [.send(message, to: lease.server), .remove(lease)]
    }

    /// A message has come.
    public mutating func receive(_ message: DHCPMessage, at now: Instant) -> [Action] {
        guard message.isReply, message.transaction == transaction, message.hardware == hardware, let kind = message.kind else {
            ignored += 1
            return []
        }
        switch (state, kind) {
        case (.selecting, .offer):
            guard message.yours != .any, !message.yours.isMulticast, message.address(DHCPMessage.Code.server) != nil else { break }
            offered = message
            state = .requesting
            attempt = 0
            return again(now)
        case (.requesting, .acknowledge):
            guard message.yours == offered?.yours, let lease = lease(from: message, now) else { break }
            self.lease = lease
            state = .checking
            nextDeadline = nil
            return [.check(lease.address)]
        case (.renewing, .acknowledge), (.rebinding, .acknowledge):
            guard let before = lease, message.yours == before.address, let renewed = lease(from: message, now) else { break }
            lease = renewed
            state = .bound
            nextDeadline = renewed.renews
            return [.configure(renewed)]
        case (.requesting, .refuse), (.renewing, .refuse), (.rebinding, .refuse):
            // From the server that we asked, or any while rebinding.
            guard state == .rebinding || message.address(DHCPMessage.Code.server) == (lease?.server ?? offered?.address(DHCPMessage.Code.server)) else { break }
            let lost = lease
            lease = nil
            return (lost.map { [.remove($0)] } ?? []) + discover(now)
        default: break
        }
        ignored += 1
        return []
    }

    /// Whether the link has answered for the address that was to be checked.
    public mutating func answered(isFree: Bool, at now: Instant) -> [Action] {
        guard state == .checking, let lease else { return [] }
        if isFree {
            state = .bound
            nextDeadline = lease.renews
            return [.configure(lease)]
        }
        var message = self.message(.decline, now)
        message.set(DHCPMessage.Code.requestedAddress, [lease.address])
        message.set(DHCPMessage.Code.server, [lease.server])
        self.lease = nil
        // Ten seconds of rest (section 3.1, step 5), so that two who quarrel do not fill the link.
        state = .initial
        nextDeadline = now + .seconds(10)
        return [.send(message, to: .broadcast)]
    }

    public mutating func tick(at now: Instant) -> [Action] {
        guard let deadline = nextDeadline, deadline <= now else { return [] }
        switch state {
        case .initial: return discover(now)
        case .selecting: return again(now)
        case .requesting:
            // The server does not answer any more: from the beginning.
            return attempt >= 4 ? discover(now) : again(now)
        case .bound:
            state = .renewing
            transaction = UInt32(truncatingIfNeeded: random.next() >> 16)
            began = now
            return renew(now)
        case .renewing:
            if let lease, now >= lease.rebinds { state = .rebinding }
            return renew(now)
        case .rebinding:
            if let lease, now >= lease.expires {
                self.lease = nil
                return [.remove(lease)] + discover(now)
            }
            return renew(now)
        case .checking, .released: return []
        }
    }

    /// Says again what has not been answered: after 4, 8, 16, 32, 64 seconds, a second more or less (section 4.1).
    private mutating func again(_ now: Instant) -> [Action] {
        let wait = Int64(4) << Int64(min(attempt, 4))
        attempt += 1
        nextDeadline = now + .seconds(wait) + Nanoseconds(Int64(random.below(2_000_000_000)) - 1_000_000_000)
        var message: DHCPMessage
        if let offered, state == .requesting {
            message = self.message(.request, now)
            message.set(DHCPMessage.Code.requestedAddress, [offered.yours])
            if let server = offered.address(DHCPMessage.Code.server) { message.set(DHCPMessage.Code.server, [server]) }
        } else {
            message = self.message(.discover, now)
        }
        return [.send(message, to: .broadcast)]
    }

    /// Asks for more time: the server, then everybody; half of what is left, but no less than a minute (section 4.4.5).
    private mutating func renew(_ now: Instant) -> [Action] {
        guard let lease else { return [] }
        let until = state == .renewing ? lease.rebinds : lease.expires
        let half = Nanoseconds(max(60_000_000_000, (until - now).count / 2))
        nextDeadline = min(until, now + half)
        var message = self.message(.request, now)
        message.client = lease.address
        message.wantsBroadcast = false
        return [.send(message, to: state == .renewing ? lease.server : .broadcast)]
    }

    private func message(_ kind: DHCPMessage.Kind, _ now: Instant) -> DHCPMessage {
        var message = DHCPMessage(transaction: transaction, hardware: hardware)
        message.seconds = UInt16(clamping: (now - began).count / 1_000_000_000)
        // Without an address we hear only what is for everybody.
        message.wantsBroadcast = true
        message.set(kind)
        message.set(DHCPMessage.Code.client, [1] + hardware.octets)
        if kind == .discover || kind == .request {
            if let hostName { message.set(DHCPMessage.Code.hostName, Array(hostName.utf8.prefix(63))) }
            message.set(DHCPMessage.Code.wanted, [DHCPMessage.Code.mask, DHCPMessage.Code.router, DHCPMessage.Code.nameServer, DHCPMessage.Code.domainName])
        }
        return message
    }

    /// The lease that an acknowledgement gives; nil where it makes no sense.
    private func lease(from message: DHCPMessage, _ now: Instant) -> DHCPLease? {
        guard let time = message.seconds(DHCPMessage.Code.leaseTime), time >= 1, let server = message.address(DHCPMessage.Code.server), message.yours != .any else { return nil }
        let mask = message.address(DHCPMessage.Code.mask)?.rawValue ?? 0xffff_ff00
        let length = mask.leadingZeroBitCount == 0 ? (~mask).leadingZeroBitCount : 24
        let renews = min(message.seconds(DHCPMessage.Code.renewal) ?? time / 2, time), rebinds = min(max(message.seconds(DHCPMessage.Code.rebinding) ?? time / 8 * 7, renews), time)
        func after(_ seconds: UInt32) -> Instant { seconds == .max ? .distantFuture : now + .seconds(Int64(seconds)) }
        return DHCPLease(
            address: message.yours, prefixLength: min(max(length, 1), 32), routers: message.addresses(DHCPMessage.Code.router), nameServers: message.addresses(DHCPMessage.Code.nameServer),
            domain: message.text(DHCPMessage.Code.domainName), server: server, leaseTime: time, obtained: now, renews: after(renews), rebinds: after(rebinds), expires: after(time))
    }
}
