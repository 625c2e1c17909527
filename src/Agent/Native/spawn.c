// What managed code may not do: the child's side of a spawn, and handlers of signals.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define INHERITED 4
#define FIRST_FREE_FD 10
#define SIGNALS 64

struct spawn {
    const char *path;
    char *const *argv;
    char *const *envp;
    int64_t cpu_seconds;
    int64_t file_bytes;
    int64_t processes;
    int32_t fds[INHERITED];
    int32_t cwd;
    int32_t die_with_parent;
    int32_t error;
};

// The kernel's own answer, -errno included: nothing goes through errno, which the runtime may overwrite.
long agent_sys(long n, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}

int64_t agent_boottime_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

struct sched_attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

// How long a thread runs before the scheduler looks again; 0 is the kernel's own choice, about 3 ms. A thread that asks for less gets in as
// soon as it is woken, where it would else wait for whoever runs to use up theirs; its share stays what it was. Before Linux 6.12
// this changes nothing.
#define SHORT_SLICE_NS 100000

static void ask_for_slice(uint64_t nanoseconds) {
    struct sched_attributes attributes = {
        .size = sizeof attributes, .nice = getpriority(PRIO_PROCESS, 0), .runtime = nanoseconds,
    };
    syscall(SYS_sched_setattr, 0, &attributes, 0);
}

static const int synchronous[] = {SIGSEGV, SIGFPE, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGSYS};

// Before the runtime makes its first thread, so that every thread has this mask. SIGCHLD comes through a signalfd; of the others only the
// faults and the runtime's activation signal (SIGRTMIN) have a meaning here.
__attribute__((constructor)) static void block_signals(void) {
    sigset_t set;
    sigfillset(&set);
    for (unsigned i = 0; i < sizeof synchronous / sizeof *synchronous; i++) {
        sigdelset(&set, synchronous[i]);
    }
    sigdelset(&set, SIGRTMIN);
    sigprocmask(SIG_SETMASK, &set, NULL);
}

__attribute__((constructor)) static void answer_at_once(void) { ask_for_slice(SHORT_SLICE_NS); }

static struct sigaction runtime_actions[SIGNALS + 1];

// A fault is the kernel's (si_code > 0) and an activation is our own; whatever else claims to be one was sent by user code.
static void filter(int signal, siginfo_t *info, void *context) {
    int ours = info->si_code > 0 || (info->si_code == SI_TKILL && info->si_pid == getpid());
    if (!ours) {
        return;
    }
    struct sigaction *action = &runtime_actions[signal];
    if (action->sa_flags & SA_SIGINFO) {
        action->sa_sigaction(signal, info, context);
    } else {
        action->sa_handler(signal);
    }
}

void agent_filter_signals(void) {
    for (int signal = 1; signal <= SIGNALS; signal++) {
        struct sigaction action;
        if (sigaction(signal, NULL, &action) != 0 || action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
            continue;
        }
        runtime_actions[signal] = action;
        action.sa_flags |= SA_SIGINFO;
        action.sa_sigaction = filter;
        sigaction(signal, &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
}

static void limit(int resource, int64_t soft, int64_t hard) {
    if (soft >= 0) {
        struct rlimit value = {(rlim_t)soft, (rlim_t)hard};
        setrlimit(resource, &value);
    }
}

static void reset_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    for (int signal = 1; signal <= SIGNALS; signal++) {
        sigaction(signal, &action, NULL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int place_fds(const struct spawn *spawn) {
    int high[INHERITED];
    int count = 0;
    while (count < INHERITED && spawn->fds[count] >= 0) {
        high[count] = fcntl(spawn->fds[count], F_DUPFD, FIRST_FREE_FD);
        if (high[count] < 0) {
            return errno;
        }
        count++;
    }
    for (int i = 0; i < count; i++) {
        if (dup2(high[i], i) < 0) {
            return errno;
        }
    }
    return syscall(SYS_close_range, (unsigned)count, ~0U, 0) == 0 ? 0 : errno;
}

// The memory is the parent's, who waits: the error is left where the parent finds it.
__attribute__((noreturn)) static void child(struct spawn *spawn) {
    setsid();
    ask_for_slice(0);
    if (spawn->die_with_parent) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    spawn->error = fchdir(spawn->cwd) == 0 ? place_fds(spawn) : errno;
    if (spawn->error == 0) {
        limit(RLIMIT_CORE, 0, 0);
        limit(RLIMIT_CPU, spawn->cpu_seconds, spawn->cpu_seconds + 1);
        limit(RLIMIT_FSIZE, spawn->file_bytes, spawn->file_bytes);
        limit(RLIMIT_NPROC, spawn->processes, spawn->processes);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        reset_signals();
        execve(spawn->path, spawn->argv, spawn->envp);
        spawn->error = errno;
    }
    _exit(127);
}

// The process id, or -errno of what kept the program from running.
int agent_spawn(struct spawn *spawn) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    spawn->error = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        child(spawn);
    }
    int failure = pid < 0 ? errno : spawn->error;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return failure != 0 ? -failure : pid;
}

#define DRIVER(name, file)                                                                                       \
    __asm__(".section .rodata\n" #name "_begin:\n.incbin \"" file "\"\n" #name "_end:\n.byte 0\n.previous\n"); \
    extern const char name##_begin[], name##_end[]

DRIVER(python_driver, PYTHON_DRIVER);
DRIVER(javascript_driver, JAVASCRIPT_DRIVER);

const char *agent_python_driver(void) { return python_driver_begin; }
const char *agent_javascript_driver(void) { return javascript_driver_begin; }
