package io.hypertile.encode.arrow;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormatContract;
import io.hypertile.encode.Spool;
import io.hypertile.ndarray.DType;
import java.nio.file.Path;

class ArrowFormatTest extends ArrayFormatContract {
  @Override
  protected ArrayFormat format() {
    return new ArrowFormat(new Spool(Path.of(".")));
  }

  @Override
  protected boolean holds(DType dtype) {
    return dtype.componentSize() <= Long.BYTES;
  }
}
