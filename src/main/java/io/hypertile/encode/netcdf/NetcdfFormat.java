package io.hypertile.encode.netcdf;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;

/**
 * Classic NetCDF with the attributes of the CF conventions. With 64-bit offsets (CDF-2), which
 * every reader knows, for int8, int16, int32, float32 and float64; otherwise with 64-bit data
 * (CDF-5), which the NetCDF library knows and SciPy does not. Other types are not encodable.
 */
public final class NetcdfFormat implements ArrayFormat {
  @Override
  public String name() {
    return "netcdf";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/x-netcdf", "application/netcdf");
  }

  @Override
  public boolean hasCoordinates() {
    return true;
  }

  /** Browsers keep it as a file of the array's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".nc");
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    return new NetcdfEncoder(NetcdfFile.of(header));
  }
}
