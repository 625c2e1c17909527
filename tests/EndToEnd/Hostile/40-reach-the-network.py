# tries: to reach the manager's own port, loopback, the metadata address, private networks and the Internet
# contained-by: a network namespace with nothing in it but a loopback of its own
# as: command
# expect: ok
# timeout-ms: 15000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os
import socket

port = int(os.environ["MANAGER_PORT"])
targets = [(host, number) for host in ("127.0.0.1", "::1", "localhost") for number in (port, 22, 80, 443, 2375, 6443, 11111, 30000)]
targets += [("169.254.169.254", 80), ("fd00:ec2::254", 80), ("172.17.0.1", 2375), ("10.96.0.1", 443), ("192.168.0.1", 80), ("8.8.8.8", 53), ("2001:4860:4860::8888", 53)]
for target in targets:
    try:
        with socket.create_connection(target, timeout=0.5):
            print("ESCAPED: reached", target)
    except OSError as error:
        print(target, error)
try:
    print("ESCAPED: resolved", socket.getaddrinfo("example.com", 80))
except OSError as error:
    print("names:", error)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
    try:
        datagram.sendto(b"x", ("8.8.8.8", 53))
        print("ESCAPED: sent a datagram")
    except OSError as error:
        print("datagram:", error)
print("interfaces:", [name for _, name in socket.if_nameindex()])
print("CONTAINED")
