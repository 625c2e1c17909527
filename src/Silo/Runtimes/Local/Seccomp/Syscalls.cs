namespace Sandboxes.Silo.Runtimes.Local.Seccomp;

/// <summary>Numbers of system calls of x86-64.</summary>
internal static class Syscalls
{
    public const uint Ioctl = 16;
    public const uint Socket = 41;
    public const uint Clone = 56;
    public const uint Personality = 135;
    public const uint ResourceLimit = 302; // prlimit64

    /// <summary>Answered with EPERM.</summary>
    public static readonly uint[] NotPermitted =
    [
        101, 310, 311, 440, 438, 312, // ptrace, process_vm_readv, process_vm_writev, process_madvise, pidfd_getfd, kcmp
        165, 166, 155, 161, 428, 429, 430, 431, 432, 433, 442, 467, // mount, umount2, pivot_root, chroot, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, open_tree_attr
        272, 308, // unshare, setns
        321, 298, 300, 212, // bpf, perf_event_open, fanotify_init, lookup_dcookie
        246, 320, 175, 313, 176, 174, 177, 178, // kexec_load, kexec_file_load, init_module, finit_module, delete_module, create_module, get_kernel_syms, query_module
        304, 303, // open_by_handle_at, name_to_handle_at
        163, 167, 168, 169, 179, 443, 103, 153, // acct, swapon, swapoff, reboot, quotactl, quotactl_fd, syslog, vhangup
        164, 227, 305, 159, 170, 171, // settimeofday, clock_settime, clock_adjtime, adjtimex, sethostname, setdomainname
        172, 173, 154, 134, 136, 139, 156, 180, // iopl, ioperm, modify_ldt, uselib, ustat, sysfs, _sysctl, nfsservctl
        279, 256, // move_pages, migrate_pages
        248, 249, 250, // add_key, request_key, keyctl
    ];

    /// <summary>Answered with ENOSYS, for which programs have another way: clone3, for one, hides its flags in memory that a filter cannot read.</summary>
    public static readonly uint[] NotImplemented =
    [
        323, 425, 426, 427, 435, 447, // userfaultfd, io_uring_setup, io_uring_enter, io_uring_register, clone3, memfd_secret
    ];
}
