using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;

namespace Sandboxes.Silo.Tests.Kubernetes;

public sealed class TurnBucketTests
{
    [Fact]
    public void Turns_AfterAPause_AreTwoSecondsWorthAndThenOneByOne()
    {
        var bucket = new TurnBucket(10, new FakeTimeProvider());
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(TimeSpan.Zero, bucket.Reserve()));
        Assert.Equal([100, 200, 300], Enumerable.Range(0, 3).Select(_ => bucket.Reserve().TotalMilliseconds));
    }

    [Fact]
    public void Turns_WhateverIsAsked_AreNeverMoreThanTheRate() => Gen.Select(Gen.Int[1, 50], Gen.Int[0, 400].Array[1, 200]).Sample((perSecond, pauses) =>
    {
        var time = new FakeTimeProvider();
        var began = time.GetUtcNow();
        var bucket = new TurnBucket(perSecond, time);
        var due = new List<TimeSpan>();
        foreach (var pause in pauses)
        {
            time.Advance(TimeSpan.FromMilliseconds(pause));
            due.Add(time.GetUtcNow() - began + bucket.Reserve());
        }

        Assert.Equal(due.Order(), due);
        for (var first = 0; first < due.Count; first++)
        {
            // Two saved seconds, and what the time between the first and the last of any run of turns brings; a turn for rounding.
            var last = due.Count - 1;
            Assert.True(last - first + 1 <= ((due[last] - due[first]).TotalSeconds + 2) * perSecond + 1.5);
        }
    });
}
