"""Keyed random numbers: Philox 4x32-10 of (seed; member, replicate, day and quad, stream) (src/core/streams.h)."""
from functools import lru_cache

M32 = 0xFFFFFFFF


def philox(c0, c1, c2, c3, seed):
    k0, k1 = seed & M32, seed >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & M32, (p0 >> 32) ^ c3 ^ k1, p0 & M32
        k0, k1 = (k0 + 0x9E3779B9) & M32, (k1 + 0xBB67AE85) & M32
    return c0, c1, c2, c3


@lru_cache(maxsize=None)
def stream_of(mechanism, name):
    value = 0x811C9DC5
    for byte in f"{mechanism}/{name}".encode():
        value = (value ^ byte) * 0x01000193 & M32
    value = (value ^ value >> 16) * 0x85EBCA6B & M32
    value = (value ^ value >> 13) * 0xC2B2AE35 & M32
    return value ^ value >> 16


def words(seed, member, replicate, day, stream, quad):
    return philox(member, replicate, (day << 16 | quad & 0xFFFF) & M32, stream, seed)


def unit(word):
    """(word + 1/2) 2^-32."""
    return (word + 0.5) * 2.0**-32


def unit2(a, b):
    return (a + (b + 0.5) * 2.0**-32) * 2.0**-32
