using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>How the HTTP side is run.</summary>
public sealed class FrontendOptions
{
    /// <summary>The shortest key that is accepted.</summary>
    public const int LeastKeyCharacters = 16;

    /// <summary>What a cluster's frontends take for <see cref="StopNoticeSeconds"/> where nothing is set.</summary>
    public const int StopNoticeInCluster = 2;

    /// <summary>The API key that every installation has, of the organization "default"; seals of cookies and page tokens come from it, so all frontends have the same. Required, at least <see cref="LeastKeyCharacters"/> characters.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>A sentence for every answer's Sandbox-Warning header, where nothing isolates. Default: null, no header.</summary>
    public string? Warning { get; set; }

    /// <summary>Whether /dashboard is there. Its services come with the silo or the client: AddDashboard there. Default: false.</summary>
    public bool Dashboard { get; set; }

    /// <summary>Connections open at once; more are closed at once. Default: 10,000.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How long a connection may idle. Default: 2 minutes.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a request's headers may take. Default: 10 s.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The slowest body, in bytes a second, that is read or written for longer than <see cref="RateGrace"/>. Default: 240.</summary>
    public double LeastBytesPerSecond { get; set; } = 240;

    /// <summary>How long a body may be slower. Default: 10 s.</summary>
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts to sign in that one address has in a minute. Default: 10.</summary>
    public int SignInAttemptsPerMinute { get; set; } = 10;

    /// <summary>How long a request is held while a silo or a node is away, in seconds; then it is answered 503. 0 to 600. Default: 10.</summary>
    public int PatienceSeconds { get; set; } = 10;

    /// <summary>How long a call of the cluster is waited for before it is made again, in seconds. 1 to 30. Default: 3.</summary>
    public int AttemptSeconds { get; set; } = 3;

    /// <summary>How long a stop says at /readyz that it is not ready, and still takes requests, so that load balancers send them elsewhere. 0 to 60. Default: 0; 2 in a cluster.</summary>
    public int StopNoticeSeconds { get; set; }

    /// <summary>How long a stop then waits for the requests that run, in seconds; those that are left are cut off, and streams can be read on by their cursor. 0 to 60. Default: 5.</summary>
    public int FinishSeconds { get; set; } = 5;
}

internal sealed class FrontendOptionsValidator : IValidateOptions<FrontendOptions>
{
    public ValidateOptionsResult Validate(string? name, FrontendOptions options)
    {
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(FrontendOptions options)
    {
        if (options.ApiKey.Length < FrontendOptions.LeastKeyCharacters)
        {
            yield return $"{nameof(FrontendOptions.ApiKey)} has {options.ApiKey.Length} characters; it needs at least {FrontendOptions.LeastKeyCharacters}.";
        }

        if (options.MaxConnections < 1 || options.SignInAttemptsPerMinute < 1)
        {
            yield return $"{nameof(FrontendOptions.MaxConnections)} ({options.MaxConnections}) and {nameof(FrontendOptions.SignInAttemptsPerMinute)} ({options.SignInAttemptsPerMinute}) must be at least 1.";
        }

        if (options.PatienceSeconds is < 0 or > 600 || options.AttemptSeconds is < 1 or > 30)
        {
            yield return $"{nameof(FrontendOptions.PatienceSeconds)} is {options.PatienceSeconds} and {nameof(FrontendOptions.AttemptSeconds)} is {options.AttemptSeconds}; they must be 0 to 600 and 1 to 30.";
        }

        if (options.StopNoticeSeconds is < 0 or > 60 || options.FinishSeconds is < 0 or > 60)
        {
            yield return $"{nameof(FrontendOptions.StopNoticeSeconds)} is {options.StopNoticeSeconds} and {nameof(FrontendOptions.FinishSeconds)} is {options.FinishSeconds}; both must be 0 to 60.";
        }

        if (options.Warning is { } warning && warning.Any(letter => letter is < ' ' or > '~'))
        {
            yield return $"{nameof(FrontendOptions.Warning)} goes into a header, so it may have printable ASCII only.";
        }
    }
}
