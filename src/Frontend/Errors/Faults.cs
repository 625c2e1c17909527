using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>What an exception is over HTTP. What the cluster could not do now can be tried again; all else is a fault of ours.</summary>
internal static class Faults
{
    public static Problem ToProblem(Exception exception) => exception switch
    {
        BadHttpRequestException bad => OfRequest(bad),
        NodeAwayException => new(ErrorTable.NodeUnavailable, "The node of the sandbox is away: its silo restarts, or is lost, which the session will say then. Try again."),
        StorageUnavailableException => new(ErrorTable.StorageUnavailable, "The storage did not answer. Sessions that are open go on. Try again."),
        _ when IsPassing(exception) => new(ErrorTable.Unavailable, "The cluster did not answer in time. Try again; what is not safe to repeat may have been done, so look first."),
        _ => new(ErrorTable.Internal, "This is a fault of ours; its trace id finds it in the log."),
    };

    /// <summary>Whether another attempt may go better: a silo, a node, a channel or the storage did not answer.</summary>
    public static bool IsPassing(Exception exception) => exception is StorageUnavailableException || IsAway(exception);

    /// <summary>Whether somebody was not there who mostly is again within seconds, so that it is worth waiting for him.</summary>
    public static bool IsAway(Exception exception) =>
        GrainCalls.MayPass(exception) || exception is ObjectDisposedException or System.Net.Sockets.SocketException
        || exception.GetType().Name is "ChannelClosedException" or "SandboxRuntimeException";

    private static Problem OfRequest(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new(ErrorTable.BodyTooLarge, "Send a smaller body."),
        StatusCodes.Status408RequestTimeout => new(ErrorTable.RequestTimeout, "Send the body faster."),
        _ => new(ErrorTable.BadRequest, "The request broke off or is malformed. Send it again as valid HTTP."),
    };
}
