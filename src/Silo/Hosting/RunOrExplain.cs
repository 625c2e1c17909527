using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Hosting;

/// <summary>Runs the program; what its user can mend is told in a sentence, not in a stack trace.</summary>
internal static class RunOrExplain
{
    /// <summary>Exit status where the program refused to start.</summary>
    public const int Refused = 2;

    public static async Task<int> Run(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            await RunAsync(app);
            return 0;
        }
        catch (Exception error) when (Explain(error) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return Refused;
        }
    }

    /// <summary>Being stopped while it still starts is a way to stop like any other.</summary>
    private static async Task RunAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    internal static string? Explain(Exception error) => error switch
    {
        StartRefusedException or SandboxRuntimeException => error.Message,
        OptionsValidationException invalid => string.Join('\n', invalid.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } or
        IOException { InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } =>
            $"{error.Message} Choose another: make run {ShortNames.Port}=8081",
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
