# tries: to hang whoever opens a file of the workspace that is a pipe without a writer
# contained-by: the agent opens with O_NONBLOCK and O_NOFOLLOW, and takes nothing but files and folders
# as: command
# expect: ok
# timeout-ms: 3000
# then-get: pipe
# then-status: 400, 404, 409
import os

os.mkfifo("pipe")
