using System.Net;
using k8s.Autorest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes;

namespace Sandboxes.Silo.Tests.Kubernetes;

public sealed class FaultsBetweenSilosTests
{
    /// <summary>A pool may be on another silo than the sandbox's grain.</summary>
    [Fact]
    public void SandboxRuntimeException_FromAnotherSilo_KeepsItsReasonAndItsCause()
    {
        var refused = new HttpOperationException("exceeded quota") { Response = new(new(HttpStatusCode.Forbidden), "") };
        var fault = new SandboxRuntimeException("The quota is full.", refused) { Reason = EndReason.Quota };
        using var services = new ServiceCollection().AddSerializer().AddKubernetesRuntime(new ConfigurationBuilder().Build()).BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer<Exception>>();

        var arrived = Assert.IsType<SandboxRuntimeException>(serializer.Deserialize(serializer.SerializeToArray(fault)));

        Assert.Equal((EndReason.Quota, "The quota is full.", "exceeded quota"), (arrived.Reason, arrived.Message, arrived.InnerException!.Message));
    }
}
