/// The stand-in for a front page of stories: made the way such pages are, with a table, cells that nobody closes, and one title
/// in which something is emphasised.
enum FrontPage {
    /// Titles are HTML here, as they stand in the page.
    static let stories: [(title: String, link: String, by: String)] = [
        ("One document for TCP, after forty years", "https://www.rfc-editor.org/rfc/rfc9293.html", "jp"),
        ("Names &amp; numbers: who keeps the Internet&#39;s lists", "https://www.iana.org/protocols", "root"),
        ("The wire that was never cut: a history of Ethernet", "https://history.example/ethernet?from=1973&amp;to=now", "bob"),
        ("Ask: what is the <em>smallest</em> network you have built?", "item?id=4", "carol"),
        ("HTTP says the same thing in nine documents", "https://www.rfc-editor.org/rfc/rfc9110.html", "roy"),
        ("Sand, glass, light: how a letter crosses an ocean", "https://cables.example/atlantic", "ada"),
        ("Show: my modem, drawn as a waveform", "https://modem.example/v21", "dave"),
        ("Why is 127 in front? A short look at loopback", "https://loopback.example/127", "vint"),
    ]

    static var html: String {
        var page = """
            <!DOCTYPE html>
            <html lang=en><head><meta charset=utf-8><title>Layer News</title></head>
            <body><center><table id=main>
            <tr><td><b class=name><a href="news">Layer News</a></b><td><a href="newest">new</a> | <a href="ask">ask</a>

            """
        for (index, story) in stories.enumerated() {
            page += """
                <tr class=story id=\(index + 1)><td class=rank>\(index + 1).<td><span class="titleline"><a href="\(story.link)">\(story.title)</a>\(site(of: story.link))</span>
                <tr><td colspan=2 class=subtext>by <a href="user?id=\(story.by)">\(story.by)</a>

                """
        }
        return page + "</table></center></body></html>\n"
    }

    /// "(www.iana.org)" behind a title that leads elsewhere.
    private static func site(of link: String) -> String {
        let parts = link.split(separator: "/")
        guard parts.count > 1, parts[0] == "https:" else { return "" }
        return " <span class=\"sitebit\">(<a href=\"from?site=\(parts[1])\">\(parts[1])</a>)</span>"
    }
}
