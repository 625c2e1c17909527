# tries: to raise its resource limits, and to change the agent's
# contained-by: hard limits need a capability to be raised; the agent is not dumpable
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os
import resource

names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
for name in names:
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY:
        continue
    try:
        resource.setrlimit(kind, (hard + 1, hard + 1))
        print("ESCAPED: raised", name)
    except (OSError, ValueError) as error:
        print(name, error)
for name in ("RLIMIT_NOFILE", "RLIMIT_CPU", "RLIMIT_NPROC"):
    try:
        resource.prlimit(1, getattr(resource, name), (1, 1))
        print("ESCAPED: changed the agent's", name)
    except OSError as error:
        print(name, error)
if resource.getrlimit(resource.RLIMIT_CORE)[1] != 0:
    print("ESCAPED: may dump core")
try:
    os.nice(-5)
    print("ESCAPED: a higher priority")
except OSError as error:
    print("nice", error.strerror)
print("CONTAINED")
