public import Wire

/// Lab 07, E1: what the arithmetic says of an address and a prefix.
public enum NetworkTrial: Trial {
    public enum Input: Codable, Sendable {
        case netmask(Int), network(UInt32, Int), broadcast(UInt32, Int), hostCount(Int), areNeighbours(UInt32, UInt32, Int)
    }

    public enum Output: Codable, Sendable, Equatable {
        case address(UInt32), count(UInt64), answer(Bool)
    }

    public static func run(_ piece: any NetworkArithmetic, _ input: Input) async throws -> Output {
        switch input {
        case .netmask(let length): .address(try piece.netmask(prefixLength: length))
        case .network(let address, let length): .address(try piece.network(of: address, prefixLength: length))
        case .broadcast(let address, let length): .address(try piece.broadcast(of: address, prefixLength: length))
        case .hostCount(let length): .count(try piece.hostCount(prefixLength: length))
        case .areNeighbours(let a, let b, let length): .answer(try piece.areNeighbours(a, b, prefixLength: length))
        }
    }
}
