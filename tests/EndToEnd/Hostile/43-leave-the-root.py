# tries: the ways out of a chroot
# contained-by: pivot_root with the old root unmounted; no capability; seccomp refuses open_by_handle_at
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
inside = os.stat("/")
here = os.open(".", os.O_RDONLY)
try:
    os.mkdir("jail")
    os.chroot("jail")
    print("ESCAPED: chroot")
except OSError as error:
    print("chroot", error.strerror)
os.fchdir(here)
for _ in range(100):
    os.chdir("..")
if (os.stat(".").st_dev, os.stat(".").st_ino) != (inside.st_dev, inside.st_ino):
    print("ESCAPED: above the root:", os.listdir("."))
for path in ("/proc/1/root", "/proc/1/cwd", "/proc/2/root/root", "/.old_root", "/oldroot", "/newroot"):
    try:
        names = os.listdir(path)
        if "root" in names and os.stat(path).st_ino != inside.st_ino:
            print("ESCAPED:", path, names)
    except OSError as error:
        print(path, error.strerror)
for root_inode in (2, 64, 128, 256):
    handle = (8).to_bytes(4, "little") + (1).to_bytes(4, "little") + root_inode.to_bytes(4, "little") + bytes(4)
    if libc.syscall(304, here, ctypes.create_string_buffer(handle), 0) >= 0:
        print("ESCAPED: open_by_handle_at", root_inode)
print("CONTAINED")
