"""`python forbidden.py mount,ptrace -- program…`: becomes a program to which the kernel denies these system calls.

Stands in for a machine whose policy forbids them (AppArmor, Yama, a container's profile), with a seccomp filter that answers
EPERM. Knows x86-64 only.
"""

import ctypes
import errno
import os
import struct
import sys

CALLS = {"ptrace": 101, "mount": 165, "unshare": 272}  # asm/unistd_64.h
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS and so on
ALLOW, DENY = 0x7FFF0000, 0x00050000 | errno.EPERM


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid(calls: list[str]) -> None:
    """Deny these calls to this process and all it becomes or starts."""
    steps = [(LOAD, 0, 0, 0)]  # the number of the call
    for name in calls:
        steps += [(JUMP_IF_EQUAL, 0, 1, CALLS[name]), (RETURN, 0, 0, DENY)]
    steps.append((RETURN, 0, 0, ALLOW))
    program = Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program))):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    forbid(sys.argv[1].split(","))
    os.execvp(sys.argv[3], sys.argv[3:])
