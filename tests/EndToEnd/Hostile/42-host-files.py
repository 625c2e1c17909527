# tries: to read the machine's secrets and the manager's files
# contained-by: a root of its own: /usr read-only, a generated /etc, nothing else of the machine
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os

files = (
    "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/machine-id", "/etc/fstab", "/etc/ssh/sshd_config", "/root/.bashrc", "/root/.ssh/id_rsa", "/root/.profile",
    "/proc/kcore", "/proc/kmsg", "/proc/kallsyms", "/proc/kpageflags", "/proc/sched_debug", "/sys/kernel/debug/sched/debug", "/boot/vmlinuz", "/var/log/dpkg.log", "/var/lib/dpkg/status",
)
for path in files:
    try:
        data = open(path, "rb").read(4096)
    except OSError as error:
        print(path, error.strerror)
        continue
    if path == "/proc/kallsyms" and all(line.startswith(b"0" * 16) for line in data.splitlines()[:-1]):
        print(path, "shows no addresses")
    elif data:
        print("ESCAPED: read", path)
for folder in ("/root", "/home", "/var/lib", "/var/log", "/boot", "/srv", "/mnt", "/media", "/opt", "/work", "/var/lib/sandboxes"):
    try:
        names = os.listdir(folder)
    except OSError as error:
        print(folder, error.strerror)
        continue
    if names:
        print("ESCAPED: listed", folder, names[:5])
for name in ("planted", "usr/planted", "usr/bin/python3", "etc/passwd"):
    try:
        open(f"/{name}", "r+" if os.path.exists(f"/{name}") else "w")
        print("ESCAPED: may write", name)
    except OSError as error:
        print(name, error.strerror)
print("environment:", sorted(os.environ))
if any("API_KEY" in name or "__" in name for name in os.environ):
    print("ESCAPED: the manager's environment")
print("CONTAINED")
