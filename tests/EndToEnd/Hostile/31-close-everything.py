# tries: to leave the agent with a kernel that can neither speak nor be spoken to
# contained-by: the end of the control socket is the kernel's end; the agent starts another
# as: cell
# expect: nonzero-exit, signal, exception
# timeout-ms: 5000
import os

os.closerange(0, 1024)
