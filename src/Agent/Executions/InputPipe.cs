namespace Sandboxes.Agent;

/// <summary>
/// The agent's end of a program's stdin. What the execution came with is kept and fed as the program reads; what is written later is taken as
/// far as the pipe has room.
/// </summary>
internal sealed class InputPipe : IReadiness
{
    private readonly EventLoop _loop;
    private int _descriptor;
    private byte[] _first;
    private int _fed;
    private bool _closeWhenFed;

    public InputPipe(EventLoop loop, int descriptor, byte[] first, bool keepOpen)
    {
        (_loop, _descriptor, _first, _closeWhenFed) = (loop, descriptor, first, !keepOpen);
        Sys.SetNonBlocking(descriptor);
        loop.Add(descriptor, 0, this);
        Feed();
    }

    public bool Closed => _descriptor < 0 || _closeWhenFed;

    public void Ready(int descriptor, uint events)
    {
        if ((events & EpollEvent.Error) != 0)
        {
            Close();
            return;
        }

        Feed();
    }

    /// <summary>
    /// How many bytes were taken; fewer than offered means that the pipe is full. Closes it behind the last byte if asked. Negative: the
    /// program closed it.
    /// </summary>
    public int Write(ReadOnlySpan<byte> bytes, bool close)
    {
        var taken = bytes.IsEmpty ? 0 : _fed < _first.Length ? 0 : Offer(bytes);
        if (taken < 0)
        {
            Close();
        }
        else if (close && taken == bytes.Length)
        {
            _closeWhenFed = true;
            Feed();
        }

        return taken;
    }

    public void Close()
    {
        if (_descriptor < 0)
        {
            return;
        }

        _loop.Close(_descriptor);
        _descriptor = -1;
        _first = [];
    }

    private int Offer(ReadOnlySpan<byte> bytes)
    {
        var count = Sys.Write(_descriptor, bytes);

        // A write of up to 4 KiB is all or nothing, so one that was refused may still fit in part.
        while (count == Errno.TryAgain && bytes.Length > 1)
        {
            bytes = bytes[..(bytes.Length / 2)];
            count = Sys.Write(_descriptor, bytes);
        }

        return count == Errno.TryAgain ? 0 : count;
    }

    private void Feed()
    {
        while (_descriptor >= 0 && _fed < _first.Length)
        {
            var count = Sys.Write(_descriptor, _first.AsSpan(_fed));
            if (count < 0)
            {
                Stalled(count);
                return;
            }

            _fed += count;
        }

        Fed();
    }

    private void Stalled(int error)
    {
        if (error == Errno.TryAgain)
        {
            _loop.Change(_descriptor, EpollEvent.Out);
            return;
        }

        Close();
    }

    private void Fed()
    {
        if (_descriptor < 0)
        {
            return;
        }

        (_first, _fed) = ([], 0);
        if (_closeWhenFed)
        {
            Close();
            return;
        }

        _loop.Change(_descriptor, 0);
    }
}
