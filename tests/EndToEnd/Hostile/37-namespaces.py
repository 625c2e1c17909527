# tries: to become root in a user namespace of its own, and to enter others
# contained-by: --disable-userns, and seccomp refuses unshare, setns and clone with namespace flags; clone3 is not there
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
TIME = 0x80  # for clone its bit is one of the exit signal's
FLAGS = {"time": TIME, "mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}
SIGCHLD = 17

def cloned(flags):
    child = libc.syscall(56, flags | SIGCHLD, None, None, None, None)
    if child == 0:
        os._exit(0)
    return child

class Clone3(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("flags", "pidfd", "child_tid", "parent_tid", "exit_signal", "stack", "stack_size", "tls")]

def cloned3(flags):
    child = libc.syscall(435, ctypes.byref(Clone3(flags=flags, exit_signal=SIGCHLD)), 64)
    if child == 0:
        os._exit(0)
    return child

for name, flag in FLAGS.items():
    for how, call in (("unshare", lambda: libc.syscall(272, flag)), ("clone", lambda: cloned(flag) if flag != TIME else -1), ("clone3", lambda: cloned3(flag)),
                      ("user and", lambda: libc.syscall(272, flag | FLAGS["user"]))):
        if call() >= 0:
            print("ESCAPED:", how, name)
for name in os.listdir("/proc/self/ns"):
    descriptor = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
    if libc.syscall(308, descriptor, 0) >= 0:
        print("ESCAPED: setns", name)
print("CONTAINED")
