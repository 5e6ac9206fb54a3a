import Wire

/// Controlled Delay (RFC 8289): while the head of the queue has waited longer than `target` for a whole `interval`, drops it, and
/// then again at times that come closer together with the square root of the number of drops.
struct CoDelQueue {
    let parameters: CoDelParameters
    /// When the waiting time will have been above the target for an interval; nil while it is below (`first_above_time_`).
    private var firstAbove: Instant?
    /// Whether it is dropping (`dropping_`).
    private var dropping = false
    /// When the next frame is dropped (`drop_next_`).
    private var dropNext = Instant.zero
    /// Drops since dropping began (`count_`), and that number when it last began (`lastcount_`).
    private var count = 0
    private var lastCount = 0

    init(_ parameters: CoDelParameters) { self.parameters = parameters }

    mutating func dropsHead(sojourn: Nanoseconds, isLast: Bool, at now: Instant) -> Bool {
        let okay = tooLong(sojourn, isLast: isLast, at: now)
        if dropping {
            guard okay else {
                dropping = false
                return false
            }
            guard now >= dropNext else { return false }
            count += 1
            dropNext = controlLaw(dropNext)
            return true
        }
        guard okay else { return false }
        dropping = true
        // Where it stopped only a short while ago, go on at about the rate that worked.
        let delta = count - lastCount
        count = delta > 1 && now - dropNext < parameters.interval * 16 ? delta : 1
        dropNext = controlLaw(now)
        lastCount = count
        return true
    }

    /// `dodequeue`'s judgement: the wait has been too long for an interval.
    private mutating func tooLong(_ sojourn: Nanoseconds, isLast: Bool, at now: Instant) -> Bool {
        if sojourn < parameters.target || isLast {
            firstAbove = nil
            return false
        }
        guard let firstAbove else {
            self.firstAbove = now + parameters.interval
            return false
        }
        return now >= firstAbove
    }

    private func controlLaw(_ from: Instant) -> Instant {
        from + Nanoseconds(Int64(Double(parameters.interval.count) / Double(count).squareRoot()))
    }
}
