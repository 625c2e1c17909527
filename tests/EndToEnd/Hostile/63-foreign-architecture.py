# tries: system calls of another architecture, which a careless filter does not look at: x32 and int 0x80
# contained-by: seccomp checks the architecture first, and x32's bit
# as: command
# expect: ok, signal
# timeout-ms: 5000
# stdout-lacks: ESCAPED
import ctypes
import mmap
import os

X32 = 0x40000000
INT80_GETPID = bytes.fromhex("b814000000" "cd80" "c3")  # mov eax, 20; int 0x80; ret


def in_a_child(what, call):
    if os.fork() == 0:
        result = call()
        if result > 0:
            os.write(1, f"ESCAPED: {what} answered {result}\n".encode())
        os._exit(0)
    print(what, "ended with", os.wait()[1], flush=True)


def by_int80():
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(INT80_GETPID)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


in_a_child("x32 getpid", lambda: ctypes.CDLL(None).syscall(X32 + 39))
in_a_child("int 0x80 getpid", by_int80)
