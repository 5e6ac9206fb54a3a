import ExerciseKit
import GradeKit
import Wire

extension Exercise {
    /// Lab 14, E2: Ethernet's frame check.
    static let frameCheck = Exercise("E2", file: "MyCheck.swift", read: "worksheet section 7, IEEE 802.3 section 3.2.9", pieces: [("FrameCheckTrial", "MyCheck()")], steps: [
        step("E2.1", "the worked example", points: 2, likely: "the polynomial backwards is 0xedb88320; the register begins with ones, and is turned over at the end", [Array("123456789".utf8)]),
        step("E2.2", "no bytes, and one", points: 1, likely: "with no bytes the ones at the beginning are turned over: 0", [[], [0], [0xff]]),
        step("E2.3", "zeros in front count", points: 1, likely: "a register that begins with zeros does not see zeros: begin with ones", [[0, 0, 0, 0], [0, 0, 0, 0, 0x41], [0, 0x41]]),
        step("E2.4", "long frames", points: 1, likely: "each byte goes into the same register; nothing begins anew", [(0..<60).map { UInt8($0) }, (0..<1514).map { UInt8(truncatingIfNeeded: $0 &* 7) }]),
        step("E2.5", "a frame with its check behind it", points: 1, likely: "over a frame and its check, least significant byte first, the check is always 0x2144df1c", [behind(Array("Did you get this?".utf8)), behind([UInt8](repeating: 0xff, count: 60))]),
    ])

    private static func behind(_ frame: [UInt8]) -> [UInt8] {
        let check = reference(frame, .none)
        return frame + [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: check >> $0) }
    }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ inputs: [[UInt8]]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: FrameCheckTrial.self, likely: likely, inputs: inputs, show: { "the check of \(Shown.text($0))" }, say: hex) { input, came in
            let wanted = reference(input, .none)
            guard came != wanted else { return nil }
            return Fault(wanted: hex(wanted), came: hex(came), likely: Slip.allCases.first { $0 != .none && reference(input, $0) == came }?.words)
        }
    }

    private static func hex(_ check: UInt32) -> String {
        let digits = String(check, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// What is done differently from IEEE 802.3.
    private enum Slip: CaseIterable {
        case none, zeroAtFirst, notTurnedOver, neither, forwards, bytesSwapped, castagnoli, sum

        var words: String {
            switch self {
            case .none: ""
            case .zeroAtFirst: "the register begins with ones, not with zeros"
            case .notTurnedOver: "at the end every bit is turned over: ~register"
            case .neither: "the register begins with ones, and is turned over at the end"
            case .forwards: "Ethernet sends each byte's least significant bit first: shift to the right, with the polynomial backwards, 0xedb88320"
            case .bytesSwapped: "the bytes are the other way round: give back the number, whatever order it is sent in"
            case .castagnoli: "that polynomial is CRC-32C's (iSCSI): Ethernet's backwards is 0xedb88320"
            case .sum: "a sum is no CRC: two bytes that change places would go unnoticed"
            }
        }
    }

    private static func reference(_ bytes: [UInt8], _ slip: Slip) -> UInt32 {
        switch slip {
        case .bytesSwapped: return reference(bytes, .none).byteSwapped
        case .sum: return bytes.reduce(0) { $0 &+ UInt32($1) }
        case .forwards:
            var register = UInt32.max
            for byte in bytes {
                register ^= UInt32(byte) << 24
                for _ in 0..<8 { register = register >> 31 == 1 ? register << 1 ^ 0x04c1_1db7 : register << 1 }
            }
            return ~register
        default:
            var register: UInt32 = slip == .zeroAtFirst || slip == .neither ? 0 : .max
            let polynomial: UInt32 = slip == .castagnoli ? 0x82f6_3b78 : 0xedb8_8320
            for byte in bytes {
                register ^= UInt32(byte)
                for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ polynomial : register >> 1 }
            }
            return slip == .notTurnedOver || slip == .neither ? register : ~register
        }
    }
}
