/// Whom the stand-in knows. The members are those of the API that it stands in for; the numbers are our own.
enum StandInUsers {
    static let json: [String: String] = [
        "python": user("python", id: 1_525_981, name: #""Python""#, kind: "Organization", repos: 97, followers: 31_264, about: #""Repositories related to the Python programming language""#, since: "2012-03-10T19:48:16Z"),
        "layerlab": user("layerlab", id: 127_001, name: "null", kind: "User", repos: 19, followers: 5, about: #""An Internet in a box \u2014 you can see through it""#, since: "2026-11-21T09:00:00Z"),
    ]

    private static func user(_ login: String, id: Int, name: String, kind: String, repos: Int, followers: Int, about: String, since: String) -> String {
        """
        {"login":"\(login)","id":\(id),"type":"\(kind)","site_admin":false,"url":"https://api.example/users/\(login)",\
        "followers_url":"https://api.example/users/\(login)/followers","repos_url":"https://api.example/users/\(login)/repos",\
        "events_url":"https://api.example/users/\(login)/events{/privacy}","name":\(name),"company":null,"blog":"https://www.example.com/\(login)",\
        "location":null,"email":null,"hireable":null,"bio":\(about),"public_repos":\(repos),"public_gists":0,"followers":\(followers),"following":0,\
        "topics":["networking","teaching"],"plan":{},"created_at":"\(since)","updated_at":"2026-11-25T12:00:00Z"}

        """
    }
}
