import InspectorVectors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The target that the environment names: FUZZ_TARGET=stream. The fuzzer has a `main` of its own, so that arguments are its.
private let target = getenv("FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) }

/// Called once: checks the target's name, and writes the vectors where FUZZ_SEEDS says, for the fuzzer to begin with.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer) -> CInt {
    guard let target else {
        print("FUZZ_TARGET must be one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
        exit(2)
    }
    guard let folder = getenv("FUZZ_SEEDS") else { return 0 }
    for (index, seed) in target.seeds.enumerated() {
        guard let file = fopen("\(String(cString: folder))/seed-\(index)", "wb") else {
            perror("FUZZ_SEEDS")
            exit(2)
        }
        fwrite(seed, 1, seed.count, file)
        fclose(file)
    }
    return 0
}

/// One input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target?.run(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
