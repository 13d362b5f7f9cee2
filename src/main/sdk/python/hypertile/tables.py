"""Tables as Arrow and pandas have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import errors, extras

if TYPE_CHECKING:
    import pandas
    import pyarrow


def arrow_of(body: bytes) -> pyarrow.Table:
    """The table that a stream of Arrow holds."""
    with extras.needed():
        import pyarrow.ipc

    try:
        with pyarrow.ipc.open_stream(body) as reader:
            return reader.read_all()
    except pyarrow.ArrowInvalid as problem:
        raise errors.unexpected(f"the answer is not a stream of Arrow: {problem}") from None


def arrow_of_columns(columns: dict[str, Any]) -> pyarrow.Table:
    """A table of arrays by name; those of several axes become lists."""
    with extras.needed():
        import pyarrow

    def column(cells: Any) -> Any:
        flat = pyarrow.array(cells.ravel())
        for size in reversed(cells.shape[1:]):
            flat = pyarrow.FixedSizeListArray.from_arrays(flat, size)
        return flat

    return pyarrow.table({name: column(each) for name, each in columns.items()})


def frame_of(table: pyarrow.Table) -> pandas.DataFrame:
    """A table as a frame of pandas."""
    with extras.needed():
        return table.to_pandas()
