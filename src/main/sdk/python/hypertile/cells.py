"""NumPy arrays as bodies of requests and answers."""

import io
import math

import numpy

_HEADERS = {
    (1, 0): numpy.lib.format.read_array_header_1_0,
    (2, 0): numpy.lib.format.read_array_header_2_0,
}


def decode(body):
    """The array that NPY bytes hold.

    Raises ValueError for bytes that are no NPY, that hold objects, or whose length is not the one
    that the header announces; nothing is allocated before that is known.
    """
    body = memoryview(body)
    stream = io.BytesIO(body)
    version = numpy.lib.format.read_magic(stream)
    if version not in _HEADERS:
        raise ValueError(f"NPY of version {version} is not read here")
    shape, fortran, dtype = _HEADERS[version](stream)
    if dtype.hasobject:
        raise ValueError("NPY of Python objects is not read here")
    start, length = stream.tell(), math.prod(shape) * dtype.itemsize
    if any(size < 0 for size in shape) or start + length != len(body):
        raise ValueError(
            f"cells of shape {shape} and dtype {dtype} are {length} bytes, not {len(body) - start}"
        )
    order = "F" if fortran else "C"
    return numpy.ndarray(shape, dtype, body, start, order=order).copy(order="C")


def encode(values):
    """An array, or what NumPy makes one of, as NPY bytes; TypeError for Python objects."""
    values = numpy.asarray(values)
    if values.dtype.hasobject:
        raise TypeError("cells are numbers; these values are Python objects")
    stream = io.BytesIO()
    numpy.save(stream, values, allow_pickle=False)
    return stream.getvalue()
