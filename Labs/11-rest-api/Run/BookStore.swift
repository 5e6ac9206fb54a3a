import GRDB

/// A book, as it stands in the table and in the JSON.
struct Book: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "books"

    var id: Int64
    var title: String
    var author: String
}

/// The books, in SQLite: in memory, or in a file that outlives the program.
struct BookStore: Sendable {
    /// A store that takes whatever comes has no end.
    static let capacity = 100_000

    private let database: DatabaseQueue

    /// - Parameter path: nil for memory.
    /// - Throws: SQLite's error, where the file is no database of ours or cannot be made.
    init(path: String?) throws { try self.init(path.map { try DatabaseQueue(path: $0, configuration: Self.configuration) } ?? DatabaseQueue(configuration: Self.configuration)) }

    /// In memory, with what a file has at this moment.
    init(copyOf path: String?) throws {
        let memory = try DatabaseQueue(configuration: Self.configuration)
        if let path { try DatabaseQueue(path: path, configuration: Self.configuration).backup(to: memory) }
        try self.init(memory)
    }

    private static let configuration: Configuration = {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        return configuration
    }()

    private init(_ queue: DatabaseQueue) throws {
        database = queue
        var migrator = DatabaseMigrator()
        migrator.registerMigration("books") { database in
            try database.create(table: Book.databaseTableName) { table in
                table.primaryKey("id", .integer)
                table.column("title", .text).notNull()
                table.column("author", .text).notNull()
            }
            for book in [Book(id: 1, title: "The Great Gatsby", author: "F. Scott Fitzgerald"), Book(id: 2, title: "To Kill a Mockingbird", author: "Harper Lee")] { try book.insert(database) }
        }
        try migrator.migrate(database)
    }

    func all() throws -> [Book] { try database.read { try Book.order(Column("id")).fetchAll($0) } }

    func book(_ id: Int64) throws -> Book? { try database.read { try Book.fetchOne($0, key: id) } }

    /// Adds a book with the next number: one more than the greatest; nil when the store is full.
    func add(title: String, author: String) throws -> Book? {
        try database.write { database in
            guard try Book.fetchCount(database) < Self.capacity else { return nil }
            let greatest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM books") ?? 0
            let book = Book(id: greatest + 1, title: title, author: author)
            try book.insert(database)
            return book
        }
    }
}
