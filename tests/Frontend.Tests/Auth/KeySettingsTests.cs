using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class KeySettingsTests : IDisposable
{
    private const string AcmeKey = "acme-key-0123456789";
    private const string BetaKey = "beta-key-0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_EachKey_IsOfItsOrganization()
    {
        var keys = Keys(("acme", new() { Keys = [AcmeKey] }), ("beta", new() { Keys = [BetaKey], Operator = true }));

        Assert.Equal(new Caller("default", true), keys.Find(FrontendHost.Key)!.Caller);
        Assert.Equal(new Caller("acme", false), keys.Find(AcmeKey)!.Caller);
        Assert.Equal(new Caller("beta", true), keys.Find(BetaKey)!.Caller);
        Assert.Null(keys.Find("no-key-0123456789"));
    }

    [Fact]
    public void Find_KeyThatIsKnownByItsHash_IsFoundAndItsHashIsNoKey()
    {
        var hash = "sha256:" + Convert.ToHexString(KeySettings.HashOf(AcmeKey));
        var keys = Keys(("acme", new() { Keys = [hash] }));

        Assert.Equal("acme", keys.Find(AcmeKey)!.Caller.Organization);
        Assert.Null(keys.Find(hash));
    }

    [Fact]
    public void Find_KeyInAFile_IsFound()
    {
        var path = Path.Combine(_folder, "key");
        File.WriteAllText(path, AcmeKey + "\n");

        Assert.Equal("acme", Keys(("acme", new() { KeyFiles = [path] })).Find(AcmeKey)!.Caller.Organization);
    }

    [Fact]
    public void Find_SeveralKeysOfTheDefaultOrganizationThatIsNoOperator_AreAllNone()
    {
        var keys = Keys(("default", new() { Keys = [AcmeKey], Operator = false }));

        Assert.Equal([new Caller("default", false), new Caller("default", false)], new[] { FrontendHost.Key, AcmeKey }.Select(key => keys.Find(key)!.Caller));
    }

    [Fact]
    public void Validate_SameKeyTwice_NamesBothSettingsAndNotTheKey()
    {
        var hash = "sha256:" + Convert.ToHexStringLower(KeySettings.HashOf(AcmeKey));

        Assert.Equal(
            ["Organizations:acme:Keys:0 and Organizations:beta:Keys:0 are the same key; each key belongs to one organization, once."],
            Errors(("acme", new() { Keys = [AcmeKey] }), ("beta", new() { Keys = [hash] })));
        Assert.Equal(
            ["ApiKey and Organizations:acme:Keys:0 are the same key; each key belongs to one organization, once."],
            Errors(("acme", new() { Keys = [FrontendHost.Key] })));
    }

    [Theory]
    [InlineData("short", "Organizations:acme:Keys:0 has 5 characters; a key is 16 to 512 printable ASCII characters without spaces.")]
    [InlineData("with spaces in between", "Organizations:acme:Keys:0 has 22 characters; a key is 16 to 512 printable ASCII characters without spaces.")]
    [InlineData("sha256:abc", "Organizations:acme:Keys:0 is no hash: after 'sha256:' come 64 hexadecimal digits.")]
    public void Validate_NoKey_NamesTheSetting(string key, string sentence) => Assert.Equal([sentence], Errors(("acme", new() { Keys = [key] })));

    [Fact]
    public void Validate_FileThatIsNotThere_NamesSettingAndFile()
    {
        var path = Path.Combine(_folder, "nothing");

        Assert.StartsWith($"Organizations:acme:KeyFiles:0 is '{path}', which cannot be read: ", Assert.Single(Errors(("acme", new() { KeyFiles = [path] }))), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_MoreKeysThanAreCompared_IsRefused() =>
        Assert.Single(Errors(("acme", new() { Keys = [.. Enumerable.Range(0, KeySettings.MostKeys).Select(number => $"acme-key-0123456789-{number}")] })));

    private static readonly IOptions<FrontendOptions> Frontend = Options.Create(new FrontendOptions { ApiKey = FrontendHost.Key });

    private static ApiKeys Keys(params (string Name, OrganizationOptions Options)[] named) => new(Frontend, Options.Create(Organizations(named)));

    private static IEnumerable<string> Errors(params (string Name, OrganizationOptions Options)[] named) => new OrganizationKeysValidator(Frontend).Validate(null, Organizations(named)).Failures ?? [];

    private static OrganizationsOptions Organizations((string Name, OrganizationOptions Options)[] named)
    {
        var organizations = new OrganizationsOptions();
        Array.ForEach(named, pair => organizations.Named.Add(pair.Name, pair.Options));
        return organizations;
    }
}
