using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local;

namespace Sandboxes.Silo.Tests.Local;

public sealed class RegistrationTests
{
    [Fact]
    public void Options_Unset_AreTheDefaults()
    {
        var options = Options([]);
        Assert.Equal(LocalIsolation.Bubblewrap, options.Isolation);
        Assert.Equal("local", options.NodeName);
        Assert.EndsWith("sandbox-agent", options.AgentPath);
    }

    [Theory]
    [InlineData("none", LocalIsolation.None)]
    [InlineData("Bubblewrap", LocalIsolation.Bubblewrap)]
    public void Isolation_OfTheEnvironment_Overrides(string value, LocalIsolation expected) =>
        Assert.Equal(expected, Options([("ISOLATION", value), ("Local:Isolation", "Bubblewrap")]).Isolation);

    [Theory]
    [InlineData("ISOLATION", "maybe", "bubblewrap or none")]
    [InlineData("Local:Capacity", "0", "Capacity")]
    [InlineData("Local:FirstUid", "0", "FirstUid")]
    [InlineData("Local:NodeName", "a/b", "NodeName")]
    [InlineData("Local:StateFolder", "relative", "absolute path")]
    [InlineData("Local:StateFolder", "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "at most 60 characters")]
    [InlineData("Local:KeyFile", "keys", "absolute path")]
    [InlineData("Local:KeepJournalsMinutes", "-1", "KeepJournalsMinutes")]
    [InlineData("Local:PythonPath", "/home/me/python3", "must be within /usr")]
    [InlineData("Local:IdleDeadline", "00:00:01", "IdleDeadline")]
    public void Options_OutOfRange_AreRefusedByName(string setting, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionsValidationException>(() => Options([(setting, value)])).Message);

    [Fact]
    public void Runtime_Registered_IsTheOneThatTheGrainsSee()
    {
        using var host = Host([]);
        Assert.Same(host.Services.GetRequiredService<LocalRuntime>(), host.Services.GetRequiredService<ISandboxRuntime>());
    }

    private static LocalRuntimeOptions Options((string Setting, string Value)[] settings)
    {
        using var host = Host(settings);
        return host.Services.GetRequiredService<IOptions<LocalRuntimeOptions>>().Value;
    }

    private static IHost Host((string Setting, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Setting, (string?)pair.Value)));
        builder.Services.AddLocalRuntime(builder.Configuration);
        return builder.Build();
    }
}
