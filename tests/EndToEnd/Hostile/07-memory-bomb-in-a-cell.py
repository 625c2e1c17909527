# tries: to take all memory through the kernel, whose death must not be the sandbox's
# contained-by: cgroup memory; user processes carry a higher oom_score_adj than the agent
# as: cell
# expect: memory-limit, signal, exception
# timeout-ms: 10000
# stdout-lacks: ESCAPED
hoard = []
for _ in range(2048):
    hoard.append(bytearray(b"x" * (1 << 20)))
print("ESCAPED: holds 2 GiB")
