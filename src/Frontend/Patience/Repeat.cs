namespace Sandboxes.Frontend;

/// <summary>When a call of the cluster may be made again although an earlier one may have been carried out.</summary>
internal enum Repeat
{
    /// <summary>Whenever it was not answered: doing it twice is the same as doing it once.</summary>
    Always,

    /// <summary>Only where it is certain that it was not done: doing it twice would not be the same.</summary>
    IfNotDone,
}
