import ApplicationLayer
import Testing

@Suite struct HTTPDateTests {
    @Test(arguments: [(784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_827_696, "Tue, 29 Feb 2000 12:34:56 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT")] as [(Int64, String)])
    func bothWays(_ seconds: Int64, _ date: String) {
        #expect(HTTPDate.format(unixSeconds: seconds) == date)
        #expect(HTTPDate.parse(date) == seconds)
    }

    @Test(arguments: ["", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT"])
    func refuses(_ date: String) { #expect(HTTPDate.parse(date) == nil) }

    @Test func everyDayOfFourCenturiesComesBack() {
        for day in stride(from: Int64(-146_097), to: 146_097, by: 97) {
            let seconds = day * 86_400 + 3_661
            #expect(HTTPDate.parse(HTTPDate.format(unixSeconds: seconds)) == seconds)
        }
    }
}
