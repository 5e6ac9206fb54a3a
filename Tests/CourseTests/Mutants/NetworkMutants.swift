import LabJudges
import Wire

extension Mutant {
    static let networks: [Mutant] = [
        Mutant(.ipAddresses, "the hostmask for the netmask", caughtAt: "E1.1", saying: "that is the hostmask", WrongNetworks(fault: .hostmask)),
        Mutant(.ipAddresses, "always a /24's network", caughtAt: "E1.2", saying: "that is a /24's network", WrongNetworks(fault: .network24)),
        Mutant(.ipAddresses, "always a /24's broadcast", caughtAt: "E1.3", saying: "that is a /24's broadcast", WrongNetworks(fault: .broadcast24)),
        Mutant(.ipAddresses, "all addresses are hosts", caughtAt: "E1.4", saying: "two less", WrongNetworks(fault: .allHosts)),
        Mutant(.ipAddresses, "no hosts on a cable with two ends", caughtAt: "E1.4", saying: "RFC 3021", WrongNetworks(fault: .nobodyOn31)),
        Mutant(.ipAddresses, "neighbours by the whole address", caughtAt: "E1.5", saying: "network parts are the same", WrongNetworks(fault: .wholeAddress)),
        Mutant(.ipAddresses, "all ones for a prefix of length 0", caughtAt: "E1.6", saying: "all bits are the host's", WrongNetworks(fault: .zeroIsAll)),
        Mutant(.ipAddresses, "host byte order", caughtAt: "E1.2", saying: "host byte order", WrongNetworks(fault: .swapped)),
    ]
}

private struct WrongNetworks: NetworkArithmetic {
    enum Fault { case hostmask, network24, broadcast24, allHosts, nobodyOn31, wholeAddress, zeroIsAll, swapped }
    let fault: Fault

    private func mask(_ length: Int) -> UInt32 { length == 0 ? (fault == .zeroIsAll ? .max : 0) : ~0 << UInt32(32 - length) }
    func netmask(prefixLength: Int) throws -> UInt32 { fault == .hostmask ? (prefixLength == 0 ? .max : ~0 >> UInt32(prefixLength)) : mask(prefixLength) }
    func network(of address: UInt32, prefixLength: Int) throws -> UInt32 {
        switch fault {
        case .network24: address & 0xffff_ff00
        case .swapped: (address & mask(prefixLength)).byteSwapped
        default: address & mask(prefixLength)
        }
    }
    func broadcast(of address: UInt32, prefixLength: Int) throws -> UInt32 { fault == .broadcast24 ? address | 0xff : address | ~mask(prefixLength) }
    func hostCount(prefixLength: Int) throws -> UInt64 {
        let all = UInt64(1) << UInt64(32 - prefixLength)
        if fault == .allHosts { return all }
        if prefixLength >= 31 { return fault == .nobodyOn31 ? 0 : all }
        return all - 2
    }
    func areNeighbours(_ a: UInt32, _ b: UInt32, prefixLength: Int) throws -> Bool { fault == .wholeAddress ? a == b : a & mask(prefixLength) == b & mask(prefixLength) }
}
