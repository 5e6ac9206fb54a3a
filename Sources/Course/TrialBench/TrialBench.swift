import ExerciseKit

/// Nothing of its own: `layerlab grade` links a student's file with all that this program is linked with, and takes its place.
@main enum TrialBench {
    static func main() { TrialHost.serve() }
}
