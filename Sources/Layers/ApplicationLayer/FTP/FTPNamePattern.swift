/// A pattern for names, as LIST and NLST get it from `mget *.txt`: `*`, `?` and sets like `[a-z0-9]` or `[!x]`, as a shell has them.
public struct FTPNamePattern: Sendable, Hashable {
    private enum Piece: Hashable, Sendable {
        case any
        case one
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        case scalar(Unicode.Scalar)
    }
    private let pieces: [Piece]

    /// nil where nothing in `text` makes it a pattern.
    public init?(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var pieces: [Piece] = [], index = 0, isPattern = false
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "*":
                isPattern = true
                // Several in a row are one.
                if pieces.last != .any { pieces.append(.any) }
            case "?":
                isPattern = true
                pieces.append(.one)
            case "[":
                guard let set = Self.set(scalars, &index) else {
                    pieces.append(.scalar(scalar))
                    continue
                }
                isPattern = true
                pieces.append(set)
            default: pieces.append(.scalar(scalar))
            }
        }
        guard isPattern else { return nil }
        self.pieces = pieces
    }

    /// What stands behind `[`, up to its `]`; nil, and `index` as it was, where there is none. A `]` that comes first is part of the set.
    private static func set(_ scalars: [Unicode.Scalar], _ index: inout Int) -> Piece? {
        var next = index, ranges: [ClosedRange<Unicode.Scalar>] = []
        let isNegated = next < scalars.count && (scalars[next] == "!" || scalars[next] == "^")
        if isNegated { next += 1 }
        while next < scalars.count {
            let low = scalars[next]
            if low == "]", !ranges.isEmpty {
                index = next + 1
                return .set(ranges, isNegated: isNegated)
            }
            next += 1
            if next + 1 < scalars.count, scalars[next] == "-", scalars[next + 1] != "]", scalars[next + 1] >= low {
                ranges.append(low...scalars[next + 1])
                next += 2
            } else { ranges.append(low...low) }
        }
        return nil
    }

    /// Whether the whole of `name` fits. A leading dot must be asked for: `*` leaves hidden names out.
    public func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        if scalars.first == ".", pieces.first != .scalar(".") { return false }
        // On a mismatch only the latest star takes one more: earlier ones need never be tried again, so that the time is at most the product of
        // both lengths.
        var piece = 0, index = 0, star: (piece: Int, index: Int)?
        while index < scalars.count {
            if piece < pieces.count, pieces[piece] == .any {
                star = (piece, index)
                piece += 1
            } else if piece < pieces.count, Self.fits(pieces[piece], scalars[index]) {
                piece += 1
                index += 1
            } else if let latest = star {
                star = (latest.piece, latest.index + 1)
                (piece, index) = (latest.piece + 1, latest.index + 1)
            } else { return false }
        }
        return pieces[piece...].allSatisfy { $0 == .any }
    }

    private static func fits(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
        switch piece {
        case .any, .one: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        case .scalar(let wanted): wanted == scalar
        }
    }
}
