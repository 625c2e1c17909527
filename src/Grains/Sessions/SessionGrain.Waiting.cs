using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    /// <summary>How long a look at an opening session waits for the pool to say the place.</summary>
    private static readonly TimeSpan PlaceWithin = TimeSpan.FromSeconds(1);

    private NodeSearch? _search;

    /// <summary>With its place in the queue that it waits in. A pool that does not answer leaves it out.</summary>
    private async ValueTask<SessionView> WithPlace(SessionView view, Opening opening)
    {
        if (_search?.Asking is not { } node)
        {
            return view;
        }

        try
        {
            return view with { Waiting = await Pool(node).PlaceOf(opening.Lease).AsTask().WaitAsync(PlaceWithin, time) };
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            return view;
        }
    }
}
