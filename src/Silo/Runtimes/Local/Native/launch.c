// The child's side of a launch. Between clone and exec no managed code may run, and the process shares its parent's memory, so
// all of it is here: raw system calls only, because glibc's setuid family tries to change every thread of the manager.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

#define EXPORT __attribute__((visibility("default")))

struct limit { int32_t resource; int32_t padding; uint64_t value; };

struct launch {
    const char *path;
    char *const *argv;
    const char *folder;            // null: stays
    const int32_t *descriptors;    // entry i becomes descriptor i
    const int32_t *cgroup_tasks;   // v1: open files that take "0"
    const struct limit *limits;
    int32_t descriptor_count;
    int32_t cgroup_task_count;
    int32_t limit_count;
    int32_t cgroup_folder;         // v2: an open folder to be born in; -1: none
    int32_t owner;                 // uid and gid; -1: stays
    int32_t dies_with_parent;
    int32_t pid;                   // out
    int32_t pidfd;                 // out
    const char *failed_at;         // out: null when the program was started
};

static void fail(struct launch *l, const char *step) {
    l->failed_at = step;
    _exit(errno & 0xff);
}

static void join_cgroups(struct launch *l) {
    for (int i = 0; i < l->cgroup_task_count; i++)
        if (write(l->cgroup_tasks[i], "0", 1) != 1) fail(l, "join a cgroup");
}

static void lower_limits(struct launch *l) {
    for (int i = 0; i < l->limit_count; i++) {
        struct rlimit limit = { l->limits[i].value, l->limits[i].value };
        if (syscall(SYS_prlimit64, 0, l->limits[i].resource, &limit, NULL)) fail(l, "set a resource limit");
    }
}

static void become_owner(struct launch *l) {
    if (l->owner < 0) return;
    if (syscall(SYS_setgroups, 0, NULL)) fail(l, "drop groups");
    if (syscall(SYS_setresgid, l->owner, l->owner, l->owner)) fail(l, "set the gid");
    if (syscall(SYS_setresuid, l->owner, l->owner, l->owner)) fail(l, "set the uid");
}

// After the change of uid, which clears the signal. A parent that died before it was set is noticed by its absence; one that is outlived must have been
// there to write down what it started.
static void follow_parent(struct launch *l, pid_t parent) {
    if (l->dies_with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL)) fail(l, "follow the manager");
    if (getppid() != parent) { errno = ESRCH; fail(l, "find the manager alive"); }
}

static void place_descriptors(struct launch *l) {
    int moved[16];
    int count = l->descriptor_count;
    for (int i = 0; i < count; i++)
        if ((moved[i] = fcntl(l->descriptors[i], F_DUPFD_CLOEXEC, 64)) < 0) fail(l, "move a descriptor");
    for (int i = 0; i < count; i++)
        if (dup2(moved[i], i) < 0) fail(l, "place a descriptor");
    // Not before the program runs: with them goes the manager's lock, and whoever gets it has to be able to see what was started. Older kernels can only close at once.
    if (syscall(SYS_close_range, count, ~0U, CLOSE_RANGE_CLOEXEC) && syscall(SYS_close_range, count, ~0U, 0)) fail(l, "close other descriptors");
}

struct sched_attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

// A short slice is the manager's own: see ShortSlices.cs.
static void reset_slice(void) {
    struct sched_attributes standard = { .size = sizeof standard, .nice = getpriority(PRIO_PROCESS, 0) };
    syscall(SYS_sched_setattr, 0, &standard, 0);
}

