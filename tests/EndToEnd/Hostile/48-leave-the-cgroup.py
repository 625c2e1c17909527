# tries: to leave its cgroup or to widen it
# contained-by: no cgroup file system inside that it may write to; a cgroup namespace
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for root, folders, files in os.walk("/sys/fs/cgroup"):
    for name in ("cgroup.procs", "tasks", "memory.limit_in_bytes", "memory.max", "pids.max", "cpu.cfs_quota_us", "notify_on_release", "release_agent"):
        if name not in files:
            continue
        try:
            os.open(os.path.join(root, name), os.O_WRONLY)
            print("ESCAPED:", root, name)
        except OSError as error:
            print(root, name, error.strerror)
    try:
        os.mkdir(os.path.join(root, "planted"))
        print("ESCAPED: made a cgroup in", root)
    except OSError as error:
        print(root, error.strerror)
os.makedirs("/tmp/c", exist_ok=True)
for kind, options in ((b"cgroup", b"memory"), (b"cgroup2", None)):
    if libc.syscall(165, b"none", b"/tmp/c", kind, 0, options) >= 0:
        print("ESCAPED: mounted", kind)
print(open("/proc/self/cgroup").read())
print("CONTAINED")
