import LabJudges
import LinkLayer
import Wire

extension Mutant {
    static let checks: [Mutant] = [
        Mutant(.ethernetSwitch, "the register begins with zeros", caughtAt: "E2.1", saying: "begins with ones, not with zeros", WrongCheck(start: 0)),
        Mutant(.ethernetSwitch, "it is not turned over", caughtAt: "E2.1", saying: "every bit is turned over", WrongCheck(end: 0)),
        Mutant(.ethernetSwitch, "neither", caughtAt: "E2.1", saying: "begins with ones, and is turned over", WrongCheck(start: 0, end: 0)),
        Mutant(.ethernetSwitch, "the polynomial forwards", caughtAt: "E2.1", saying: "shift to the right", WrongCheck(isForwards: true)),
        Mutant(.ethernetSwitch, "host byte order", caughtAt: "E2.1", saying: "the other way round", WrongCheck(isSwapped: true)),
        Mutant(.ethernetSwitch, "iSCSI's polynomial", caughtAt: "E2.1", saying: "CRC-32C", WrongCheck(polynomial: 0x82f6_3b78)),
        Mutant(.ethernetSwitch, "a sum", caughtAt: "E2.1", saying: "a sum is no CRC", WrongCheck(isSum: true)),
        Mutant(.ethernetSwitch, "one for no bytes", caughtAt: "E2.2", saying: "turned over: 0", WrongCheck(ofNothing: 1)),
        Mutant(.ethernetSwitch, "zeros in front are skipped", caughtAt: "E2.3", saying: "begins with ones", WrongCheck(skipsZeros: true)),
        Mutant(.ethernetSwitch, "only the first 64 bytes", caughtAt: "E2.4", saying: "nothing begins anew", WrongCheck(limit: 64)),
    ]
}

private struct WrongCheck: FrameCheckFunction {
    var start: UInt32 = .max, end: UInt32 = .max
    var polynomial: UInt32 = 0xedb8_8320
    var isForwards = false, isSwapped = false, isSum = false, skipsZeros = false
    var ofNothing: UInt32 = 0
    var limit = Int.max

    func check(of bytes: [UInt8]) throws -> UInt32 {
        if isSum { return bytes.reduce(0) { $0 &+ UInt32($1) } }
        if bytes.isEmpty, ofNothing != 0 { return ofNothing }
        var register = start
        for byte in (skipsZeros && bytes.count > 1 ? Array(bytes.drop { $0 == 0 }) : bytes).prefix(limit) {
            if isForwards {
                register ^= UInt32(byte) << 24
                for _ in 0..<8 { register = register >> 31 == 1 ? register << 1 ^ 0x04c1_1db7 : register << 1 }
            } else {
                register ^= UInt32(byte)
                for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ polynomial : register >> 1 }
            }
        }
        register ^= end
        return isSwapped ? register.byteSwapped : register
    }
}
