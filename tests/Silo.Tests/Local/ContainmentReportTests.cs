using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Silo.Runtimes.Local.Cgroups;
using Sandboxes.Silo.Runtimes.Local.Containment;

namespace Sandboxes.Silo.Tests.Local;

public sealed class ContainmentReportTests
{
    private static readonly MachineFacts Good = new()
    {
        Isolation = LocalIsolation.Bubblewrap,
        IsRoot = true,
        Bubblewrap = "/usr/bin/bwrap",
        MostUserNamespaces = 1000,
        Cgroups = new(2, true, true, true, true, null),
        Uids = (200_000, 200_099),
    };

    [Fact]
    public void Report_AllThere_SaysWhatContainsWhatAndNoGap()
    {
        var report = ContainmentReport.Of(Good);
        Assert.Null(report.Refusal);
        Assert.Null(report.Warning);
        Assert.DoesNotContain("NOT contained", report.Text);
        Assert.Contains("memory: the template's limit, without swap, memory file systems included (cgroup v2)", report.Text);
        Assert.Contains("200000 to 200099", report.Text);
    }

    [Fact]
    public void Report_NoBubblewrap_RefusesWithTheCommandThatInstallsIt() =>
        Assert.Contains("sudo apt-get install bubblewrap", ContainmentReport.Of(Good with { Bubblewrap = null }).Refusal);

    [Fact]
    public void Report_NamespacesSwitchedOff_RefusesWithTheSwitch() =>
        Assert.Contains("sudo sysctl -w kernel.unprivileged_userns_clone=1", Failing(Good with { UsersMayMakeNamespaces = false }).Refusal);

    [Fact]
    public void Report_NoNamespacesLeft_RefusesWithTheSwitch() =>
        Assert.Contains("sudo sysctl -w user.max_user_namespaces=15000", Failing(Good with { MostUserNamespaces = 0 }).Refusal);

    [Fact]
    public void Report_AppArmor_RefusesWithTheSwitch() =>
        Assert.Contains("kernel.apparmor_restrict_unprivileged_userns=0", Failing(Good with { AppArmorRestricts = true }).Refusal);

    [Fact]
    public void Report_InAContainer_RefusesAndNamesIt()
    {
        var refusal = Failing(Good with { Container = "docker" }).Refusal;
        Assert.Contains("container (docker)", refusal);
        Assert.Contains("make run ISOLATION=none", refusal);
    }

    [Fact]
    public void Report_UnknownCause_SaysWhatBubblewrapSaid()
    {
        var refusal = Failing(Good).Refusal;
        Assert.Contains("No permissions to create new namespace", refusal);
        Assert.Contains("try: bwrap", refusal);
    }

    [Fact]
    public void Report_SwitchOffThatDidNotMatter_DoesNotRefuse() =>
        Assert.Null(ContainmentReport.Of(Good with { UsersMayMakeNamespaces = false }).Refusal);

    [Fact]
    public void Report_UserWithoutCgroups_NamesEachGapAndTheCommandThatMendsIt()
    {
        var report = ContainmentReport.Of(Good with { IsRoot = false, Uids = null, Cgroups = CgroupFacts.None("Permission denied") });
        Assert.Null(report.Refusal);
        Assert.Contains("memory: NOT contained", report.Text);
        Assert.Contains("processors: NOT contained", report.Text);
        Assert.Contains("processes: the template's limit (RLIMIT_NPROC in the user namespace)", report.Text);
        Assert.Contains("Permission denied", report.Text);
        Assert.Contains("systemd-run --user --scope -p Delegate=yes make run", report.Text);
    }

    [Fact]
    public void Report_SwapNotCounted_SaysIt() =>
        Assert.Contains("swap is NOT contained", ContainmentReport.Of(Good with { Cgroups = new(1, true, false, true, true, null) }).Text);

    [Fact]
    public void Report_NoIsolation_WarnsAndSaysThatNothingIsContained()
    {
        var report = ContainmentReport.Of(Good with { Isolation = LocalIsolation.None, Bubblewrap = null, Uids = null, Cgroups = CgroupFacts.None("none") });
        Assert.Null(report.Refusal);
        Assert.Contains("ISOLATION=none", report.Warning);
        Assert.Contains("files: NOT contained", report.Text);
        Assert.Contains("network: NOT contained", report.Text);
        Assert.Contains("processes: NOT contained", report.Text);
    }

    private static ContainmentReport Failing(MachineFacts facts) =>
        ContainmentReport.Of(facts with { TrialProblem = "bwrap: No permissions to create new namespace" });
}
