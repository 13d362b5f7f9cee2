package io.hypertile.encode.netcdf;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormatContract;
import io.hypertile.ndarray.DType;

class NetcdfFormatTest extends ArrayFormatContract {
  @Override
  protected ArrayFormat format() {
    return new NetcdfFormat();
  }

  @Override
  protected boolean holds(DType dtype) {
    return NetcdfType.of(dtype).isPresent();
  }
}
