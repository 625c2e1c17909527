using Sandboxes.Chaos.Checking;

namespace Sandboxes.Chaos.Tests.Planted;

internal static class Expect
{
    public static void Only(Story story, ViolationKind kind)
    {
        var violation = Assert.Single(story.Verdict);
        Assert.Equal(kind, violation.Kind);
        Assert.NotEmpty(violation.Evidence);
    }

    public static void Nothing(Story story) => Assert.Empty(story.Verdict.Select(violation => violation.ToString()));
}
