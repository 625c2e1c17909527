using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// The sandbox's own account of who held it and when, in a file of the machine that nobody inside can reach. It is a witness and decides nothing: a line that
/// cannot be written (the disk is full) is missing, and the latch does what it does.
/// </summary>
internal static class Journal
{
    public static JournalWriting Of(int descriptor) => new((fact, text) => Write(descriptor, fact, text));

    private static void Write(int descriptor, JournalFact fact, string text)
    {
        if (descriptor >= 0)
        {
            Sys.Write(descriptor, new JournalLine(Sys.UnixMilliseconds(), fact, text).Encode());
        }
    }
}
