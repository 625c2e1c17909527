using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent.Tests.Wiping;

/// <summary>Everything that we know how to leave behind in a sandbox.</summary>
internal static class Corpus
{
    public static IReadOnlyList<Leftover> All { get; } =
    [
        new("background process", """
            import subprocess, time
            subprocess.Popen(["sleep", "1000"])
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Process) { Stays = true },
        new("double-forked daemon", """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.closerange(0, 3)
                    os.execve("/bin/sleep", ["sleep", "1000"], {})
                os._exit(0)
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Process) { Stays = true },
        new("process that ignores signals", """
            import signal, time
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Process) { Stays = true },
        new("stopped process", """
            import os, signal, time
            child = os.fork()
            if child == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
            os.waitpid(child, os.WUNTRACED)
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Process) { Stays = true },
        new("processes that flee by forking", """
            import os, time
            for _ in range(8):
                if os.fork() == 0:
                    while True:
                        if os.fork() != 0:
                            os._exit(0)
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Process) { Stays = true },
        new("zombies", """
            import os, time
            for _ in range(8):
                if os.fork() == 0:
                    os._exit(0)
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Process) { Stays = true },
        new("file in the workspace", """
            open("/workspace/secret", "w").write("s")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("file in /tmp", """
            open("/tmp/secret", "w").write("s")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("file in /dev/shm", """
            open("/dev/shm/secret", "w").write("s")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("hidden file", """
            open("/workspace/.secret", "w").write("s")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("name that is no text", """
            open(b"/workspace/\xff\xfe\n", "w").write("s")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("deep folder", """
            import os
            os.chdir("/workspace")
            for _ in range(3000):
                os.mkdir("d" * 100)
                os.chdir("d" * 100)
            open("secret", "w").write("s")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.Unseen),
        new("folder without permissions", """
            import os
            os.makedirs("/workspace/closed/inner")
            open("/workspace/closed/inner/secret", "w").write("s")
            os.chmod("/workspace/closed/inner", 0)
            os.chmod("/workspace/closed", 0)
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("ten thousand files", """
            for number in range(10000):
                open(f"/tmp/{number}", "w").close()
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.Unseen),
        new("symbolic link", """
            import os
            os.symlink("/etc/passwd", "/workspace/link")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("hard link", """
            import os
            open("/tmp/one", "w").write("s")
            os.link("/tmp/one", "/tmp/two")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("fifo", """
            import os
            os.mkfifo("/workspace/fifo")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("socket file", """
            import socket
            socket.socket(socket.AF_UNIX).bind("/tmp/socket")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("mode of the workspace", """
            import os
            os.chmod("/workspace", 0o777)
            print("left")
            """, WipeSteps.Attributes, Abstractions.TraceKind.File),
        new("closed workspace", """
            import os
            open("/workspace/secret", "w").write("s")
            os.chmod("/workspace", 0)
            print("left")
            """, WipeSteps.Attributes, Abstractions.TraceKind.File),
        new("time of the workspace", """
            import os
            os.utime("/workspace", (1, 1))
            print("left")
            """, WipeSteps.Attributes, Abstractions.TraceKind.File),
        new("default access list", """
            import os, struct
            entries = [(1, 7, 0xFFFFFFFF), (4, 7, 0xFFFFFFFF), (32, 7, 0xFFFFFFFF)]
            os.setxattr("/workspace", "system.posix_acl_default", struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries))
            print("left")
            """, WipeSteps.Attributes, Abstractions.TraceKind.File),
        new("abstract unix socket", """
            import socket, time
            listener = socket.socket(socket.AF_UNIX)
            listener.bind("\0secret")
            listener.listen()
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Socket) { Stays = true },
        new("TCP listener", """
            import socket, time
            listener = socket.create_server(("127.0.0.1", 4321))
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Socket) { Stays = true },
        new("UDP socket", """
            import socket, time
            bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            bound.bind(("127.0.0.1", 4321))
            print("left", flush=True)
            time.sleep(1000)
            """, WipeSteps.Processes, Abstractions.TraceKind.Socket) { Stays = true },
        new("connection that was closed", """
            import socket
            listener = socket.create_server(("127.0.0.1", 4321))
            client = socket.create_connection(("127.0.0.1", 4321))
            server, _ = listener.accept()
            client.close()
            assert server.recv(1) == b""
            server.close()
            print("left")
            """, WipeSteps.None, Abstractions.TraceKind.Socket) { IsLasting = true },
        new("shared memory of System V", """
            import ctypes
            assert ctypes.CDLL(None).shmget(7, 4096, 0o1666) >= 0
            print("left")
            """, WipeSteps.SystemV, Abstractions.TraceKind.SystemV),
        new("semaphores of System V", """
            import ctypes
            assert ctypes.CDLL(None).semget(7, 3, 0o1666) >= 0
            print("left")
            """, WipeSteps.SystemV, Abstractions.TraceKind.SystemV),
        new("message queue of System V", """
            import ctypes
            assert ctypes.CDLL(None).msgget(7, 0o1666) >= 0
            print("left")
            """, WipeSteps.SystemV, Abstractions.TraceKind.SystemV),
        new("shared memory of POSIX", """
            import ctypes
            assert ctypes.CDLL(None).shm_open(b"/secret", 0o102, 0o666) >= 0
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("message queue of POSIX", """
            import ctypes
            assert ctypes.CDLL(None).mq_open(b"/secret", 0o102, 0o666, None) >= 0
            print("left")
            """, WipeSteps.MessageQueues, Abstractions.TraceKind.MessageQueue),
        new("site-packages of the user", """
            import os, site
            folder = "/workspace/.local/lib/python3.11/site-packages"
            os.makedirs(folder)
            open(folder + "/sitecustomize.py", "w").write("import builtins; builtins.secret = 1")
            open(folder + "/secret.pth", "w").write("import os")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("caches of byte code", """
            import os, sys
            os.chdir("/workspace")
            sys.path.insert(0, "/workspace")
            open("module.py", "w").write("x = 1")
            import module
            os.unlink("module.py")
            assert os.listdir("__pycache__")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("start-up files of shells", """
            for name in ".bashrc", ".profile", ".pythonrc", ".npmrc":
                open("/workspace/" + name, "w").write("export SECRET=1")
            print("left")
            """, WipeSteps.Files, Abstractions.TraceKind.File),
        new("changed built-in of the kernel", """
            import builtins
            builtins.len = lambda _: 42
            builtins.secret = 1
            print("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Kernel) { Kernel = "python" },
        new("variable of the kernel", """
            secret = 1
            print("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Kernel) { Kernel = "python" },
        new("thread of the kernel", """
            import threading, time
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
            print("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Kernel) { Kernel = "python" },
        new("environment of the kernel", """
            import os
            os.environ["SECRET"] = "1"
            print("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Kernel) { Kernel = "python" },
        new("umask and limits of the kernel", """
            import os, resource
            os.umask(0o777)
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
            print("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Kernel) { Kernel = "python" },
        new("lock that is held", """
            import fcntl
            held = open("/tmp/lock", "w")
            fcntl.flock(held, fcntl.LOCK_EX)
            print("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Kernel) { Kernel = "python" },
        new("open file without a name", """
            import os
            held = open("/tmp/nameless", "wb")
            held.write(bytes(1 << 20))
            held.flush()
            os.unlink("/tmp/nameless")
            print("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Room) { Kernel = "python" },
        new("global of the JavaScript kernel", """
            globalThis.secret = 1; Array.prototype.secret = 1; console.log("left")
            """, WipeSteps.Kernels, Abstractions.TraceKind.Kernel) { Kernel = "javascript" },
        new("executions that ended", """
            print("left")
            """, WipeSteps.Agent, Abstractions.TraceKind.Agent),
        new("signals that wait for the agent", """
            import os, signal
            os.kill(1, signal.SIGUSR1)
            os.kill(1, 40)
            print("left")
            """, WipeSteps.Agent, Abstractions.TraceKind.Inheritance),
        new("lowered limit of the agent", """
            import resource
            resource.prlimit(1, resource.RLIMIT_NOFILE, (512, 512))
            print("left")
            """, WipeSteps.None, Abstractions.TraceKind.Inheritance) { IsLasting = true },
        new("priority of the agent", """
            import os
            os.setpriority(os.PRIO_PROCESS, 1, 5)
            print("left")
            """, WipeSteps.None, Abstractions.TraceKind.Inheritance) { IsLasting = true },
    ];
}
