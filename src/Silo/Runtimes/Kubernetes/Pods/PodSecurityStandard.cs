using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>
/// The controls of the Pod Security Standard "restricted", which are those of "baseline" and its own, by their names there; kept here too, because servers before 1.23 do not.
/// </summary>
internal static class PodSecurityStandard
{
    public const string PrivilegeEscalation = "Privilege Escalation";
    public const string NonRoot = "Running as Non-root";
    public const string NonRootUser = "Running as Non-root user";

    private const string AppArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

    private static readonly HashSet<string> SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    public static IReadOnlyList<PodRule> Rules { get; } =
    [
        new("HostProcess", pod => pod.Everywhere(own => own?.WindowsOptions, whole => whole?.WindowsOptions).Any(windows => windows.HostProcess is true)),
        new("Host Namespaces", pod => pod.Spec.HostNetwork is true || pod.Spec.HostPID is true || pod.Spec.HostIPC is true),
        new("Privileged Containers", pod => pod.Any(container => container.SecurityContext?.Privileged is true)),
        new("Capabilities", pod => pod.Any(container => !DropsAll(container.SecurityContext?.Capabilities))),
        new("HostPath Volumes", pod => Volumes(pod).Any(volume => volume.HostPath is not null)),
        new("Host Ports", pod => pod.Any(container => container.Ports?.Any(port => port.HostPort is not (null or 0)) is true)),
        new("Host Probes / Lifecycle Hooks", pod => pod.Any(container => Hosts(container).Any(host => !string.IsNullOrEmpty(host)))),
        new("AppArmor", IsWithoutAppArmor),
        new("SELinux", pod => pod.Everywhere(own => own?.SeLinuxOptions, whole => whole?.SeLinuxOptions).Any(ChangesLabels)),
        new("/proc Mount Type", pod => pod.Any(container => container.SecurityContext?.ProcMount is not (null or "" or "Default"))),
        new("Seccomp", IsWithoutSeccomp),
        new("Sysctls", pod => pod.Spec.SecurityContext?.Sysctls?.Any(sysctl => !SafeSysctls.Contains(sysctl.Name)) is true),
        new("Volume Types", pod => Volumes(pod).Any(volume => !IsOfAllowedType(volume))),
        new(PrivilegeEscalation, pod => pod.Any(container => container.SecurityContext?.AllowPrivilegeEscalation is not false)),
        new(NonRoot, pod => pod.Any(container => (container.SecurityContext?.RunAsNonRoot ?? pod.Spec.SecurityContext?.RunAsNonRoot) is not true)),
        new(NonRootUser, pod => pod.Spec.SecurityContext?.RunAsUser is 0 || pod.Any(container => container.SecurityContext?.RunAsUser is 0)),
    ];

    private static IEnumerable<V1Volume> Volumes(V1Pod pod) => pod.Spec.Volumes ?? [];

    // The standard lets NET_BIND_SERVICE be added; no sandbox needs it.
    private static bool DropsAll(V1Capabilities? capabilities) => capabilities?.Drop?.Contains("ALL") is true && capabilities.Add is null or { Count: 0 };

    private static IEnumerable<string?> Hosts(V1Container container) =>
    [
        .. new[] { container.LivenessProbe, container.ReadinessProbe, container.StartupProbe }.SelectMany(probe => new[] { probe?.HttpGet?.Host, probe?.TcpSocket?.Host }),
        .. new[] { container.Lifecycle?.PostStart, container.Lifecycle?.PreStop }.SelectMany(hook => new[] { hook?.HttpGet?.Host, hook?.TcpSocket?.Host }),
    ];

    private static bool IsWithoutAppArmor(V1Pod pod) =>
        pod.Everywhere(own => own?.AppArmorProfile, whole => whole?.AppArmorProfile).Any(profile => profile.Type is not ("RuntimeDefault" or "Localhost")) ||
        (pod.Metadata.Annotations ?? new Dictionary<string, string>()).Any(pair =>
            pair.Key.StartsWith(AppArmorAnnotation, StringComparison.Ordinal) && pair.Value is not ("" or "runtime/default") && !pair.Value.StartsWith("localhost/", StringComparison.Ordinal));

    private static bool ChangesLabels(V1SELinuxOptions options) =>
        options.Type is not (null or "" or "container_t" or "container_init_t" or "container_kvm_t" or "container_engine_t") || !string.IsNullOrEmpty(options.User) || !string.IsNullOrEmpty(options.Role);

    private static bool IsWithoutSeccomp(V1Pod pod) =>
        pod.Spec.SecurityContext?.SeccompProfile is { Type: not ("RuntimeDefault" or "Localhost") } ||
        pod.AnyUnless(own => own?.SeccompProfile?.Type, whole => whole?.SeccompProfile?.Type, type => type is "RuntimeDefault" or "Localhost");

    private static bool IsOfAllowedType(V1Volume volume) =>
        volume.ConfigMap is not null || volume.Csi is not null || volume.DownwardAPI is not null || volume.EmptyDir is not null || volume.Ephemeral is not null ||
        volume.PersistentVolumeClaim is not null || volume.Projected is not null || volume.Secret is not null;
}
