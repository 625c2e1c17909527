# tries: to run the agent's own binary, with descriptors and a start record of its own making
# contained-by: a second agent is a process like any other: it holds no key of the first and no path to its channel
# as: command
# expect: ok, signal
# timeout-ms: 8000
# stdout-contains: CONTAINED
import os
import socket
import subprocess

path = open("/proc/1/cmdline", "rb").read().split(b"\0")[0].decode()
print("process 1 is", path)
for arguments in ([], ["version"], ["serve"], ["serve", "--listen-fd", "0", "--start-fd", "1"], ["serve", "--listen-fd", "99999999999", "--start-fd", "-1"]):
    try:
        done = subprocess.run([path, *arguments], capture_output=True, timeout=1, stdin=subprocess.DEVNULL)
        print(arguments, done.returncode, done.stdout[:100], done.stderr[:100])
    except (OSError, subprocess.TimeoutExpired) as error:
        print(arguments, error)
listener = socket.socket(socket.AF_UNIX)
listener.bind("/tmp/fake-agent")
listener.listen()
record, end = os.pipe()
os.write(end, bytes(64))
os.close(end)
try:
    subprocess.run([path, "serve", "--listen-fd", str(listener.fileno()), "--start-fd", str(record)], pass_fds=(listener.fileno(), record), timeout=1)
except (OSError, subprocess.TimeoutExpired) as error:
    print(error)
print("CONTAINED")
