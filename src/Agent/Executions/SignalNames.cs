namespace Sandboxes.Agent;

/// <summary>Signals that may be sent, by their names without SIG.</summary>
internal static class SignalNames
{
    public static readonly string[] Allowed = ["HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "CONT", "STOP", "TSTP", "WINCH"];

    private static readonly int[] Numbers = [1, 2, 3, 9, 10, 12, 15, 18, 19, 20, 28];

    /// <summary>0: no such name.</summary>
    public static int Number(string name)
    {
        var index = Array.IndexOf(Allowed, name);
        return index < 0 ? 0 : Numbers[index];
    }
}
