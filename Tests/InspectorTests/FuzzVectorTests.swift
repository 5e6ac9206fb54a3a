import InspectorVectors
import Testing

/// The fuzzer's ways into the inspector, with what it begins with, that cut short, and whatever it has found.
@Suite struct FuzzVectorTests {
    @Test(arguments: FuzzTarget.allCases) func seedsAndTheirFrontsComeBack(_ target: FuzzTarget) {
        #expect(!target.seeds.isEmpty)
        for seed in target.seeds {
            for length in [seed.count, seed.count - 1, seed.count / 2, seed.count / 3, 1, 0] where length >= 0 && length <= seed.count {
                seed.prefix(length).withUnsafeBytes { target.run($0) }
            }
        }
    }

    @Test func whatWasFoundStaysMended() {
        for vector in crashVectors { vector.bytes.withUnsafeBytes { vector.target.run($0) } }
    }
}
