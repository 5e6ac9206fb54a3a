/// Putting a question to a frame.
extension FilterNode {
    func matches(_ d: borrowing Dissection) -> Bool {
        switch self {
        case .and(let nodes):
            for node in nodes where !node.matches(d) { return false }
            return true
        case .or(let nodes):
            for node in nodes where node.matches(d) { return true }
            return false
        case .xor(let nodes):
            var isTrue = false
            for node in nodes where node.matches(d) { isTrue.toggle() }
            return isTrue
        case .not(let inner): return !inner.matches(d)
        case .isThere(let field): return field.isThere(d)
        case .hasValue(let operand):
            let values = operand.values(d)
            guard case .arithmetic = operand else { return !values.isEmpty }
            return values.contains { $0 != .number(0) }
        case .compare(.field(let field), let comparison, .literal(let literal), let isOfAll): return field.compare(d, comparison, literal, isOfAll: isOfAll)
        case .compare(let left, let comparison, let right, let isOfAll):
            let a = left.values(d), b = right.values(d), prefix = right.prefix ?? left.prefix
            guard !a.isEmpty, !b.isEmpty else { return false }
            return isOfAll
                ? a.allSatisfy { one in b.allSatisfy { comparison.holds(one, $0, prefix: prefix) } }
                : a.contains { one in b.contains { comparison.holds(one, $0, prefix: prefix) } }
        case .matches(let operand, let pattern, let isOfAll):
            let values = operand.values(d)
            func fits(_ value: FilterValue) -> Bool { if case .bytes(let bytes) = value { pattern.matches(bytes) } else { false } }
            return !values.isEmpty && (isOfAll ? values.allSatisfy(fits) : values.contains(where: fits))
        case .among(let operand, let ranges, let isOfAll):
            let values = operand.values(d)
            guard !values.isEmpty else { return false }
            var bounds: [(low: [FilterValue], high: [FilterValue], prefix: Int?)] = []
            for (low, high) in ranges { bounds.append((low.values(d), high.values(d), low.prefix)) }
            func isIn(_ value: FilterValue) -> Bool {
                bounds.contains { bound in
                    bound.low.contains { FilterComparison.greaterOrEqual.holds(value, $0, prefix: bound.prefix) } && bound.high.contains { FilterComparison.lessOrEqual.holds(value, $0, prefix: bound.prefix) }
                }
            }
            return isOfAll ? values.allSatisfy(isIn) : values.contains(where: isIn)
        }
    }
}

extension FilterComparison {
    /// Whether it is so of these two values. Of addresses only the bits of the `prefix` are looked at.
    func holds(_ a: FilterValue, _ b: FilterValue, prefix: Int? = nil) -> Bool {
        var a = a, b = b
        if let prefix {
            a = a.masked(prefix)
            b = b.masked(prefix)
        }
        if self == .contains {
            guard case .bytes(let whole) = a, case .bytes(let part) = b else { return false }
            return isIn(whole, part)
        }
        return a.order(b).map(holds) ?? false
    }

    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .contains: false
        }
    }
}

extension FilterValue {
    fileprivate func masked(_ prefix: Int) -> FilterValue {
        switch self {
        case .ipv4(let address): .ipv4(prefix >= 32 ? address : address & ~(UInt32.max >> UInt32(prefix)))
        case .ipv6(let address): .ipv6(prefix >= 128 ? address : address & ~(UInt128.max >> UInt128(prefix)))
        default: self
        }
    }
}

extension FilterOperand {
    fileprivate var prefix: Int? { if case .literal(let literal) = self { literal.prefix } else { nil } }

    /// The values it has in the frame.
    func values(_ d: borrowing Dissection) -> [FilterValue] {
        switch self {
        case .literal(let literal): return [literal.value]
        case .field(let field): return field.values(d)
        case .slice(let inner, let slices):
            return inner.values(d).compactMap { value in
                guard let bytes = value.asBytes else { return nil }
                var out: [UInt8] = []
                for slice in slices {
                    guard let range = slice.range(of: bytes.count) else { return nil }
                    out += bytes[range]
                }
                return .bytes(out)
            }
        case .call(let function, let arguments):
            if function == .len, case .field(let field)? = arguments.first, let lengths = field.lengths(d) { return lengths }
            var all: [FilterValue] = []
            for argument in arguments { all += argument.values(d) }
            return function.apply(all, kind: arguments.first?.kind ?? .none)
        case .negative(let inner): return inner.values(d).compactMap { if case .number(let number) = $0 { .number(-number) } else { nil } }
        case .arithmetic(let left, let operation, let right):
            let a = left.values(d), b = right.values(d)
            var out: [FilterValue] = []
            for one in a { for other in b { if case .number(let x) = one, case .number(let y) = other, let value = operation.apply(x, y) { out.append(.number(value)) } } }
            return Array(out.prefix(4096))
        }
    }
}

extension FilterValue {
    /// The bytes of whatever has some.
    fileprivate var asBytes: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .ipv4(let address): (0..<4).map { UInt8(truncatingIfNeeded: address >> UInt32(24 - 8 * $0)) }
        case .ipv6(let address): (0..<16).map { UInt8(truncatingIfNeeded: address >> UInt128(120 - 8 * $0)) }
        case .number: nil
        }
    }
}

extension FilterArithmetic {
    /// nil where there is no result: beyond 128 bits, or divided by nothing.
    func apply(_ a: Int128, _ b: Int128) -> Int128? {
        func whole(_ result: (partialValue: Int128, overflow: Bool)) -> Int128? { result.overflow ? nil : result.partialValue }
        return switch self {
        case .add: whole(a.addingReportingOverflow(b))
        case .subtract: whole(a.subtractingReportingOverflow(b))
        case .multiply: whole(a.multipliedReportingOverflow(by: b))
        case .divide: whole(a.dividedReportingOverflow(by: b))
        case .remainder: whole(a.remainderReportingOverflow(dividingBy: b))
        case .and: a & b
        }
    }
}
