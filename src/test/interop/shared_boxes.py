"""Which boxes are written in the test of a shared storage, by whom and with which values."""

SIZE = 64
COLLECTIONS = ["plain", "packed", "tiled"]
WRITERS = 3
OWN = "own box"

# One tile each; the second and third together are the wide box, over two tiles.
PARTS = [
    (slice(0, 8), slice(0, 32)),
    (slice(16, 32), slice(0, 32)),
    (slice(16, 32), slice(32, 64)),
]
WIDE = (slice(16, 32), slice(0, 64))


def own(writer):
    """The box that one writer alone writes; those of two writers share a tile."""
    return (slice(32 + 8 * writer, 40 + 8 * writer), slice(0, 32))


def common(name, chance):
    """A box that all writers write."""
    return chance.choice([PARTS[0], WIDE])


def number(writer, sequence):
    """A value that tells who wrote it, greater than all before it of the same writer."""
    return float(sequence * 10 + writer)


def text(box):
    """A box in a URL."""
    return ",".join(f"{part.start}:{part.stop}" for part in box)
