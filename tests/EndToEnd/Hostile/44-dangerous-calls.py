# tries: system calls that have opened kernels before, and those that only root should have
# contained-by: seccomp; no capability
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(256)
calls = {
    "add_key": (248, b"user", b"name", b"data", 4, -3),
    "request_key": (249, b"user", b"name", None, -3),
    "keyctl join": (250, 1, None),
    "userfaultfd": (323, 1),
    "bpf": (321, 5, buffer, 128),
    "perf_event_open": (298, buffer, 0, -1, -1, 0),
    "kexec_load": (246, 0, 0, None, 0),
    "kexec_file_load": (320, -1, -1, 0, None, 0),
    "init_module": (175, buffer, 16, b""),
    "finit_module": (313, 0, b"", 0),
    "delete_module": (176, b"ext4", 0),
    "acct": (163, b"/tmp/acct"),
    "swapon": (167, b"/tmp/swap", 0),
    "swapoff": (168, b"/tmp/swap"),
    "reboot": (169, 0xFEE1DEAD, 672274793, 0, None),
    "quotactl": (179, 0x80000100, b"/", 0, buffer),
    "syslog": (103, 3, buffer, 256),
    "iopl": (172, 3),
    "ioperm": (173, 0, 8, 1),
    "vhangup": (153,),
    "settimeofday": (164, buffer, None),
    "clock_settime": (227, 0, buffer),
    "sethostname": (170, b"owned", 5),
    "setdomainname": (171, b"owned", 5),
    "fanotify_init": (300, 0, 0),
    "nfsservctl": (180, 0, None, None),
    "move_pages of 1": (279, 1, 1, buffer, buffer, buffer, 4),
    "migrate_pages of 1": (256, 1, 8, buffer, buffer),
}
for name, (number, *arguments) in calls.items():
    if libc.syscall(number, *arguments) >= 0:
        print("ESCAPED:", name)
    else:
        print(name, os.strerror(ctypes.get_errno()))
print("CONTAINED")
