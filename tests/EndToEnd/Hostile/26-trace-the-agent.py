# tries: to trace the agent and to read or write its memory
# contained-by: the agent is not dumpable; seccomp refuses ptrace and process_vm_*
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
ATTACH, SEIZE = 16, 0x4206
buffer = ctypes.create_string_buffer(64)

class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

local = Vector(ctypes.addressof(buffer), 64)
remote = Vector(0x400000, 64)
calls = {
    "ptrace attach": lambda: libc.syscall(101, ATTACH, 1, 0, 0),
    "ptrace seize": lambda: libc.syscall(101, SEIZE, 1, 0, 0),
    "process_vm_readv": lambda: libc.syscall(310, 1, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0),
    "process_vm_writev": lambda: libc.syscall(311, 1, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0),
    "kcmp": lambda: libc.syscall(312, 1, 1, 0, 0, 0),
    "pidfd_getfd": lambda: libc.syscall(438, libc.syscall(434, 1, 0), 0, 0),
    "process_madvise": lambda: libc.syscall(440, libc.syscall(434, 1, 0), ctypes.byref(remote), 1, 21, 0),
}
for name, call in calls.items():
    if call() >= 0:
        print("ESCAPED:", name)
print("CONTAINED")
