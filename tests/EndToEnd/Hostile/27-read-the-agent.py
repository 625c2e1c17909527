# tries: to read the agent's memory, environment and descriptors out of /proc
# contained-by: the agent is not dumpable, so its /proc files belong to nobody inside; its key was never in environment or file
# as: command
# expect: ok
# timeout-ms: 5000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os

def attempt(what, action):
    try:
        found = action()
    except OSError as error:
        print(what, error.strerror)
    else:
        print("ESCAPED:", what, found)

for name in ("mem", "environ", "maps", "smaps", "pagemap", "auxv", "syscall", "stack", "io", "personality"):
    attempt(name, lambda: open(f"/proc/1/{name}", "rb").read(64))
    attempt(f"task {name}", lambda: open(f"/proc/1/task/1/{name}", "rb").read(64))
for name in ("fd", "map_files", "root", "cwd", "fdinfo"):
    attempt(name, lambda: os.listdir(f"/proc/1/{name}"))
for name in ("exe", "root", "cwd", "ns/pid", "fd/3", "fd/4"):
    attempt(f"link {name}", lambda: os.readlink(f"/proc/1/{name}"))
attempt("write mem", lambda: open("/proc/1/mem", "r+b"))
attempt("write oom_score_adj", lambda: open("/proc/1/oom_score_adj", "wb", buffering=0).write(b"1000"))
print("CONTAINED")
