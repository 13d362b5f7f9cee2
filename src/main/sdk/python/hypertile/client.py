"""The client: collections and arrays, and their cells as NumPy arrays."""

from hypertile_client import ApiClient, ArraysApi, CellsApi, CollectionsApi, Configuration, UpkeepApi
from hypertile_client.models import NewArray

from . import cells, labelled, values
from .errors import raising


def connect(url, api_key=None, **options):
    """A client of the server at this address, which is one of HTTP when it names no scheme.

    ``options`` are those of the generated Configuration, such as ``access_token``, ``ssl_ca_cert``
    or ``retries``. No request is made before a method of the client needs one.
    """
    if api_key is not None:
        options["api_key"] = {"apiKey": api_key}
    return Client(Configuration(host=_host(url), **options))


def _host(url):
    whole = url if "://" in url else f"http://{url}"
    return whole.rstrip("/").removesuffix("/api/v1")


def key(*primary):
    """The address of an array by the values of all its primary attributes, in schema order."""
    return "~" + ",".join(values.in_key(value) for value in primary)


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
        """Creates an array, which holds fill values at first; returns its document, with ``id``.

        Values of attributes may be NumPy's, and times of ``datetime`` too.
        """
        given = {
            "id": id,
            "primary_attributes": primary_attributes and values.attributes(primary_attributes),
            "custom_attributes": custom_attributes and values.attributes(custom_attributes),
        }
        array = NewArray(**_given(**given))
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

    def read(self, collection, array, slice=None, method=None, tolerance=None, sel=None):
        """The cells that a slice such as ``"2023-01-03T05:00,-44.0:-45.0,:,pressure"`` selects.

        A new ``numpy.ndarray``, without the axes that the slice drops; everything without a slice.
        ``sel`` selects by names of dimensions in its place: a dict of numbers, times, texts, lists
        of these, ``slice(start, stop)`` or texts such as ``"-44.0:-45.0"``. ``method`` and
        ``tolerance`` say how values and times off the grid are looked up.
        """
        selection = _selection(slice, sel, method=method, tolerance=tolerance)
        with raising():
            body = self.cells.read_npy(collection, str(array), **selection)
        return cells.decode(body)

    def write(self, collection, array, values, slice=None, if_match=None, sel=None):
        """Writes cells, all of them or none; they are durable when this returns.

        ``values`` is an array of the shape that ``slice`` or ``sel`` has. With ``if_match``, a tag,
        the write is refused when the array has changed since.
        """
        body = cells.encode(values)
        with raising():
            self.cells.write_npy(
                collection, str(array), body, **_selection(slice, sel, if_match=if_match)
            )

    def clear(self, collection, array, slice=None, sel=None):
        """Sets cells to the fill value."""
        with raising():
            self.cells.clear_subset(collection, str(array), **_selection(slice, sel))

    def to_xarray(self, collection, array, slice=None, method=None, tolerance=None, sel=None):
        """What ``read`` gives, as a ``xarray.DataArray``.

        Coordinates are times (UTC, ``datetime64[us]``), values of scales, labels, or positions; the
        axes that the slice drops have one value. ``attrs`` has the id as ``array`` and the attributes
        of the array, times among them as ISO texts.
        """
        import xarray

        selection = _selection(slice, sel, method=method, tolerance=tolerance)
        with raising():
            description = self.cells.describe_subset(collection, str(array), **selection)
            schema = self.collections.get_collection(collection)
            document = self.arrays.get_array(collection, str(array))
        return xarray.DataArray(
            self.read(collection, array, slice, method, tolerance, sel),
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
            if page.next_cursor is None:
                return
            arguments["cursor"] = page.next_cursor


def _given(**arguments):
    return {name: value for name, value in arguments.items() if value is not None}


def _selection(slice, sel, **more):
    """Arguments of the generated methods, which have a text for each selector by name."""
    named = sel and [f"{name}={values.selector(value)}" for name, value in sel.items()]
    return _given(slice=slice, sel=named or None, **more)
