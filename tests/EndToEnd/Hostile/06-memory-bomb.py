# tries: to take all memory of the machine
# contained-by: cgroup memory, without swap
# as: command
# expect: memory-limit, signal, nonzero-exit
# timeout-ms: 10000
# stdout-lacks: ESCAPED
hoard = []
for _ in range(2048):
    hoard.append(bytearray(b"x" * (1 << 20)))
print("ESCAPED: holds 2 GiB")
