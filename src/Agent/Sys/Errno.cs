namespace Sandboxes.Agent;

/// <summary>The kernel's errors that mean something to the agent, as it returns them: negative.</summary>
internal static class Errno
{
    public const int Permission = -1;
    public const int NotFound = -2;
    public const int Interrupted = -4;
    public const int TryAgain = -11;
    public const int NoMemory = -12;
    public const int AccessDenied = -13;
    public const int Busy = -16;
    public const int Exists = -17;
    public const int CrossDevice = -18;
    public const int NotADirectory = -20;
    public const int IsADirectory = -21;
    public const int Invalid = -22;
    public const int TooManyFilesInSystem = -23;
    public const int TooManyFiles = -24;
    public const int TextBusy = -26;
    public const int FileTooBig = -27;
    public const int NoSpace = -28;
    public const int BrokenPipe = -32;
    public const int NameTooLong = -36;
    public const int NotImplemented = -38;
    public const int NotEmpty = -39;
    public const int TooManyLinks = -40;
    public const int QuotaExceeded = -122;
    public const int NoDevice = -6;
}
