# tries: the classic fork bomb of the shell
# contained-by: cgroup pids; what is left when the shell ends is killed by the agent
# as: command
# expect: ok, process-limit, wall-limit, nonzero-exit, signal, memory-limit
# timeout-ms: 2000
bomb() { bomb | bomb & }
bomb
