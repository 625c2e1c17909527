# tries: to make device nodes for the machine's memory and disks, and to open those of /dev
# contained-by: no capability in the user namespace; a minimal, read-only /dev
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os
import stat

def attempt(what, action):
    try:
        action()
    except OSError as error:
        print(what, error.strerror)
    else:
        print("ESCAPED:", what)

for name, mode, major, minor in (("mem", stat.S_IFCHR, 1, 1), ("port", stat.S_IFCHR, 1, 4), ("sda", stat.S_IFBLK, 8, 0), ("vda", stat.S_IFBLK, 254, 0)):
    attempt(f"mknod {name}", lambda: os.mknod(f"/tmp/{name}", mode | 0o666, os.makedev(major, minor)))
for name in ("mem", "kmem", "port", "sda", "vda", "nvme0n1", "kvm", "fuse", "loop-control", "net/tun", "vhost-vsock", "userfaultfd", "kmsg", "mapper/control"):
    attempt(f"open {name}", lambda: os.open(f"/dev/{name}", os.O_RDWR))
attempt("write into /dev", lambda: open("/dev/planted", "w"))
print("CONTAINED")
