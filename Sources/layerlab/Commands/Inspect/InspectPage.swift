import Capture
import Inspector
import LabKit
import Wire

extension InspectRun {
    /// `--html` and `--svg`: the frames that the other options choose, as a page; their connections as pictures.
    func writePage(of file: String, where question: DisplayFilter?) throws {
        var reader = try CaptureFile.Reader(path: file)
        let bpf = try choice.filter.map { try FileFilter($0, linkType: reader.linkType, snapLength: max(1, reader.snapLength)) }
        var page = CaptureReport(title: file == "-" ? "capture" : file.split(separator: "/").last.map(String.init) ?? file)
        var session = DissectionSession()
        var dissection = Dissection(depth: .fields)
        var number = 0, matched = 0
        try reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            number += 1
            var isShown = choice.frame == nil || choice.frame == number
            if isShown, let bpf { isShown = try bpf.matches(header, bytes) }
            if let question {
                session.dissect(header, bytes, number: number, into: &dissection)
                isShown = isShown && question.matches(dissection)
            }
            page.add(header, bytes, number: number, isShown: isShown)
            if isShown { matched += 1 }
            return matched < choice.count ?? .max
        }
        if let only = choice.frame, only > number { throw CaptureError(.notFound, "read", file, "there is no frame \(only): the capture has \(number)") }
        if let folder = view.svg {
            let lines = try page.writePictures(into: folder)
            if lines.isEmpty { print("no connection here sent enough to be drawn: nothing is written to \(folder)") }
            for line in lines { print(line) }
        }
        guard let path = view.html else { return }
        let count = page.frameCount
        try page.write(to: path)
        print("\(count) frame\(count == 1 ? "" : "s") in \(path): open it in a browser")
    }
}
