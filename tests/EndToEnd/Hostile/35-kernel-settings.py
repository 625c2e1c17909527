# tries: to write to /proc and /sys: core_pattern, sysrq, cgroups' release agents, uevent helpers
# contained-by: an unprivileged uid outside, read-only binds inside
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
paths = (
    "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hostname", "/proc/sys/kernel/randomize_va_space",
    "/proc/sys/vm/drop_caches", "/proc/sys/vm/overcommit_memory", "/proc/sys/fs/file-max", "/proc/sys/fs/binfmt_misc/register",
    "/proc/sys/net/ipv4/ip_forward", "/proc/sys/user/max_user_namespaces", "/proc/sysrq-trigger", "/proc/acpi/wakeup", "/proc/irq/default_smp_affinity",
    "/sys/kernel/uevent_helper", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state", "/sys/fs/cgroup/release_agent",
    "/sys/fs/cgroup/memory/cgroup.procs", "/sys/module/kernel/parameters/panic", "/proc/1/oom_score_adj", "/proc/1/uid_map",
)
for path in paths:
    try:
        with open(path, "r+b", buffering=0) as file:
            print("ESCAPED: opened", path, file.name)
    except OSError as error:
        print(path, error.strerror)
try:
    open("/proc/self/oom_score_adj", "wb", buffering=0).write(b"-1000")
    print("ESCAPED: immune to the out-of-memory killer")
except OSError as error:
    print("oom_score_adj", error.strerror)
print("CONTAINED")
