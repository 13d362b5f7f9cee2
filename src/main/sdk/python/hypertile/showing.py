"""Short texts and tables of what clients hold, for consoles and notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from .selection import Box
from .specs import Spec

_STYLE = "border-collapse:collapse;font-size:.95em"


def size(count: int) -> str:
    """A number of bytes for people."""
    number, unit = float(count), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if number < 1024 or unit == "PiB":
            break
        number /= 1024
    return f"{count} B" if unit == "B" else f"{number:.1f} {unit}"


def cells(kind: str, spec: Spec, box: Box) -> str:
    """A few lines: the address, the shape, an axis a line."""
    head = f"<hypertile.{kind} {spec.address.collection}/{_place(spec)} ({_shape(box)}) {spec.dtype}, {size(_bytes(spec, box))}>"
    lines = [f"  {dim}: {text}" for dim, _, text in _axes(spec, box)]
    attrs = [f"  {name} = {value}" for name, value in list(spec.attrs.items())[:12]]
    return "\n".join([head, *lines, *attrs])


def cells_html(kind: str, spec: Spec, box: Box) -> str:
    """The same as tables."""
    facts = {"Shape": f"({_shape(box)})", "Type": str(spec.dtype), "Size": size(_bytes(spec, box))}
    if spec.chunks is not None:
        facts["Chunks"] = str(spec.chunks)
    if spec.fill_value is not None:
        facts["Fill value"] = str(spec.fill_value)
    title = f"<b>{escape(kind)}</b> {escape(spec.address.collection)} / {escape(_place(spec))}"
    axes = table(("Axis", "Size", "Coordinates"), [(dim, count, text) for dim, count, text in _axes(spec, box)])
    attrs = table(("Attribute", "Value"), spec.attrs.items()) if spec.attrs else ""
    return f"<div>{title}{table((), facts.items())}{axes}{attrs}</div>"


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table of HTML; everything in it is escaped."""
    top = "".join(f'<th style="text-align:left">{escape(each)}</th>' for each in head)
    body = "".join("<tr>" + "".join(f'<td style="text-align:left">{escape(str(cell))}</td>' for cell in row) + "</tr>" for row in rows)
    return f'<table style="{_STYLE}">{f"<tr>{top}</tr>" if head else ""}{body}</table>'


def document(title: str, members: Mapping[str, Any]) -> str:
    """A document as a table of its plain members."""
    rows = [(name, value) for name, value in members.items() if not isinstance(value, (dict, list)) and value is not None]
    return f"<div><b>{escape(title)}</b>{table((), rows)}</div>"


def _place(spec: Spec) -> str:
    address = spec.address
    return f"{address.dataset}/{address.name}" if address.dataset is not None else address.name


def _shape(box: Box) -> str:
    return ", ".join(f"{dim}: {count}" for dim, count in zip(box.kept, box.shape))


def _bytes(spec: Spec, box: Box) -> int:
    return box.size * spec.dtype.itemsize


def _axes(spec: Spec, box: Box) -> list[tuple[str, str, str]]:
    found = []
    for dim, take in zip(box.dims, box.takes):
        name = f"{dim} ({spec.scales[dim]})" if dim in spec.scales else dim
        positions = [take] if isinstance(take, int) else take
        count = "one" if isinstance(take, int) else str(len(take))
        found.append((name, count, _coordinates(spec, dim, positions)))
    return found


def _declared(spec: Spec, dim: str, ends: Sequence[int]) -> str:
    """The ends as the schema has them, without asking for coordinates."""
    axis = spec.declared.get(dim) or {}
    labels, scale, step = axis.get("labels"), axis.get("scale"), axis.get("step")
    if labels:
        return " … ".join(str(labels[each]) for each in ends)
    if scale:
        return " … ".join(str(float(f"{scale['start_value'] + each * scale['step']:.12g}")) for each in ends)
    places = " … ".join(f"position {each}" for each in ends)
    if axis.get("type") != "time" or not step:
        return places
    start = str(axis.get("start_value"))
    start = str(spec.attrs.get(start[1:], start)) if start.startswith("$") else start
    return f"{start} …, every {step}" if ends[0] == 0 and len(ends) == 2 else f"{places} of {start} …, every {step}"


def _coordinates(spec: Spec, dim: str, positions: Sequence[int]) -> str:
    if len(positions) == 0:
        return "nothing"
    ends = [positions[0]] if len(positions) == 1 else [positions[0], positions[-1]]
    if spec.axes is None or not spec.axis(dim).has(ends):
        return _declared(spec, dim, ends)
    return " … ".join(str(each) for each in spec.axis(dim).coordinates(ends))
