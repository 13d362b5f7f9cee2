"""The client: collections and arrays, and their cells as NumPy arrays."""

from urllib.parse import parse_qs, urlsplit

from hypertile_client import ApiClient, ArraysApi, CellsApi, CollectionsApi, Configuration, UpkeepApi
from hypertile_client.models import NewArray

from . import cells, labelled
from .errors import raising


def connect(url, api_key=None, **options):
    """A client of the server at this address.

    ``options`` are those of the generated Configuration, such as ``access_token``, ``ssl_ca_cert``
    or ``retries``. No request is made before a method of the client needs one.
    """
    if api_key is not None:
        options["api_key"] = {"apiKey": api_key}
    return Client(Configuration(host=url.rstrip("/"), **options))


def key(*values):
    """The address of an array by the values of all its primary attributes, in schema order."""
    return "~" + ",".join(_quoted(value) for value in values)


def _quoted(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()
    text = str(value)
    return f'"{text}"' if "," in text else text


class Client:
    """A client of one server; threads may share it.

    Arrays are named by their collection and either an id (UUID or text) or a ``key``. Methods raise HypertileError
    for what the server refuses, and urllib3's exceptions when it cannot be reached. The generated
    interface is at hand as ``collections``, ``arrays``, ``cells`` and ``upkeep``.
    """

    def __init__(self, configuration):
        # A key has a comma between values, which must arrive as such.
        configuration.safe_chars_for_path_param = ","
        self.api = ApiClient(configuration)
        self.collections = CollectionsApi(self.api)
        self.arrays = ArraysApi(self.api)
        self.cells = CellsApi(self.api)
        self.upkeep = UpkeepApi(self.api)

    def create_collection(self, document):
        """Creates a collection; returns what the server keeps of it.

        ``document`` is a dict, which is sent as it is (Deker's own documents are taken too), or a
        NewCollection of the generated interface.
        """
        # The model would drop members that it does not know, and a misspelt one with them.
        request = self.api.param_serialize(
            "POST",
            "/api/v1/collections",
            header_params={"Accept": "application/json", "Content-Type": "application/json"},
            body=document,
            auth_settings=["apiKey", "bearer", "basic"],
        )
        with raising():
            answer = self.api.call_api(*request)
            answer.read()
            return self.api.response_deserialize(answer, {"201": "CollectionDocument"}).data

    def list_collections(self):
        """All collections that the caller may see, page by page."""
        yield from self._pages(self.collections.list_collections)

    def delete_collection(self, collection):
        """Deletes a collection with all its arrays."""
        with raising():
            self.collections.delete_collection(collection)

    def create_array(self, collection, primary_attributes=None, custom_attributes=None, id=None):
        """Creates an array, which holds fill values at first; returns its document, with ``id``."""
        given = {
            "id": id,
            "primary_attributes": primary_attributes,
            "custom_attributes": custom_attributes,
        }
        array = NewArray(**{name: value for name, value in given.items() if value is not None})
        with raising():
            return self.arrays.create_array(collection, array)

    def list_arrays(self, collection, filter=None, sort=None):
        """The arrays that a filter such as ``"dt >= 2023-01-01"`` takes, page by page."""
        yield from self._pages(
            self.arrays.list_arrays, collection=collection, filter=filter, sort=sort
        )

    def delete_array(self, collection, array):
        """Deletes an array."""
        with raising():
            self.arrays.delete_array(collection, str(array))

    def read(self, collection, array, slice=None, method=None, tolerance=None):
        """The cells that a slice such as ``"2023-01-03T05:00,-44.0:-45.0,:,pressure"`` selects.

        A new ``numpy.ndarray``, without the axes that the slice drops; everything without a slice.
        ``method`` and ``tolerance`` say how values and times off the grid are looked up.
        """
        selection = _given(slice=slice, method=method, tolerance=tolerance)
        with raising():
            body = self.cells.read_npy(collection, str(array), **selection)
        return cells.decode(body)

    def write(self, collection, array, values, slice=None, if_match=None):
        """Writes cells, all of them or none; they are durable when this returns.

        ``values`` is an array of the shape that the slice has. With ``if_match``, a tag, the write is
        refused when the array has changed since.
        """
        body = cells.encode(values)
        with raising():
            self.cells.write_npy(
                collection, str(array), body, **_given(slice=slice, if_match=if_match)
            )

    def clear(self, collection, array, slice=None):
        """Sets cells to the fill value."""
        with raising():
            self.cells.clear_subset(collection, str(array), **_given(slice=slice))

    def to_xarray(self, collection, array, slice=None, method=None, tolerance=None):
        """What ``read`` gives, as a ``xarray.DataArray``.

        Coordinates are times (UTC, ``datetime64[us]``), values of scales, labels, or positions; the
        axes that the slice drops have one value. ``attrs`` has the id as ``array`` and the attributes
        of the array, times among them as ISO texts.
        """
        import xarray

        selection = _given(slice=slice, method=method, tolerance=tolerance)
        with raising():
            description = self.cells.describe_subset(collection, str(array), **selection)
            schema = self.collections.get_collection(collection)
            document = self.arrays.get_array(collection, str(array))
        return xarray.DataArray(
            self.read(collection, array, **selection),
            coords=labelled.coordinates(description, schema),
            dims=description.dimensions,
            name=collection,
            attrs=labelled.attributes(document),
        )

    def close(self):
        """Closes the connections that are kept open."""
        self.api.rest_client.pool_manager.clear()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()

    def _pages(self, listing, **arguments):
        arguments = _given(**arguments)
        while True:
            with raising():
                page = listing(**arguments)
            yield from page.items
            if page.next is None:
                return
            arguments["cursor"] = parse_qs(urlsplit(page.next).query)["cursor"][0]


def _given(**arguments):
    return {name: value for name, value in arguments.items() if value is not None}
