using System.Globalization;

namespace Sandboxes.Frontend;

internal static class WholeNumber
{
    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
