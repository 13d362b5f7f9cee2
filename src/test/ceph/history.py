"""Checks of what clients were told: the order of reads and writes of one register, and boxes of one array."""

import math


class Register:
    """
    Each value is written once, 0 before all others. The values in order are zones of time that must not lie in
    one another (Gibbons and Korach, 1997).
    """

    def __init__(self):
        self.zones = {}
        self.begun(0, -math.inf)
        self.written(0, -math.inf)

    def zone(self, value):
        return self.zones.setdefault(value, {"begun": math.inf, "end": math.inf, "start": -math.inf, "read": math.inf})

    def begun(self, value, start):
        zone = self.zone(value)
        zone["begun"], zone["start"] = start, max(zone["start"], start)

    def written(self, value, end):
        zone = self.zone(value)
        zone["end"] = min(zone["end"], end)

    def read(self, value, start, end):
        zone = self.zone(value)
        zone["end"], zone["read"] = min(zone["end"], end), min(zone["read"], end)
        zone["start"] = max(zone["start"], start)

    def fault(self):
        """Speaks against any order, or None."""
        seen = {value: zone for value, zone in self.zones.items() if zone["end"] < math.inf}
        for value, zone in seen.items():
            if zone["read"] < zone["begun"]:
                return f"{value} was read before it was written"
        forward = sorted((z["end"], z["start"], v) for v, z in seen.items() if z["end"] < z["start"])
        for (_, high, one), (low, _, other) in zip(forward, forward[1:]):
            if low < high:
                return f"{one} and {other} stood at one time"
        for value, zone in seen.items():
            if zone["end"] >= zone["start"]:
                for low, high, around in forward:
                    if low < zone["start"] and zone["end"] < high:
                        return f"{value} was there while {around} stood"
        return None


class Box:
    """A write of one value into a box; `end` is when it was answered or seen, or None if it is not known to be made."""

    def __init__(self, value, box, begun):
        self.value, self.box, self.begun, self.end = value, box, begun, None


def faults_of_boxes(cells, writes):
    """
    Cells of an array against what one client wrote into it, one box after the other: a cell has the last
    value that was answered or seen, or one whose outcome was not known, and a box that is seen is seen whole.
    """
    found = []
    values = {write.value: write for write in writes}
    lengths = cells.shape
    for row in range(lengths[0]):
        for column in range(lengths[1]):
            own = [w for w in writes if covers(w, row, column)]
            answered = [w for w in own if w.end is not None]
            allowed = {w.value for w in own if w.end is None} | {answered[-1].value if answered else 0}
            if int(cells[row, column]) not in allowed:
                found.append(f"lost: cell {row},{column} is {cells[row, column]}, not one of {sorted(allowed)[-5:]}")
    for value in {int(v) for v in cells.flat} & values.keys():
        write = values[value]
        for row in range(*write.box[0]):
            for column in range(*write.box[1]):
                other = values.get(int(cells[row, column]))
                if other is None or (other.end is not None and other.end < write.begun):
                    found.append(f"torn: {value} is seen, but not at {row},{column}")
    return found


def covers(write, row, column):
    (top, bottom), (left, right) = write.box
    return top <= row < bottom and left <= column < right
