import Capture
import Foundation
import Inspector

/// A student's capture, read and dissected.
public struct CaptureOfOnesOwn: Sendable {
    let capture: EvidenceCapture
    let linkType: LinkType
    /// What went wrong behind the last frame that could be read; nil where nothing did.
    let damage: String?

    var frames: [FrameSummary] { capture.frames }

    init(_ capture: EvidenceCapture, linkType: LinkType, damage: String?) {
        (self.capture, self.linkType, self.damage) = (capture, linkType, damage)
    }

    /// How many frames it holds, and how many were cut: "14 frames, 3 of them cut to 64 bytes".
    var cut: String {
        let cut = capture.captured.filter { $0.bytes.count < $0.originalLength }
        return "\(frames.count) frame\(frames.count == 1 ? "" : "s")" + (cut.isEmpty ? "" : ", \(cut.count) of them cut, to \(cut.map(\.bytes.count).max()!) bytes at most")
    }

    /// What is in it instead of what was asked for.
    func contents() -> String {
        if frames.isEmpty { return "a capture without a frame" + (damage.map { " (\($0))" } ?? "") }
        var ports: [UInt16: Int] = [:], kinds: [String: Int] = [:]
        for frame in frames {
            kinds[frame.protocolTitle, default: 0] += 1
            if case .socket(_, let port) = frame.destination { ports[port, default: 0] += 1 }
        }
        func most<Key: Comparable>(_ counts: [Key: Int]) -> String { counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4).map { "\($0.key)" }.joined(separator: ", ") }
        let words = "\(frames.count) frame\(frames.count == 1 ? "" : "s") of link type \(linkType.rawValue)"
        if ports.isEmpty { return "\(words), of which none could be read as TCP or UDP: \(most(kinds))" }
        return "\(words), to the ports \(most(ports))"
    }
}

extension OwnCapture {
    /// The capture in the lab's `Exercise` folder.
    static func file(_ number: String, in folder: String) -> File {
        for name in names(number) where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
            let size = ((try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)"))?[.size] as? NSNumber)?.intValue ?? 0
            guard size <= sizeLimit else { return .unreadable(tooLarge(name)) }
            return file(at: "\(folder)/\(name)")
        }
        return .absent
    }

    static func tooLarge(_ name: String) -> String { "\(name) has more than \(sizeLimit >> 20) MiB: keep the conversation alone, with a filter" }

    /// A capture file. One that is damaged at its end counts as far as it can be read.
    public static func file(at path: String) -> File {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        var captured: [CapturedFrame] = []
        do throws(CaptureError) {
            var reader = try CaptureFile.Reader(path: path)
            let linkType = reader.linkType
            var damage: String?
            do throws(CaptureError) {
                while let frame = try reader.next() {
                    guard captured.count < EvidenceCapture.frameLimit else { return .unreadable("\(name) has more than \(EvidenceCapture.frameLimit) frames: keep the conversation alone, with a filter") }
                    captured.append(frame)
                }
            } catch { damage = words(error, path, name) }
            return .capture(CaptureOfOnesOwn(EvidenceCapture(name: name, frames: captured), linkType: linkType, damage: damage))
        } catch { return .unreadable(words(error, path, name)) }
    }

    /// The file's name alone: where the grader put it is nobody's business.
    private static func words(_ error: CaptureError, _ path: String, _ name: String) -> String { "\(error)".replacing(path, with: name) }
}
