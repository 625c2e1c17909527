# tries: io_uring, which does system calls that no filter sees
# contained-by: seccomp
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
parameters = ctypes.create_string_buffer(120)
for name, result in (("setup", libc.syscall(425, 8, parameters)), ("enter", libc.syscall(426, 0, 0, 0, 0, None, 0)), ("register", libc.syscall(427, 0, 0, None, 0))):
    if result >= 0:
        print("ESCAPED:", name)
print("CONTAINED")
