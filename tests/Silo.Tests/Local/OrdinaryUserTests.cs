using System.Diagnostics;

namespace Sandboxes.Silo.Tests.Local;

[Trait("Pace", "slow")]
public sealed class OrdinaryUserTests
{
    private const string Nobody = "65534";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Runtime_AsAnOrdinaryUser_KeepsTheContractAndContains()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "this process is one already");
        using var limit = new CancellationTokenSource(Patience);
        var folder = Directory.CreateTempSubdirectory("sbx-user-").FullName;
        try
        {
            CopyForAnyone(folder);
            using var process = Process.Start(AsNobody(folder))!;
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ProcessStartInfo AsNobody(string folder)
    {
        var start = TestProcess.Start(
            folder,
            ["/usr/bin/setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"],
            "--filter-class", "*" + nameof(LocalRuntimeContract), "*" + nameof(BareRuntimeContract), "*" + nameof(ContainmentTests), "*" + nameof(EndTests), "*" + nameof(LeftoverTests), "--max-threads", "1", "--results-directory", Path.Combine(folder, "results"));
        start.RedirectStandardError = false;
        start.Environment["SANDBOX_AGENT"] = Path.Combine(folder, "sandbox-agent");
        start.Environment["HOME"] = folder;
        start.Environment.Remove("XDG_RUNTIME_DIR");
        return start;
    }

    // The checkout may lie where no other user may look.
    private static void CopyForAnyone(string folder)
    {
        const UnixFileMode Open = (UnixFileMode)0b111_101_101;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        Copy(LocalRuntimeFixture.AgentUnderTest(), Path.Combine(folder, "sandbox-agent"));

        static void Copy(string from, string to)
        {
            File.Copy(from, to);
            File.SetUnixFileMode(to, Open);
        }
    }
}