static void reset_signals(void) {
    struct sigaction standard = { .sa_handler = SIG_DFL };
    for (int signal = 1; signal < 65; signal++) sigaction(signal, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static __attribute__((noinline, noreturn)) void child(struct launch *l, pid_t parent) {
    char *const nothing[] = { NULL };
    setsid();
    reset_slice();
    join_cgroups(l);
    // Before the limits: a manager of many sandboxes has more descriptors than a sandbox may have.
    place_descriptors(l);
    lower_limits(l);
    become_owner(l);
    follow_parent(l, parent);
    if (l->folder && chdir(l->folder)) fail(l, "enter the folder");
    reset_signals();
    execve(l->path, l->argv, nothing);
    fail(l, "execute the program");
    __builtin_unreachable();
}

// Inline, because the child continues on its parent's stack: a function that returned in the child would have its return
// address overwritten before the parent uses it.
static inline __attribute__((always_inline)) long clone_suspending(struct clone_args *args) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "0"(SYS_clone3), "D"(args), "S"(sizeof *args) : "rcx", "r11", "memory");
    return result;
}

// Starts a program. 0, or an errno; failed_at then says in which step.
EXPORT int sandbox_launch(struct launch *l) {
    sigset_t all, before;
    pid_t parent = getpid();
    int pidfd = -1;
    struct clone_args args = {
        .flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | (l->cgroup_folder >= 0 ? CLONE_INTO_CGROUP : 0),
        .pidfd = (uintptr_t)&pidfd,
        .exit_signal = SIGCHLD,
        .cgroup = l->cgroup_folder >= 0 ? (uint64_t)l->cgroup_folder : 0,
    };
    l->failed_at = NULL;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    long pid = clone_suspending(&args);
    if (pid == 0) child(l, parent);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid < 0) { l->failed_at = "clone a process"; return (int)-pid; }
    l->pid = (int32_t)pid;
    l->pidfd = pidfd;
    if (!l->failed_at) return 0;
    siginfo_t ended = { 0 };
    waitid(P_PIDFD, (id_t)pidfd, &ended, WEXITED);
    close(pidfd);
    return ended.si_status;
}

// A listening stream socket at a path. A descriptor, or -errno.
EXPORT int sandbox_listen(const char *path, int backlog) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0) return -errno;
    if (!bind(socket_fd, (struct sockaddr *)&address, sizeof address) && !listen(socket_fd, backlog)) return socket_fd;
    int error = errno;
    close(socket_fd);
    return -error;
}

EXPORT int sandbox_watch_new(void) {
    int watch = epoll_create1(EPOLL_CLOEXEC);
    return watch < 0 ? -errno : watch;
}

EXPORT int sandbox_watch_add(int watch, int descriptor, uint64_t key) {
    struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT, .data.u64 = key };
    return epoll_ctl(watch, EPOLL_CTL_ADD, descriptor, &event) ? errno : 0;
}

// Waits for at most 32 descriptors that are readable. Their number, or -errno.
EXPORT int sandbox_watch_wait(int watch, uint64_t *keys) {
    struct epoll_event events[32];
    int count = epoll_wait(watch, events, 32, -1);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) keys[i] = events[i].data.u64;
    return count;
}

// Reaps a process that has ended. Its exit code, or 128 and its signal as bwrap says it; -errno when it cannot be reaped.
EXPORT int sandbox_reap(int pidfd) {
    siginfo_t ended = { 0 };
    if (waitid(P_PIDFD, (id_t)pidfd, &ended, WEXITED | WNOHANG)) return -errno;
    if (!ended.si_pid) return -EAGAIN;
    return ended.si_code == CLD_EXITED ? ended.si_status : 128 + ended.si_status;
}

// Whether a process has ended: its descriptor is readable from then on, whoever's child it is.
EXPORT int sandbox_has_ended(int pidfd) {
    struct pollfd process = { .fd = pidfd, .events = POLLIN };
    return poll(&process, 1, 0) > 0;
}

EXPORT int sandbox_kill(int pidfd) {
    return syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) ? errno : 0;
}

// A descriptor for a process, or -errno.
EXPORT int sandbox_open_process(int pid) {
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    return pidfd < 0 ? -errno : pidfd;
}

// Orphans of sandboxes come to the manager, not to the machine's first process.
EXPORT int sandbox_adopt_orphans(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1) ? errno : 0;
}
