# tries: to replace the workspace itself by a link elsewhere
# contained-by: the workspace is a mount point, which cannot be renamed or removed, and the agent holds it open
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
# then-get: /
# then-status: 200
import os

workspace = os.getcwd()
for action in (lambda: os.rename(workspace, "/tmp/moved"), lambda: os.rmdir(workspace), lambda: os.symlink("/etc", "/workspace-link"), lambda: os.rename("/tmp", "/elsewhere")):
    try:
        action()
        print("ESCAPED: moved what must stand")
    except OSError as error:
        print(error.strerror)
os.chmod(workspace, 0o755)
print("CONTAINED")
