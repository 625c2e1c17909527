# tries: to command the machine through the sockets of its engines and services
# contained-by: none of their paths is in the sandbox's mounts
# as: command
# expect: ok
# timeout-ms: 3000
# stdout-contains: CONTAINED
# stdout-lacks: ESCAPED
import os
import socket

paths = (
    "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock", "/run/crio/crio.sock",
    "/run/systemd/private", "/run/systemd/notify", "/run/systemd/journal/socket", "/run/dbus/system_bus_socket", "/dev/log", "/run/snapd.socket",
    "/tmp/.X11-unix/X0", "/var/lib/kubelet/device-plugins/kubelet.sock",
)
for path in paths:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            print("ESCAPED:", path)
    except OSError as error:
        print(path, error.strerror)
if os.path.exists("/var/run/secrets/kubernetes.io"):
    print("ESCAPED: a service account's token")
print("CONTAINED")
