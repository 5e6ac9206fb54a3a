import Compression
import Wire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Report {
    /// Writes the page.
    ///
    /// - Throws: ``ReportError`` when the file cannot be written.
    public mutating func write(to path: String, definition: (Int) -> (name: String, title: String, meaning: String)) throws {
        let page = html(definition: definition)
        do { try Data(page).write(to: URL(fileURLWithPath: path)) } catch { throw ReportError(description: "\(path) cannot be written: is its folder there, and may you write to it?") }
    }

    /// The page, in UTF-8.
    public mutating func html(definition: (Int) -> (name: String, title: String, meaning: String)) -> [UInt8] {
        finish()
        var page: [UInt8] = []
        func add(_ text: String) { page.append(contentsOf: text.utf8) }
        add(PageParts.beginning(title: title))
        page.append(contentsOf: PageParts.style)
        add("</style>\n</head>\n")
        page.append(contentsOf: PageParts.body)
        add(PageParts.data("index", index(definition)))
        for (number, block) in details.enumerated() { add(PageParts.data("details-\(number)", block)) }
        add("<script>\n\"use strict\";\n")
        for script in PageParts.scripts { page.append(contentsOf: script) }
        add("</script>\n</body>\n</html>\n")
        return page
    }

    /// The same data as one JSON object, `{"index":…,"details":[[…],…]}`, with further members: for a page that asks for it.
    public mutating func json(adding members: [(name: String, json: [UInt8])], definition: (Int) -> (name: String, title: String, meaning: String)) -> [UInt8] {
        finish()
        var json = Array("{\"index\":".utf8) + index(definition) + Array(",\"details\":[".utf8)
        for (number, block) in details.enumerated() { json.append(contentsOf: (number > 0 ? [UInt8(ascii: ",")] : []) + block) }
        json.append(UInt8(ascii: "]"))
        for (name, value) in members { json.append(contentsOf: Array(",\"\(name)\":".utf8) + value) }
        return json + [UInt8(ascii: "}")]
    }

    /// All but the details.
    private func index(_ definition: (Int) -> (name: String, title: String, meaning: String)) -> [UInt8] {
        var json: [UInt8] = Array("{".utf8)
        func member(_ name: String, _ value: [UInt8]) {
            if json.count > 1 { json.append(UInt8(ascii: ",")) }
            json.append(contentsOf: Array("\"\(name)\":".utf8) + value)
        }
        func string(_ text: String) -> [UInt8] {
            var block = JSONBlock()
            block.text(text)
            return block.bytes
        }
        func array(_ body: (inout JSONBlock) -> Void) -> [UInt8] {
            var block = JSONBlock()
            body(&block)
            return block.array
        }
        member("title", string(title))
        member("subtitle", string(subtitle))
        member("twin", string(textTwin))
        member("notes", array { for note in notes { $0.text(note) } })
        member("hosts", array { for host in hosts { $0.text(host) } })
        member("lines", lines.array)
        member("fields", array { list in
            for number in definitions {
                let known = definition(number)
                list.list {
                    $0.number(number)
                    $0.text(known.name)
                    $0.text(known.title)
                    $0.text(known.meaning)
                }
            }
        })
        member("conversations", conversations.json)
        member("causes", causes.array)
        member("pictures", array { list in
            for picture in pictures {
                list.list {
                    $0.text(picture.name)
                    $0.text(picture.what)
                    $0.text(picture.svg)
                    $0.text(picture.text)
                }
            }
        })
        member("blockSize", Array("\(Self.blockSize)".utf8))
        json.append(UInt8(ascii: "}"))
        return json
    }
}

/// A page that could not be written.
public struct ReportError: Error, CustomStringConvertible { public let description: String }

/// The live view's page; its data come over a WebSocket beside it.
public enum LivePage {
    /// - Parameter title: what the page is called.
    public static func html(title: String) -> [UInt8] {
        var page = Array(PageParts.beginning(title: title, policy: "connect-src 'self'; ").utf8)
        page += PackageResources.page_css + PackageResources.live_css + Array("</style>\n</head>\n".utf8) + PackageResources.live_html
        page += Array("<script>\n\"use strict\";\n".utf8)
        for script in [PackageResources.theme_js, PackageResources.data_js, PackageResources.story_js, PackageResources.recording_js, PackageResources.timeline_js, PackageResources.layers_js, PackageResources.network_js, PackageResources.compare_js, PackageResources.live_js] { page += script }
        return page + Array("</script>\n</body>\n</html>\n".utf8)
    }
}

/// What every page is made of.
enum PageParts {
    static var style: [UInt8] { PackageResources.page_css }
    static var body: [UInt8] { PackageResources.body_html }
    static var scripts: [[UInt8]] { [PackageResources.theme_js, PackageResources.data_js, PackageResources.story_js, PackageResources.filter_js, PackageResources.timeline_js, PackageResources.layers_js, PackageResources.tables_js, PackageResources.report_js] }

    /// Up to the style sheet. The policy lets the page fetch nothing from anywhere.
    static func beginning(title: String, policy: String = "") -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \(policy)script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="color-scheme" content="light dark">
        <title>\(MarkupText.escaped(title))</title>
        <style>

        """
    }

    /// Data as a script element that no browser runs: compressed, in base64, whose letters mean nothing to HTML.
    static func data(_ name: String, _ json: [UInt8]) -> String {
        "<script type=\"application/octet-stream\" id=\"\(name)\">\(Base64.text(Deflater.compress(json, .gzip) ?? []))</script>\n"
    }
}
