namespace Sandboxes.Frontend;

/// <summary>Ids of ours: a word and what the clock and chance give, so that they sort by time.</summary>
internal static class NewId
{
    public static string For(string word) => $"{word}-{Guid.CreateVersion7():N}";
}
