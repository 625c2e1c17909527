namespace Sandboxes.Agent;

/// <summary>
/// Interpreters compile the driver's text at every start. Where a sandbox is to be wiped, and so starts its kernels again and again, the first start tells what it compiled, before anyone's code runs in the sandbox. It
/// stays in this process, where no code of the sandbox reaches it, and later starts run it.
/// </summary>
internal sealed partial class Kernel
{
    /// <summary>More is not the driver's.</summary>
    private const int MostCode = 256 << 10;

    private byte[]? _code;
    private int _starts;

    /// <summary>Only the first start is asked: before the next, the sandbox may have been somebody's.</summary>
    private bool MayTellCode => _around.KeepsCode && _starts == 1;

    private string[] CommandLine() => _code is { } code ? _driver.FromCode(code.Length) : MayTellCode ? _driver.FromTextToCode : _driver.FromText;

    private void SendCode()
    {
        if (_code is { } code)
        {
            _toDriver.Raw(code);
            Flush();
        }
    }

    private bool TakeCode(ReadOnlySpan<byte> code)
    {
        if (!MayTellCode || _code is not null || code.Length is 0 or > MostCode)
        {
            return false;
        }

        _code = code.ToArray();
        return true;
    }

    /// <summary>Whether one that did not become ready is started from the text instead.</summary>
    private bool FallsBackToText()
    {
        var hadCode = _code is not null;
        _code = null;
        return hadCode;
    }
}
