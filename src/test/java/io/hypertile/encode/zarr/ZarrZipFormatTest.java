package io.hypertile.encode.zarr;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormatContract;
import io.hypertile.ndarray.DType;

class ZarrZipFormatTest extends ArrayFormatContract {
  @Override
  protected ArrayFormat format() {
    return new ZarrZipFormat();
  }

  @Override
  protected boolean holds(DType dtype) {
    return dtype.componentSize() <= Long.BYTES;
  }
}
