# tries: to speak the agent's protocol on any socket or inherited descriptor that it can find
# contained-by: the socket is inherited by the agent alone and has no path inside; spawned processes get descriptors 0 to 2
# as: command
# expect: ok
# timeout-ms: 10000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os
import socket
import stat

HELLO = (45).to_bytes(4, "little") + b"\x01" + bytes(40)

def speak(address):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(0.2)
        connection.connect(address)
        connection.sendall(HELLO)
        return connection.recv(64)

found = []
for root, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(root, name) not in ("/proc", "/sys", "/usr")]
    for name in files:
        path = os.path.join(root, name)
        try:
            if stat.S_ISSOCK(os.lstat(path).st_mode):
                found.append(path)
        except OSError:
            pass
for line in open("/proc/net/unix").readlines()[1:]:
    name = line.split()[7:]
    if name:
        found.append(name[0].replace("@", "\0", 1))
for address in found:
    try:
        print("ESCAPED:", address, speak(address))
    except OSError as error:
        print(address, error)
listing = os.open("/proc/self/fd", os.O_RDONLY)
inherited = sorted(int(name) for name in os.listdir(listing) if int(name) > 2 and int(name) != listing)
for descriptor in inherited:
    try:
        kind = os.fstat(descriptor).st_mode
    except OSError:
        continue  # the listing's own copy
    print("ESCAPED: descriptor", descriptor, oct(kind), os.readlink(f"/proc/self/fd/{descriptor}"))
print("CONTAINED")
