namespace Sandboxes.Silo.Runtimes.Local.Containment;

/// <summary>Why bubblewrap cannot make a sandbox here, each with what mends it.</summary>
internal static class NamespaceGaps
{
    public static IEnumerable<string> Of(MachineFacts facts)
    {
        if (facts.Bubblewrap is null)
        {
            return ["bubblewrap is not installed. Mend it: sudo apt-get install bubblewrap"];
        }

        return facts.TrialProblem is null ? [] : [$"bubblewrap cannot make namespaces: {facts.TrialProblem}", .. Causes(facts)];
    }

    private static string[] Causes(MachineFacts facts)
    {
        string[] causes = [.. Switches(facts)];
        return causes.Length > 0 ? causes : ["The cause is not one that this program knows; try: bwrap --unshare-all --ro-bind / / true"];
    }

    private static IEnumerable<string> Switches(MachineFacts facts)
    {
        if (facts.UsersMayMakeNamespaces is false)
        {
            yield return "User namespaces are switched off for ordinary users. Mend it: sudo sysctl -w kernel.unprivileged_userns_clone=1";
        }

        if (facts.MostUserNamespaces == 0)
        {
            yield return "The number of user namespaces is limited to 0. Mend it: sudo sysctl -w user.max_user_namespaces=15000";
        }

        if (facts.AppArmorRestricts)
        {
            yield return "AppArmor restricts user namespaces. Mend it: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (or give bwrap a profile that allows userns)";
        }

        if (facts.Container is { } container)
        {
            yield return $"This is a container ({container}) that may make no namespaces. Mend it: run on the machine itself, or start the container with --privileged";
        }
    }
}
