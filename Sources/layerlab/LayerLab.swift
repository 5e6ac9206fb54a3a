import ArgumentParser

@main
struct LayerLab: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "layerlab", abstract: "An Internet in a box that you can see through.")
}
