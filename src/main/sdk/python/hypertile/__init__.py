"""Client of Hypertile, an array database server: cells as NumPy arrays and as xarray's DataArrays."""

from importlib.metadata import version

from .client import Client, connect, key
from .errors import HypertileError

__all__ = ["Client", "HypertileError", "connect", "key"]
__version__ = version("hypertile-client")
