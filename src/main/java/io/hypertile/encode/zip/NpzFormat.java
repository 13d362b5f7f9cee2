package io.hypertile.encode.zip;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormat.TextMeasure;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.NpyFormat;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;

/**
 * NumPy's archive of NPY files: the cells, and each axis' coordinates by its name. Several boxes
 * have a file each, and where coordinates are asked for those of a box lie in a folder of its name.
 */
public final class NpzFormat implements ArrayFormat {
  @Override
  public String name() {
    return "npz";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/x-npz");
  }

  @Override
  public boolean hasCoordinates() {
    return true;
  }

  /** The one box of an answer; several boxes may not hold cells of any length. */
  @Override
  public boolean isOfOneSize() {
    return true;
  }

  @Override
  public CellEncoder encoder(CellsHeader header, CellType size) {
    NpyFormat.requireRank(header);
    return NpzEncoder.of(header, size);
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  @Override
  public TextMeasure textMeasure() {
    return TextMeasure.CHARACTERS;
  }

  /** Browsers keep it as a file of the array's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".npz");
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    NpyFormat.requireFit(header);
    return NpzEncoder.of(header);
  }

  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    boxes.forEach(box -> box.found().ifPresent(NpyFormat::requireFit));
    return NpzEncoder.of(boxes, options.coordinates());
  }
}
