// An epoll_wait that libfaketime does not wrap, to be loaded before libfaketime.
//
// While libfaketime's own epoll_wait waits, a signal handler in that thread reads the real date (libfaketime
// 0.9.10). PostgreSQL checks its timers in a signal handler. With the real date, a timer seems not to be due,
// and is set again for the end of the offset. Then no lock_timeout or deadlock_timeout expires, and a test
// hangs. Timeouts of epoll_wait are durations and need no faking.
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's signal sets have 64 bits.
enum { SIGNAL_SET_BYTES = 8 };

int epoll_wait(int epoll, struct epoll_event *events, int capacity, int timeout) {
    return (int)syscall(SYS_epoll_pwait, epoll, events, capacity, timeout, NULL, SIGNAL_SET_BYTES);
}
