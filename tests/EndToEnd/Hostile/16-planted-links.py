# tries: to lead the file API out of the workspace through planted links
# contained-by: openat2 with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS
# as: command
# expect: ok
# timeout-ms: 3000
# then-get: leak, root/etc/passwd, up/proc/1/status, self/environ, loop, zero
# then-status: 400, 404, 409
import os

os.symlink("/etc/passwd", "leak")
os.symlink("/", "root")
os.symlink("..", "up")
os.symlink("/proc/self", "self")
os.symlink("loop", "loop")
os.symlink("/dev/zero", "zero")
