"""Writes the colours that heat maps are compared with, from Matplotlib's own tables.

python make_pictures.py > ../resources/pictures/matplotlib.txt

Made with Matplotlib 3.11. A line has the name of a map and its colours at 33 equal distances from
low to high, straight lines between the 256 colours of the table.
"""

import numpy as np
from matplotlib import colormaps

for name in ["viridis", "magma", "inferno", "plasma", "cividis", "gray", "coolwarm"]:
    table = np.array([colormaps[name](n)[:3] for n in range(256)]) * 255
    table = np.rint(table)
    at = np.linspace(0, 255, 33)
    colors = np.stack([np.interp(at, np.arange(256), table[:, c]) for c in range(3)], axis=1)
    print(name, *("%02x%02x%02x" % tuple(np.floor(color + 0.5).astype(int)) for color in colors))
