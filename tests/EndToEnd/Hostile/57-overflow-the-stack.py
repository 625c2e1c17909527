# tries: to crash the kernel by recursion that no limit of Python's stops
# contained-by: it is the kernel's own crash, the agent starts another
# as: cell
# expect: signal, exception, memory-limit, nonzero-exit
# timeout-ms: 15000
import sys

sys.setrecursionlimit(10**8)


class Deep:
    def __repr__(self):
        return repr([self])


repr(Deep())
