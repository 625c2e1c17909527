# tries: to win a race against the file API by swapping a folder for a link again and again
# contained-by: the kernel resolves beneath the workspace in one call, so there is no moment between check and use
# as: command
# expect: wall-limit
# timeout-ms: 3000
# during-get: swap/passwd
# during-lacks: root:
import os

os.makedirs("real", exist_ok=True)
open("real/passwd", "w").write("mine")
os.symlink("/etc", "link")
while True:
    os.rename("real", "swap")
    os.rename("swap", "real")
    os.rename("link", "swap")
    os.rename("swap", "link")
