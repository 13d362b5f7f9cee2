"""Panels of a dashboard of Grafana as one page of HTML with drawings in SVG, and no script: as much of Grafana's look as tells
whether units, legends and places are right."""

import html
import json
import math
import time

WIDTH = 1800
CELL = 38
GAP = 8
COLUMNS = 24
COLOURS = ["#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#8ab8ff", "#96d98d", "#ffb357", "#ca95e5", "#37872d", "#e0b400"]
NAMED = {"red": "#c4162a", "orange": "#ff780a", "green": "#37872d", "yellow": "#e0b400", "blue": "#1f60c4"}


def height(dashboard):
    panels = json.loads(dashboard.read_text(encoding="utf-8"))["panels"]
    return max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels) * CELL + 60


def _scaled(value, steps, names):
    at = 0
    while abs(value) >= steps and at < len(names) - 1:
        value /= steps
        at += 1
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}", names[at]


def _seconds(value):
    for size, name in ((86400 * 365, "years"), (86400 * 7, "weeks"), (86400, "days"), (3600, "hours"), (60, "mins"), (1, "s"), (1e-3, "ms")):
        if abs(value) >= size:
            return f"{value / size:.3g} {name}"
    return f"{value * 1e6:.3g} µs" if value else "0 s"


def text(value, unit):
    """A value as Grafana writes it in a unit; a unit that is not known here is a fault of the dashboard."""
    if unit == "s":
        return _seconds(value)
    if unit == "percentunit":
        return f"{value * 100:.3g}%"
    if unit == "bytes":
        return " ".join(_scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]))
    if unit == "Bps":
        return " ".join(_scaled(value, 1000, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"]))
    if unit in ("reqps", "ops"):
        number, name = _scaled(value, 1000, ["", "K", "M"])
        return f"{number}{name} {'req/s' if unit == 'reqps' else 'ops/s'}"
    if unit == "short":
        return " ".join(_scaled(value, 1000, ["", "K", "Mil", "Bil", "Tri"])).strip()
    if unit == "none":
        return f"{value:.3g}"
    if unit == "dateTimeFromNow":
        return f"{_seconds(max(0.0, time.time() - value / 1000))} ago"
    raise ValueError(f"the unit {unit} is not known to page.py")


def _colour(defaults, value):
    found = "#37872d"
    for step in defaults.get("thresholds", {}).get("steps", []):
        if step["value"] is None or value >= step["value"]:
            found = NAMED.get(step["color"], step["color"])
    return found


def _stat(panel, lines, width, tall):
    defaults = panel["fieldConfig"]["defaults"]
    if not lines:
        return f'<text x="{width / 2}" y="{tall / 2 + 12}" class="none">No data</text>'
    value = lines[-1][1][-1][1]
    shown = text(value, defaults["unit"])
    for mapping in defaults.get("mappings", []):
        shown = mapping["options"].get(f"{value:g}", {}).get("text", shown)
    return (
        f'<rect width="{width}" height="{tall}" rx="3" fill="{_colour(defaults, value)}"/>'
        f'<text x="{width / 2}" y="{tall / 2 + 26}" class="stat">{html.escape(shown)}</text>'
    )


def _nice(top, unit):
    """The distance of lines of a grid below a top, about four of them."""
    base = 1024.0 if unit == "bytes" and top > 1024 else 10.0
    rough = top / 4
    power = base ** math.floor(math.log(rough, base))
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 256, 500, 512, 1000):
        if power * factor >= rough:
            return power * factor
    return power * base


def _chart(panel, lines, box, span):
    width, tall = box
    begin, end = span
    unit = panel["fieldConfig"]["defaults"]["unit"]
    rows = _legend_rows(lines, width)
    left, top, right, bottom = 74, 34, 12, 26 + 18 * rows
    inner, deep = width - left - right, tall - top - bottom
    if not lines:
        return f'<text x="{width / 2}" y="{tall / 2}" class="none">No data</text>'
    most = max(value for _, points in lines for _, value in points)
    most = most if most > 0 else 1.0
    step = _nice(most, unit)
    highest = math.ceil(most / step) * step
    parts = []
    for mark in range(int(round(highest / step)) + 1):
        y = top + deep - deep * mark * step / highest
        parts.append(f'<line x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" class="left">{html.escape(text(mark * step, unit))}</text>')
    for mark in range(5):
        at = begin + (end - begin) * mark / 4
        x = left + inner * mark / 4
        anchor = ["start", "middle", "middle", "middle", "end"][mark]
        parts.append(f'<text x="{x:.1f}" y="{top + deep + 16}" class="below" text-anchor="{anchor}">{time.strftime("%H:%M:%S", time.gmtime(at))}</text>')
    for number, (_, points) in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(
            f"{left + inner * (at - begin) / (end - begin):.1f},{top + deep - deep * max(0.0, value) / highest:.1f}" for at, value in points
        )
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.4"/>')
    return "".join(parts) + _legend(lines, width, tall - 18 * rows)


def _places(lines, width):
    x, row = 12, 0
    for name, _ in lines:
        needed = 28 + 6.6 * len(name)
        if x > 12 and x + needed > width - 8:
            x, row = 12, row + 1
        yield x, row
        x += needed


def _legend_rows(lines, width):
    return 1 + max((row for _, row in _places(lines, width)), default=0)


def _legend(lines, width, top):
    parts = []
    for number, ((name, _), (x, row)) in enumerate(zip(lines, _places(lines, width), strict=True)):
        y = top + 18 * row + 4
        parts.append(f'<line x1="{x}" x2="{x + 14}" y1="{y}" y2="{y}" stroke="{COLOURS[number % len(COLOURS)]}" stroke-width="4"/>')
        parts.append(f'<text x="{x + 19}" y="{y + 4}" class="legend">{html.escape(name)}</text>')
    return "".join(parts)


def draw(dashboard, panels, begin, end):
    """The page: each panel in its place, with its title, its drawing and what its values are in its unit."""
    unit = (WIDTH - 2 * GAP) / COLUMNS
    parts = []
    for panel, lines in panels:
        place = panel["gridPos"]
        x, y = GAP + place["x"] * unit, 44 + place["y"] * CELL
        width, tall = place["w"] * unit - GAP, place["h"] * CELL - GAP
        title = f'<text x="10" y="20" class="title">{html.escape(panel["title"])}</text>'
        if panel["type"] == "row":
            parts.append(f'<g transform="translate({x:.1f},{y})"><text x="2" y="22" class="row">{html.escape(panel["title"])}</text></g>')
            continue
        if panel["type"] == "stat":
            drawing = _stat(panel, lines, width, tall)
        elif panel["type"] == "timeseries":
            drawing = _chart(panel, lines, (width, tall), (begin, end))
        else:
            raise ValueError(f"panels of the type {panel['type']} are not known to page.py")
        parts.append(
            f'<g transform="translate({x:.1f},{y})"><rect width="{width:.1f}" height="{tall}" rx="3" class="panel"/>{drawing}{title}</g>'
        )
    tall = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel, _ in panels) * CELL + 52
    shown = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(begin))} to {time.strftime('%H:%M:%S', time.gmtime(end))} UTC"
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{html.escape(dashboard["title"])}</title>
<style>
body {{ margin: 0; background: #111217; }}
text {{ font: 12px sans-serif; fill: #ccccdc; }}
.head {{ font-size: 18px; }}
.title {{ font-size: 14px; font-weight: 500; }}
.row {{ font-size: 15px; font-weight: 600; }}
.panel {{ fill: #181b1f; stroke: #2c2f36; }}
.grid {{ stroke: #2c2f36; }}
.left {{ text-anchor: end; font-size: 11px; }}
.below {{ font-size: 11px; }}
.none {{ text-anchor: middle; fill: #8e8e99; font-size: 16px; }}
.stat {{ text-anchor: middle; font-size: 30px; font-weight: 600; fill: #ffffff; }}
</style>
<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{tall}">
<text x="10" y="27" class="head">{html.escape(dashboard["title"])}: {shown}</text>
{chr(10).join(parts)}
</svg>
</html>
"""
