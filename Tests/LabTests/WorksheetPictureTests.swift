import Foundation
import Testing

/// A picture in a worksheet or in the README, and the command that draws it:
///
///     <!-- picture: tcp-echo --on simulator, ladder.svg -->
///     ![what there is to be seen](pictures/ladder.svg)
///
/// The command is run with `--svg DIR`; the file it names there is the picture, and the one beside it that ends in `.txt` its twin in text.
struct WorksheetPicture: Sendable, CustomTestStringConvertible {
    let sheet: Worksheet
    let command: String
    /// In the command's folder.
    let file: String
    /// Beside the worksheet.
    let target: String
    let words: String

    var testDescription: String { "\(sheet.path): \(target)" }
    var url: URL { sheet.url.deletingLastPathComponent().appendingPathComponent(target) }

    static let opening = "<!-- picture: "

    static let all: [WorksheetPicture] = (Worksheet.all + [Worksheet(path: "README.md")]).flatMap { sheet -> [WorksheetPicture] in
        let lines = ((try? String(contentsOf: sheet.url, encoding: .utf8)) ?? "").components(separatedBy: "\n")
        return lines.indices.filter { lines[$0].hasPrefix(opening) }.map { index in
            let marker = lines[index].dropFirst(opening.count).replacingOccurrences(of: " -->", with: "")
            let parts = marker.components(separatedBy: ", "), image = index + 1 < lines.count ? lines[index + 1] : ""
            let match = image.wholeMatch(of: /!\[([^\]]*)\]\(([a-zA-Z0-9.\/-]+)\)/)
            return WorksheetPicture(sheet: sheet, command: parts.dropLast().joined(separator: ", "), file: parts.last ?? "", target: match.map { String($0.output.2) } ?? "", words: match.map { String($0.output.1) } ?? "")
        }
    }
}

@Suite("Pictures in worksheets")
struct WorksheetPictureTests {
    /// `LAYERLAB_REFRESH=1 swift test --filter LabTests` draws them anew instead of comparing.
    @Test("are what their commands draw, and say so in words", arguments: WorksheetPicture.all)
    func drawn(picture: WorksheetPicture) throws {
        #expect(!picture.target.isEmpty, "\(picture.sheet.path): behind \(picture.command) stands no ![words](file)")
        #expect(picture.words.count >= 20, "\(picture.testDescription): words for those who do not see it: \"\(picture.words)\"")
        let scratch = try Scratch(), folder = scratch.path("pictures")
        let outcome = try LabProgram.run("\(picture.command) --svg '\(folder)'")
        #expect(outcome.status == 0, "\(picture.command): \(outcome.errors)")
        for ending in [".svg", ".txt"] {
            let drawn = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(picture.file.replacingOccurrences(of: ".svg", with: ending)))
            let kept = URL(fileURLWithPath: picture.url.path.replacingOccurrences(of: ".svg", with: ending))
            #expect(drawn.count < 40_000, "\(picture.file): \(drawn.count) bytes are too many for a worksheet")
            if SuppliedCaptureTests.isRefresh {
                try FileManager.default.createDirectory(at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
                try drawn.write(to: kept)
            } else {
                #expect((try? Data(contentsOf: kept)) == drawn, "\(picture.command) --svg draws another \(kept.lastPathComponent). If that is meant: LAYERLAB_REFRESH=1 swift test --filter LabTests")
            }
        }
    }

    @Test("every kept picture is shown somewhere")
    func noneForgotten() throws {
        let labs = LabProgram.root.appendingPathComponent("Labs"), shown = Set(WorksheetPicture.all.map { $0.url.standardizedFileURL.path })
        #expect(shown.count >= 7)
        for path in try FileManager.default.subpathsOfDirectory(atPath: labs.path) where path.contains("pictures/") && path.hasSuffix(".svg") {
            #expect(shown.contains(labs.appendingPathComponent(path).standardizedFileURL.path), "Labs/\(path) is in no worksheet")
        }
    }
}
