import ArgumentParser
import PhysicalLayer

/// A message in block codes: what each octet becomes.
struct Blocks: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What each octet becomes in 4B/5B, 8b/10b and 64b/66b.")

    @OptionGroup var what: WhatToSend

    func run() throws {
        let octets = what.octets
        print("4B/5B (100BASE-TX): each nibble becomes five bits, the low nibble first")
        for octet in octets {
            let symbols: [FourBFiveB.Symbol] = [.data(octet & 15), .data(octet >> 4)]
            print("  \(hex(octet))  \(FourBFiveB.encode(symbols).text(group: 5))")
        }
        print("  through NRZI the longest run is \(SignalProperties(of: NRZI().encode(FourBFiveB.encode(FourBFiveB.stream(of: Preamble.octets + octets)))).longestRun) with its delimiters J K and T R")

        print("\n8b/10b (1000BASE-X): each octet becomes ten bits; the running disparity chooses between two words")
        var disparity = EightBTenB.Disparity.negative
        var sum = 0
        for octet in octets {
            let before = disparity
            let word = try EightBTenB.encode(.data(octet), &disparity)
            sum += word.nonzeroBitCount * 2 - 10
            print("  \(hex(octet))  \(pad(EightBTenB.Character.data(octet).description, 6)) \(EightBTenB.bits(word).text(group: 6))   disparity \(sign(before)) to \(sign(disparity)), sum \(sum)")
        }

        print("\n64b/66b (10GBASE-R): eight octets behind two bits that differ; then scrambled")
        var scrambler = SelfSynchronisingScrambler(register: 0x3ff_ffff_ffff_ffff)
        for block in SixtyFourBSixtySixB.blocks(of: Preamble.octets + octets) {
            let bits = SixtyFourBSixtySixB.encode(block)
            print("  \(pad(name(block), 11)) \(Bits(bits[..<2]).text()) \(Bits(bits[2...]).text(group: 8))")
            print("  \(pad("on the wire", 11)) \(Bits(bits[..<2]).text()) \(scrambler.scramble(Bits(bits[2...])).text(group: 8))")
        }
    }

    private func name(_ block: SixtyFourBSixtySixB.Block) -> String {
        switch block {
        case .data: "data"
        case .idle: "idle"
        case .start: "start"
        case .terminate: "end"
        }
    }

    private func hex(_ octet: UInt8) -> String { (octet < 16 ? "0x0" : "0x") + String(octet, radix: 16) }
    private func sign(_ disparity: EightBTenB.Disparity) -> String { disparity == .negative ? "-" : "+" }
    private func pad(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }
}
