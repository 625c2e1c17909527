# tries: to see and signal processes of the machine and of other sandboxes
# contained-by: a pid namespace and a /proc of its own; a uid of its own outside
# as: command
# expect: ok
# timeout-ms: 10000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os

seen = {}
for name in os.listdir("/proc"):
    if name.isdigit():
        seen[int(name)] = open(f"/proc/{name}/comm").read().strip()
print(seen)
if len(seen) > 20 or any(comm in ("systemd", "dockerd", "dotnet", "sshd", "containerd") for comm in seen.values()):
    print("ESCAPED: sees the machine's processes")
threads = {int(thread) for process in seen if os.path.isdir(f"/proc/{process}/task") for thread in os.listdir(f"/proc/{process}/task")}
for number in range(2, 40_000):
    if number not in threads:
        try:
            os.kill(number, 0)
            print("ESCAPED: may signal", number, os.path.exists(f"/proc/{number}"))
        except ProcessLookupError:
            pass
        except PermissionError:
            print("ESCAPED: there is a process", number)
print("CONTAINED")
