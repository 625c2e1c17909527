# tries: to end the kernel as if all were well
# contained-by: the agent sees that its child ended, whatever the status says
# as: cell
# expect: nonzero-exit, ok, signal, exception
# timeout-ms: 5000
import os

os._exit(0)
