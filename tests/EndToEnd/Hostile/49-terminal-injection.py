# tries: to type into the terminal that the manager was started from
# contained-by: a session of its own without a terminal; seccomp refuses TIOCSTI and TIOCLINUX
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import fcntl
import os
import pty

TIOCSTI, TIOCLINUX = 0x5412, 0x541C
for path in ("/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/pts/0"):
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(descriptor, TIOCSTI, b"x")
        print("ESCAPED:", path)
    except OSError as error:
        print(path, error.strerror)
try:
    master, slave = pty.openpty()
    for call in (TIOCSTI, TIOCLINUX):
        try:
            fcntl.ioctl(slave, call, b"x")
            print("ESCAPED: ioctl", hex(call), "is not filtered")
        except OSError as error:
            print(hex(call), error.strerror)
except OSError as error:
    print("pty", error.strerror)
print("CONTAINED")
