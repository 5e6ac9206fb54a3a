public import ApplicationLayer
import Wire

/// Lab 05, E1: a message to what is sent, or back.
public enum DotTrial: Trial {
    public enum Input: Codable, Sendable {
        case stuff([UInt8]), unstuff([UInt8])
    }

    public static func run(_ piece: any DotStuffing, _ input: Input) async throws -> [UInt8] {
        switch input {
        case .stuff(let message): try piece.stuffed(message)
        case .unstuff(let data): try piece.unstuffed(data)
        }
    }
}

/// Lab 06, E1: lines in, for each the reply that it completes; or the text of a 227 in, an address out.
public enum ReplyLinesTrial: Trial {
    public enum Input: Codable, Sendable {
        case lines([String]), passive(String)
    }

    public enum Output: Codable, Sendable, Equatable {
        /// By line, as far as it got; the last was refused if `isRefused`.
        case replies([PlainReply?], isRefused: Bool)
        case address(String?)
    }

    public static func run(_ piece: any ReplyAssembler.Type, _ input: Input) async throws -> Output {
        var assembler = piece.init()
        switch input {
        case .lines(let lines):
            var replies: [PlainReply?] = []
            for line in lines {
                do { replies.append(try assembler.take(line)) } catch let error as NotAttempted { throw error } catch { return .replies(replies, isRefused: true) }
            }
            return .replies(replies, isRefused: false)
        case .passive(let text):
            do { return .address(try assembler.passiveAddress(in: text)) } catch let error as NotAttempted { throw error } catch { return .address(nil) }
        }
    }
}

/// Lab 18, E1: a message and a place in, the name there out.
public enum NameTrial: Trial {
    public struct Input: Codable, Sendable {
        public var message: [UInt8]
        public var start: Int
        public init(_ message: [UInt8], at start: Int) { (self.message, self.start) = (message, start) }
    }

    public struct Output: Codable, Sendable, Equatable {
        /// Nil where it was refused.
        public var name: PlainName?
        public init(_ name: PlainName?) { self.name = name }
    }

    public static func run(_ piece: any PlainNameReader, _ input: Input) async throws -> Output {
        do { return Output(try piece.read(input.message, at: input.start)) } catch let error as NotAttempted { throw error } catch { return Output(nil) }
    }
}
