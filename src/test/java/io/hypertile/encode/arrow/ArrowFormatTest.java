package io.hypertile.encode.arrow;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormatContract;
import io.hypertile.ndarray.DType;

class ArrowFormatTest extends ArrayFormatContract {
  @Override
  protected ArrayFormat format() {
    return new ArrowFormat();
  }

  @Override
  protected boolean holds(DType dtype) {
    return dtype.componentSize() <= Long.BYTES;
  }
}
