using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>What a kernel and its driver say to each other.</summary>
internal sealed partial class Kernel
{
    private readonly FrameWriter _toDriver = new();
    private DriverFrames _fromDriver = new();
    private bool _wantsOut;

    private void TakeFrames()
    {
        while (_socket >= 0)
        {
            if (!_fromDriver.Next(out var type, out var payload, out var bad))
            {
                if (bad)
                {
                    Kill();
                    CloseSocket();
                }

                return;
            }

            if (!Take(type, payload))
            {
                Kill();
                CloseSocket();
            }
        }
    }

    // False: the driver would not say this, so it was not the driver.
    private bool Take(DriverMessage type, ReadOnlySpan<byte> payload) => (type, State) switch
    {
        (DriverMessage.Code, KernelState.Starting) => TakeCode(payload),
        (DriverMessage.Ready, KernelState.Starting) => BecomeReady(),
        (DriverMessage.Result, KernelState.Busy) => TakeResult(payload),
        (DriverMessage.Error, KernelState.Busy) => TakeError(payload),
        (DriverMessage.Done, KernelState.Busy) => payload.Length == 1 && TakeDone(payload[0]),
        _ => false,
    };

    private bool TakeResult(ReadOnlySpan<byte> payload)
    {
        var end = payload.IndexOf((byte)0);
        if (end is < 1 or > 128)
        {
            return false;
        }

        _cell!.Result(payload[..end], payload[(end + 1)..]);
        return true;
    }

    private bool TakeError(ReadOnlySpan<byte> payload)
    {
        var error = DriverError.Decode(payload);
        if (error is not null)
        {
            _cell!.Failed(error);
        }

        return error is not null;
    }

    private bool TakeDone(byte status)
    {
        var cell = _cell!;
        _stdout?.Drain(cell);
        _stderr?.Drain(cell);
        _cell = null;
        State = KernelState.Ready;
        LimitFiles(cell, -1);
        _around.Strays.Kill();
        cell.Done(exception: status == 1, interrupted: status == 2);
        RunNext();
        return status <= 2;
    }

    private void Send(DriverMessage type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        _toDriver.I32(head.Length + body.Length);
        _toDriver.U8((byte)type);
        _toDriver.Raw(head);
        _toDriver.Raw(body);
        Flush();
    }

    private void Flush()
    {
        while (_socket >= 0 && _toDriver.PendingBytes > 0)
        {
            var count = Sys.Write(_socket, _toDriver.Pending);
            if (count < 0)
            {
                break;
            }

            _toDriver.Sent(count);
        }

        var wantsOut = _toDriver.PendingBytes > 0;
        if (_socket >= 0 && wantsOut != _wantsOut)
        {
            _wantsOut = wantsOut;
            _around.Loop.Change(_socket, wantsOut ? EpollEvent.In | EpollEvent.Out : EpollEvent.In);
        }
    }
}
