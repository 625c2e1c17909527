namespace Sandboxes.Agent;

/// <summary>Both ends of a program's stdin, stdout and stderr.</summary>
internal sealed class StandardPipes
{
    private readonly int[] _ends = [-1, -1, -1, -1, -1, -1];

    /// <summary>Where its stdin is written; -1: it reads /dev/null.</summary>
    public int Input => _ends[1];

    public int Output => _ends[2];

    public int Error => _ends[4];

    public int[] Theirs => [_ends[0], _ends[3], _ends[5]];

    /// <summary>0, or the negative error for which there are none.</summary>
    public static int Make(bool withInput, out StandardPipes pipes)
    {
        pipes = new();
        var failure = withInput ? Sys.Pipe(out pipes._ends[0], out pipes._ends[1]) : pipes.OpenNull();
        failure = failure < 0 ? failure : Sys.Pipe(out pipes._ends[2], out pipes._ends[3]);
        failure = failure < 0 ? failure : Sys.Pipe(out pipes._ends[4], out pipes._ends[5]);
        if (failure < 0)
        {
            pipes.CloseTheirs();
            pipes.CloseOurs();
        }

        return failure;
    }

    public void CloseTheirs() => Close(0, 3, 5);

    public void CloseOurs() => Close(1, 2, 4);

    private int OpenNull() => _ends[0] = Sys.OpenAt(Sys.CurrentDirectory, "/dev/null"u8, Sys.ReadOnly | Sys.CloseOnExec);

    private void Close(params ReadOnlySpan<int> which)
    {
        foreach (var end in which)
        {
            if (_ends[end] >= 0)
            {
                Sys.Close(_ends[end]);
                _ends[end] = -1;
            }
        }
    }
}
