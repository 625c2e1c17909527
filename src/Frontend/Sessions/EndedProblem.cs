namespace Sandboxes.Frontend;

/// <summary>The answer to any act on a session that has ended.</summary>
internal static class EndedProblem
{
    public const string Sentence = "The session has ended. Open it again: it is a new one then.";
}
