# tries: to mount, unmount and move file systems, by the old calls and the new
# contained-by: no capability; seccomp refuses the mount family
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("/tmp/m", exist_ok=True)
calls = {
    "mount tmpfs": lambda: libc.syscall(165, b"none", b"/tmp/m", b"tmpfs", 0, None),
    "mount proc": lambda: libc.syscall(165, b"proc", b"/tmp/m", b"proc", 0, None),
    "remount root writable": lambda: libc.syscall(165, None, b"/", None, 32, None),
    "bind /": lambda: libc.syscall(165, b"/", b"/tmp/m", None, 4096, None),
    "umount /proc": lambda: libc.syscall(166, b"/proc", 2),
    "umount workspace": lambda: libc.syscall(166, os.getcwd().encode(), 2),
    "pivot_root": lambda: libc.syscall(155, b"/tmp", b"/tmp/m"),
    "open_tree clone": lambda: libc.syscall(428, -100, b"/", 1),
    "fsopen": lambda: libc.syscall(430, b"tmpfs", 0),
    "fspick": lambda: libc.syscall(433, -100, b"/", 0),
    "move_mount": lambda: libc.syscall(429, -100, b"/proc", -100, b"/tmp/m", 0),
    "mount_setattr": lambda: libc.syscall(442, -100, b"/", 0x8000, ctypes.create_string_buffer(32), 32),
}
for name, call in calls.items():
    if call() >= 0:
        print("ESCAPED:", name)
    else:
        print(name, os.strerror(ctypes.get_errno()))
print("CONTAINED")
