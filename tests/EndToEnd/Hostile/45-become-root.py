# tries: to gain a privilege through setuid programs, set*id calls and capabilities
# contained-by: no_new_privs, an unprivileged uid outside, an empty capability set
# as: command
# expect: ok
# timeout-ms: 10000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os
import stat
import subprocess

status = dict(line.split(":", 1) for line in open("/proc/self/status"))
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    if int(status[name], 16) and name != "CapBnd":
        print("ESCAPED:", name, status[name].strip())
if status["NoNewPrivs"].strip() != "1":
    print("ESCAPED: new privileges are allowed")
if status["Seccomp"].strip() != "2":
    print("ESCAPED: no filter of system calls")
if 0 in os.getresuid() + os.getresgid() or 0 in os.getgroups():
    print("ESCAPED: is root", os.getresuid(), os.getgroups())
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.chown("/tmp", 0, 0)):
    try:
        call()
        print("ESCAPED: changed its identity")
    except OSError as error:
        print(error.strerror)
for folder in ("/usr/bin", "/usr/sbin"):
    for entry in os.scandir(folder):
        if entry.is_file() and entry.stat().st_mode & stat.S_ISUID:
            print("setuid", entry.path)
for command in (["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"], ["mount"], ["newuidmap", str(os.getpid()), "0", "0", "1"]):
    try:
        done = subprocess.run(command, capture_output=True, timeout=3, stdin=subprocess.DEVNULL)
        if done.stdout.strip() == b"0":
            print("ESCAPED:", command)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(command, error)
print("CONTAINED")
