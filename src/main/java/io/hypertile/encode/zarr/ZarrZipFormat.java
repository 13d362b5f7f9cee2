package io.hypertile.encode.zarr;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;

/**
 * A group of Zarr v3 in a ZIP archive: an array with the cells, one for each axis with its
 * coordinates, consolidated metadata, attributes of the CF conventions. Chunks are runs of cells of
 * a megabyte or more, uncompressed.
 */
public final class ZarrZipFormat implements ArrayFormat {
  @Override
  public String name() {
    return "zarr";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/zip");
  }

  @Override
  public boolean hasCoordinates() {
    return true;
  }

  /** Browsers keep it as a file of the array's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".zarr.zip");
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    return new ZarrEncoder(ZarrGroup.of(header));
  }
}
