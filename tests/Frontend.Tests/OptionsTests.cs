namespace Sandboxes.Frontend.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Validate_Sensible_Succeeds() => Assert.True(Validate(_ => { }).Succeeded);

    [Theory]
    [InlineData("", "ApiKey has 0 characters; it needs at least 16.")]
    [InlineData("short", "ApiKey has 5 characters; it needs at least 16.")]
    public void Validate_WeakKey_SaysHowLong(string key, string sentence) =>
        Assert.Equal([sentence], Validate(options => options.ApiKey = key).Failures!);

    [Fact]
    public void Validate_SeveralWrong_SaysAll() => Assert.Equal(2, Validate(options =>
        (options.MaxConnections, options.Warning) = (0, "two\nlines")).Failures!.Count());

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Action<FrontendOptions> configure)
    {
        var options = new FrontendOptions { ApiKey = FrontendHost.Key };
        configure(options);
        return new FrontendOptionsValidator().Validate(null, options);
    }
}
