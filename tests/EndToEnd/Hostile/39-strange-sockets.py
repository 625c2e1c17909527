# tries: sockets that no namespace holds back (AF_VSOCK reaches the hypervisor), and raw ones
# contained-by: seccomp for AF_VSOCK; no capability for raw and packet sockets
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import socket

kinds = {
    "vsock": (40, socket.SOCK_STREAM, 0),
    "packet": (socket.AF_PACKET, socket.SOCK_RAW, 0x0300),
    "raw ip": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "raw ip6": (socket.AF_INET6, socket.SOCK_RAW, 58),
    "key": (15, socket.SOCK_RAW, 2),
}
for name, kind in kinds.items():
    try:
        socket.socket(*kind)
        print("ESCAPED:", name)
    except OSError as error:
        print(name, error.strerror)
print("CONTAINED")
